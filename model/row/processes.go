package row

import (
	"cmp"
	"slices"

	"berth/model"
	"berth/model/flat"
	"berth/model/moment"
)

// ProcessRow is one process and the sockets it holds. A row with a zero identity is for
// sockets without a known process, one row for each Status.
type ProcessRow struct {
	In      *moment.Moment
	ID      model.ProcessID
	Status  model.OwnerStatus // OwnerKnown for a real process
	Process uint32            // index into Snapshot.Processes, if OwnerKnown
	Counts
	Ports   []model.PortID // it listens on, in order
	Traffic moment.Traffic
	Sockets []int32
}

// ProcessKey is the identity of a process row, pseudo rows included.
type ProcessKey struct {
	ID     model.ProcessID
	Status model.OwnerStatus
}

// Key is the identity of the row.
func (r *ProcessRow) Key() ProcessKey { return ProcessKey{r.ID, r.Status} }

// Compare orders by PID; the rows without a process come first.
func (a ProcessKey) Compare(b ProcessKey) int {
	return cmp.Or(a.ID.Compare(b.ID), cmp.Compare(a.Status, b.Status))
}

// Facts is what is known about the process; nil for a row without a process.
func (r *ProcessRow) Facts() *model.Process {
	if r.Status != model.OwnerKnown {
		return nil
	}
	return &r.In.Processes[r.Process]
}

// ByProcess groups by the process that holds the socket; a socket with several holders
// counts for each of them. The rows are in order of their identity.
func ByProcess(m *moment.Moment, match moment.Match) []ProcessRow {
	g := processGroups{m: m, in: flat.GroupsOf(len(m.Sockets))}
	numbers := processNumbersOf(m)
	for i := range m.Sockets {
		if match.Shows(m, i) {
			numbers.each(i, func(row int32, who int) { g.add(row, who, i) })
		}
	}
	for i, sockets := range g.in.Cut(len(g.rows), nil) {
		g.rows[i].Sockets = sockets
		g.rows[i].Ports = portsOf(m, sockets)
		g.rows[i].Traffic = m.TrafficOf(sockets)
	}
	slices.SortFunc(g.rows, func(a, b ProcessRow) int { return a.Key().Compare(b.Key()) })
	return g.rows
}

// processGroups are the unfinished rows.
type processGroups struct {
	m    *moment.Moment
	rows []ProcessRow
	in   *flat.Groups
}

// add counts a socket for a row, which is that of a process or of a status.
func (g *processGroups) add(row int32, owner, socket int) {
	if int(row) == len(g.rows) {
		r := ProcessRow{In: g.m}
		if status := owner - len(g.m.Processes); status >= 0 {
			r.Status = model.OwnerStatus(status)
		} else {
			r.ID, r.Status, r.Process = g.m.Processes[owner].ID, model.OwnerKnown, uint32(owner)
		}
		g.rows = append(g.rows, r)
	}
	g.rows[row].Counts.add(&g.m.Sockets[socket])
	g.in.Add(row, socket)
}

// processNumbers numbers the rows of the processes pane in the order they are met.
type processNumbers struct {
	m     *moment.Moment
	at    []int32 // row of each process, and of each status behind them, plus one; 0: none yet
	rows  int32
	known int // how many of the rows are those of a process
}

func processNumbersOf(m *moment.Moment) *processNumbers {
	return &processNumbers{m: m, at: make([]int32, len(m.Processes)+int(model.OwnerStatuses))}
}

// each calls add for every row that a socket is in, with the index of its process,
// or with that of its status behind all processes.
func (n *processNumbers) each(socket int, add func(row int32, owner int)) {
	s := &n.m.Sockets[socket]
	for _, p := range n.m.Owners(s) {
		add(n.number(int(p)), int(p))
	}
	if s.OwnerCount == 0 {
		who := len(n.m.Processes) + int(s.Ownerless())
		add(n.number(who), who)
	}
}

func (n *processNumbers) number(who int) (row int32) {
	if n.at[who] == 0 {
		n.rows++
		n.at[who] = n.rows
		if who < len(n.m.Processes) {
			n.known++
		}
	}
	return n.at[who] - 1
}

// portsOf are the ports that sockets listen on, each once.
func portsOf(m *moment.Moment, sockets []int32) []model.PortID {
	var ports []model.PortID
	for _, i := range sockets {
		if s := &m.Sockets[i]; s.Listening() && s.Local.Port != 0 {
			ports = append(ports, s.PortID())
		}
	}
	slices.SortFunc(ports, model.PortID.Compare)
	return slices.Compact(ports)
}
