package pane

import (
	"berth/model"
	"berth/model/field"
	"berth/model/moment"
	"berth/model/order"
	"berth/model/row"
	"berth/model/safe"
	"berth/ui/dash/history"
	"berth/ui/detail"
	"berth/ui/theme"
)

// processesSpec shows how many sockets each process holds, and in which states.
var Processes = Spec[row.ProcessRow, row.ProcessKey]{
	name:   "Processes",
	fields: field.Processes,
	columns: columnsOf(field.Processes, []col{
		{name: "pid", min: 7, max: 8},
		{name: "process", min: 12, max: 15},
		{name: "user", min: 8, max: 10, drop: 1},
		{name: "ports", min: 10, max: 26, drop: 4},
		{name: "listen", min: 6, drop: 7},
		{name: "conns", min: 7},
		{name: "estab", min: 6, drop: 5},
		{name: "cwait", min: 6, drop: 3},
		{name: "rxq", min: 6, drop: 11},
		{name: "txq", min: 6, drop: 12},
		{name: "rx", min: 6, drop: 13},
		{name: "tx", min: 6, drop: 13},
		{name: "rtt", min: 6, drop: 15},
		{name: "retrans", min: 7, drop: 16},
		{name: "age", min: 4, drop: 6},
		{name: "unit", min: 10, max: 24, drop: 9},
		{name: "command", min: 22, max: 200, drop: 8},
	}, map[string]func(row.ProcessRow) theme.Tone{
		"process": func(r row.ProcessRow) theme.Tone { return holderTone(r.Status) },
		"cwait":   func(r row.ProcessRow) theme.Tone { return alarmAt(r.States[model.CloseWait] > 0) },
		"command": dim[row.ProcessRow],
	}),
	sort: "conns",
	rows: func(in Input) history.Batch[row.ProcessRow] {
		return history.BatchOf(row.ByProcess(in.Moment, in.Match))
	},
	key:     func(r row.ProcessRow) row.ProcessKey { return r.Key() },
	order:   order.By[row.ProcessRow]{Cmp: func(a, b row.ProcessRow) int { return a.Key().Compare(b.Key()) }},
	keep:    row.KeepProcesses,
	scope:   processScope,
	subject: processSubject,
	count:   func(n row.RowCounts) int { return n.Processes }, // without the rows for the kernel and for hidden owners
}

func processScope(r row.ProcessRow) Scope {
	if status := r.Status; status != model.OwnerKnown {
		return Scope{Label: status.Name(), Match: func(c moment.Conn) bool {
			return c.In.HoldersOf(c.Socket()).Status == status
		}}
	}
	p := r.Facts()
	id := p.ID
	return Scope{
		Label: safe.Format("%s %d", p.Name, id.PID),
		Match: func(c moment.Conn) bool { return holds(c, id) },
	}
}

func processSubject(r row.ProcessRow) Subject {
	if r.Status != model.OwnerKnown {
		return Subject{
			Copy: r.Status.Name(), Facts: func() []detail.Section { return detail.Process(r) },
			Why: safe.Format("there is no process to kill: %s", r.Status.Meaning()).String(),
		}
	}
	p := &r.In.Processes[r.Process]
	return Subject{
		Copy: safe.Number(p.ID.PID), Facts: func() []detail.Section { return detail.Process(r) },
		Process: p.ID, Known: true,
		Target: Target{Label: processScope(r).Label, Moment: r.In, Targets: []model.Candidate{{Target: model.Target{Process: p.ID}, Facts: *p}}},
	}
}

// holds reports whether a process holds a socket.
func holds(c moment.Conn, id model.ProcessID) bool {
	for _, i := range c.In.Owners(c.Socket()) {
		if c.In.Processes[i].ID == id {
			return true
		}
	}
	return false
}
