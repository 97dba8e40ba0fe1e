package model

import (
	"cmp"
	"slices"
)

// ProcessRow is one process and the sockets it holds. A row with a zero
// identity stands for the sockets that no process can be named for, by Status.
type ProcessRow struct {
	In      *Moment
	ID      ProcessID
	Status  OwnerStatus // OwnerKnown for a real process
	Process uint32      // index into Snapshot.Processes, where OwnerKnown
	Counts
	Ports   []PortID // it listens on, in order
	Sockets []int32
}

// ProcessKey is the identity of a process row, pseudo rows included.
type ProcessKey struct {
	ID     ProcessID
	Status OwnerStatus
}

// Key is the identity of the row.
func (r *ProcessRow) Key() ProcessKey { return ProcessKey{r.ID, r.Status} }

// Compare orders by PID; the rows without a process come first.
func (a ProcessKey) Compare(b ProcessKey) int {
	return cmp.Or(a.ID.Compare(b.ID), cmp.Compare(a.Status, b.Status))
}

// Facts are what is known of the process; nil for a row that stands for none.
func (r *ProcessRow) Facts() *Process {
	if r.Status != OwnerKnown {
		return nil
	}
	return &r.In.Processes[r.Process]
}

// ByProcess groups by the process that holds the socket; a socket with several
// holders counts for each. Rows stand in order of their identity.
func ByProcess(m *Moment, match Match) []ProcessRow {
	g := processGroups{m: m, at: map[ProcessKey]int32{}}
	for i := range m.Sockets {
		if !match.shows(m, i) {
			continue
		}
		s := &m.Sockets[i]
		for _, p := range m.Owners(s) {
			g.add(ProcessRow{In: m, ID: m.Processes[p].ID, Status: OwnerKnown, Process: p}, i)
		}
		if s.OwnerCount == 0 {
			g.add(ProcessRow{In: m, Status: s.ownerless()}, i)
		}
	}
	for i, sockets := range g.in.cut(len(g.rows)) {
		g.rows[i].Sockets = sockets
		g.rows[i].Ports = portsOf(m, sockets)
	}
	slices.SortFunc(g.rows, func(a, b ProcessRow) int { return a.Key().Compare(b.Key()) })
	return g.rows
}

// processGroups are the rows in the making.
type processGroups struct {
	m    *Moment
	rows []ProcessRow
	at   map[ProcessKey]int32
	in   members
}

// add counts a socket for the row that r would start.
func (g *processGroups) add(r ProcessRow, socket int) {
	row, ok := g.at[r.Key()]
	if !ok {
		row = int32(len(g.rows))
		g.at[r.Key()] = row
		g.rows = append(g.rows, r)
	}
	g.rows[row].Counts.add(&g.m.Sockets[socket])
	g.in.add(row, socket)
}

// portsOf are the ports that sockets listen on, each once.
func portsOf(m *Moment, sockets []int32) []PortID {
	var ports []PortID
	for _, i := range sockets {
		if s := &m.Sockets[i]; s.Listening() && s.Local.Port != 0 {
			ports = append(ports, s.PortID())
		}
	}
	slices.SortFunc(ports, PortID.Compare)
	return slices.Compact(ports)
}
