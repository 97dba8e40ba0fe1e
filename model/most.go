package model

// Busiest is the process with the greatest count; of equals the one with the least
// PID. counts has a number for each process.
func (n *Snapshot) Busiest(counts []int32) (process uint32, count int, ok bool) {
	for p, c := range counts {
		switch {
		case c == 0 || int(c) < count:
		case int(c) > count, n.Processes[p].ID.Compare(n.Processes[process].ID) < 0:
			process, count, ok = uint32(p), int(c), true
		}
	}
	return process, count, ok
}
