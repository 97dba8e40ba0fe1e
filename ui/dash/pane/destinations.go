package pane

import (
	"time"

	"berth/model/field"
	"berth/model/finding"
	"berth/model/moment"
	"berth/model/order"
	"berth/model/pool"
	"berth/model/row"
	"berth/ui/dash/history"
	"berth/ui/detail"
	"berth/ui/theme"
)

// destinationsSpec shows how full the pools of local ports are, and when each will
// be full.
var Destinations = Spec[row.PoolRow, pool.PoolID]{
	name:   "Destinations",
	fields: field.Pools,
	columns: columnsOf(field.Pools, []col{
		{name: "dest", min: 15, max: 45},
		{name: "service", min: 8, max: 14, drop: 8},
		{name: "source", min: 9, max: 40, drop: 4},
		{name: "kind", min: 10, max: 12, drop: 9},
		{name: "held", min: 6},
		{name: "size", min: 6, drop: 3},
		{name: "used", min: 5},
		{name: "estab", min: 6, drop: 5},
		{name: "twait", min: 6, drop: 6},
		{name: "reuse", min: 6, drop: 10},
		{name: "growth", min: 7, drop: 2},
		{name: "full", min: 7},
		{name: "pid", min: 7, drop: 7},
		{name: "process", min: 9, max: 15, drop: 1},
		{name: "rx", min: 6, drop: 12},
		{name: "tx", min: 6, drop: 12},
		{name: "rtt", min: 6, drop: 13},
		{name: "retrans", min: 7, drop: 14},
	}, map[string]func(row.PoolRow) theme.Tone{
		"service": dim[row.PoolRow],
		"kind":    dim[row.PoolRow],
		"source":  dim[row.PoolRow],
		"used":    usedTone,
		"full":    func(r row.PoolRow) theme.Tone { return EndTone(&r.Pool) },
		"process": func(r row.PoolRow) theme.Tone { return holderTone(r.Opener.Status) },
	}),
	sort:    "used",
	rows:    func(in Input) history.Batch[row.PoolRow] { return history.BatchOf(row.ByPool(in.Moment, in.Match)) },
	key:     func(r row.PoolRow) pool.PoolID { return r.ID },
	order:   order.By[row.PoolRow]{Cmp: func(a, b row.PoolRow) int { return a.ID.Compare(b.ID) }},
	keep:    row.KeepPools,
	scope:   poolScope,
	subject: poolSubject,
	void: func(m *moment.Moment, _ *finding.Report) string {
		if !m.OwnBudget().Known {
			return "n/a: net.ipv4.ip_local_port_range could not be read, so that pools have no size"
		}
		return "no socket uses the ephemeral range"
	},
	count: func(n row.RowCounts) int { return n.Pools },
}

// soon is the time left from which a forecast is an alarm.
const soon = time.Minute

// usedTone is plain for a pool with enough ports left.
func usedTone(r row.PoolRow) theme.Tone {
	if tone := theme.Fill(pool.Ratio(r.Held(), r.Size)); tone != theme.Good {
		return tone
	}
	return theme.Plain
}

// EndTone is the tone of the time left.
func EndTone(p *pool.Pool) theme.Tone {
	switch t := p.Trend; {
	case p.Left() == 0, t.Growing && t.Ends && t.Full < soon:
		return theme.Danger
	case t.Growing && t.Ends:
		return theme.Warn
	}
	return theme.Dim
}

func poolScope(r row.PoolRow) Scope {
	id := r.ID
	return Scope{Label: id.Words(), Match: func(c moment.Conn) bool { return c.DrawsFrom(id) }}
}

func poolSubject(r row.PoolRow) Subject {
	s := Subject{
		Copy: r.ID.To(), Facts: func() []detail.Section { return detail.Pool(r) }, Pool: &r.ID,
		Why: "a pool is not a process: press Enter and select a connection, or select the process in the Processes pane",
	}
	if len(r.Opener.Processes) == 1 {
		s.Process, s.Known = r.In.Processes[r.Opener.Processes[0]].ID, true
	}
	if r.ID.Kind == pool.ToDestination {
		s.Probe = reachOf(&r.In.Sockets[r.Sockets[0]])
	}
	return s
}
