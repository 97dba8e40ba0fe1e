package model

import (
	"slices"

	"berth/model/room"
)

// zeros is a slice of n zeros, in the memory of another.
func zeros(old []int32, n int) []int32 {
	old = slices.Grow(room.Upto(old, n), n)[:n]
	clear(old)
	return old
}

// most is the process with the greatest count; of equals the one with the least
// PID. counts has a number for each process.
func (n *Snapshot) most(counts []int32) (process uint32, count int, ok bool) {
	for p, c := range counts {
		switch {
		case c == 0 || int(c) < count:
		case int(c) > count, n.Processes[p].ID.Compare(n.Processes[process].ID) < 0:
			process, count, ok = uint32(p), int(c), true
		}
	}
	return process, count, ok
}
