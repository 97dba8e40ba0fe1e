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

// portsSpec shows which ports have listeners, on which address, and their processes.
var Ports = Spec[row.PortRow, model.PortID]{
	name:   "Ports",
	fields: field.Ports,
	columns: columnsOf(field.Ports, []col{
		{name: "proto", min: 5},
		{name: "port", min: 6},
		{name: "service", min: 8, max: 15, drop: 4},
		{name: "address", min: 13, max: 30, drop: 3},
		{name: "reach", min: 8, drop: 7},
		{name: "conns", min: 6},
		{name: "estab", min: 6, drop: 5},
		{name: "twait", min: 6, drop: 8},
		{name: "cwait", min: 6, drop: 6},
		{name: "queue", min: 6, drop: 10},
		{name: "rx", min: 6, drop: 11},
		{name: "tx", min: 6, drop: 11},
		{name: "rtt", min: 6, drop: 13},
		{name: "retrans", min: 7, drop: 14},
		{name: "pid", min: 7, drop: 2},
		{name: "process", min: 9, max: 15},
		{name: "user", min: 8, drop: 1},
		{name: "unit", min: 9, max: 30, drop: 9},
	}, map[string]func(row.PortRow) theme.Tone{
		"service": dim[row.PortRow],
		"reach":   func(r row.PortRow) theme.Tone { return reachTone(r.Reach) },
		"cwait":   func(r row.PortRow) theme.Tone { return alarmAt(r.States[model.CloseWait] > 0) },
		"queue":   func(r row.PortRow) theme.Tone { return alarmAt(r.Waiting > 0) },
		"process": func(r row.PortRow) theme.Tone { return holderTone(r.Status) },
	}),
	sort:    "port",
	rows:    func(in Input) history.Batch[row.PortRow] { return history.BatchOf(row.ByPort(in.Moment, in.Match)) },
	key:     func(r row.PortRow) model.PortID { return r.ID },
	order:   order.By[row.PortRow]{Cmp: func(a, b row.PortRow) int { return a.ID.Compare(b.ID) }},
	keep:    row.KeepPorts,
	scope:   portScope,
	subject: portSubject,
	count:   func(n row.RowCounts) int { return n.Ports },
}

func portScope(r row.PortRow) Scope {
	id := r.ID
	return Scope{
		Label: safe.Format("%s %d", id.Proto, id.Port),
		Match: func(c moment.Conn) bool { return c.Socket().PortID() == id },
	}
}

func portSubject(r row.PortRow) Subject {
	label := portScope(r).Label
	s := Subject{Copy: label, Facts: func() []detail.Section { return detail.Port(r) }}
	if len(r.Addresses) > 0 {
		s.Copy = model.Endpoint{Addr: r.Addresses[0], Port: r.ID.Port}.Safe()
	}
	if len(r.Processes) == 1 {
		s.Process, s.Known = r.In.Processes[r.Processes[0]].ID, true
	}
	listeners := r.Listening()
	if len(listeners) == 0 {
		s.Why = safe.Format("nothing listens on %s: only connections hold it", label).String()
		return s
	}
	s.Probe = reachOf(&r.In.Sockets[listeners[0]])
	s.Target, s.Why = targetFor(r.In, label, listeners)
	return s
}

// The tones that several panes use.

func dim[R any](R) theme.Tone { return theme.Dim }

func alarmAt(alarming bool) theme.Tone {
	if alarming {
		return theme.Warn
	}
	return theme.Plain
}

func reachTone(r moment.Reach) theme.Tone {
	if r == moment.ReachLoopback || r == moment.ReachNone {
		return theme.Dim
	}
	return theme.Plain
}

func holderTone(s model.OwnerStatus) theme.Tone {
	if s == model.OwnerKnown {
		return theme.Strong
	}
	return theme.Dim
}
