package pane

import (
	"hash/maphash"
	"time"

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

// connectionsSpec shows every connection; after a row was opened, every socket of
// that row.
var Connections = Spec[moment.Conn, model.Known]{
	name:   "Connections",
	fields: field.Conns,
	columns: columnsOf(field.Conns, []col{
		{name: "proto", min: 5, drop: 5},
		{name: "state", min: 10},
		{name: "local", min: 15, max: 45, drop: 4},
		{name: "remote", min: 15, max: 45},
		{name: "service", min: 8, max: 14, drop: 6},
		{name: "dir", min: 6, drop: 7},
		{name: "pid", min: 7, max: 8, drop: 3},
		{name: "process", min: 9, max: 15},
		{name: "user", min: 8, max: 10, drop: 9},
		{name: "queue", min: 7, max: 9, drop: 8},
		{name: "rx", min: 6, drop: 11},
		{name: "tx", min: 6, drop: 11},
		{name: "rtt", min: 6, drop: 13},
		{name: "retrans", min: 7, drop: 14},
		{name: "age", min: 5, drop: 2},
		{name: "unit", min: 10, max: 24, drop: 10},
	}, map[string]func(moment.Conn) theme.Tone{
		"service": dim[moment.Conn],
		"dir":     dim[moment.Conn],
		"age":     dim[moment.Conn],
		"state":   func(c moment.Conn) theme.Tone { return alarmAt(c.Socket().State == model.CloseWait) },
		"process": func(c moment.Conn) theme.Tone { return holderTone(c.In.HoldersOf(c.Socket()).Status) },
	}),
	sort: "remote",
	rows: func(in Input) history.Batch[moment.Conn] {
		at := moment.Shown(in.Moment, in.Match, in.Inside)
		return history.Batch[moment.Conn]{Len: len(at), Row: func(i int) moment.Conn {
			return moment.Conn{In: in.Moment, At: int(at[i])}
		}}
	},
	key:     func(c moment.Conn) model.Known { return c.Socket().Known() },
	mark:    markOf,
	order:   order.Sockets,
	keep:    row.KeepConns,
	scope:   connScope,
	subject: connSubject,
	count:   func(n row.RowCounts) int { return n.Conns },
}

// markOf uses the cookie if there is one: hashing the whole identity would be a
// fifth of the cost of a refresh with 100,000 sockets.
func markOf(k model.Known) uint64 {
	if k.Cookie != 0 {
		return (k.Cookie ^ uint64(k.ID.NetNS)<<32) * 0x9e3779b97f4a7c15
	}
	return maphash.Comparable(seed, k)
}

// connScope has no Match: a single socket cannot be opened.
func connScope(c moment.Conn) Scope {
	s := c.Socket()
	return Scope{Label: safe.Format("%s %s %s", s.Proto, s.Local, s.Remote)}
}

func connSubject(c moment.Conn) Subject {
	s := c.Socket()
	sub := Subject{
		Copy:  safe.Format("%s %s", s.Local, s.Remote),
		Facts: func() []detail.Section { return detail.Conn(c) },
		Conn:  &c,
		Probe: reachOf(s),
	}
	if h := c.In.HoldersOf(s); len(h.Processes) == 1 {
		sub.Process, sub.Known = c.In.Processes[h.Processes[0]].ID, true
	}
	if at, ok := c.In.PoolOf(c.At); ok {
		id := c.In.Pools.List[at].ID // a copy: the row must not keep the moment in memory
		sub.Pool = &id
	}
	listeners := []int32{int32(c.At)}
	if !s.Listening() {
		listeners = c.In.Index.Listener(s)
	}
	port := safe.Format("%s %d", s.Proto, s.Local.Port)
	if held := c.In.HoldersOf(s); len(listeners) == 0 && len(held.Processes) == 0 {
		sub.Why = safe.Format("there is no process to kill: %s", held.Status.Meaning()).String()
		return sub
	}
	if len(listeners) == 0 {
		sub.Why = safe.Format("this is not the server side of %s (nothing listens there): select the process in the Processes pane", port).String()
		return sub
	}
	sub.Target, sub.Why = targetFor(c.In, port, listeners)
	return sub
}

// ProbeTime is the time limit for an address to answer.
const ProbeTime = 3 * time.Second

// reachOf is the address to probe for a socket: the peer of a connection, or the
// listener itself. For a listener on every address it is an address of this host.
func reachOf(s *model.Socket) model.ProbeRequest {
	call := model.ProbeRequest{Host: s.Local.Addr.IP().String(), Port: s.Local.Port, Proto: s.Proto, Timeout: ProbeTime}
	switch {
	case !s.Listening():
		call.Host, call.Port = s.Remote.Addr.IP().String(), s.Remote.Port
	case !s.Local.Addr.Wildcard():
	case s.Local.Addr.Four():
		call.Host = "127.0.0.1"
	default:
		call.Host = "::1"
	}
	return call
}
