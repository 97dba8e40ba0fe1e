package detail

import (
	"berth/model"
	"berth/model/field"
	"berth/model/moment"
	"berth/model/safe"
)

// Conn is the details of a socket.
func Conn(c moment.Conn) []Section {
	s := c.Socket()
	tuple := Section{Title: "5-tuple", Facts: []Fact{
		{"protocol", s.Proto.Safe()},
		{"local address", s.Local.Addr.Safe()},
		{"local port", PortWords(c.In, c.Space(), s.Proto, s.Local.Port)},
		{"remote address", s.Remote.Addr.Safe()},
		{"remote port", PortWords(c.In, c.Space(), s.Proto, s.Remote.Port)},
	}}
	if s.Traits&model.MappedFour != 0 {
		tuple.Facts = append(tuple.Facts, Fact{"dual-stack", safe.Say("an IPv6 socket that carries IPv4 (::ffff:a.b.c.d)")})
	}
	state := Section{Title: "State", Facts: append([]Fact{
		{s.State.NameOn(s.Proto).String(), s.State.MeaningOn(s.Proto)},
	}, shown(field.Conns, c, [2]string{"age", "age"}, [2]string{"queue", "queue"},
		[2]string{"service", "service"}, [2]string{"user id", "uid"}, [2]string{"inode", "inode"},
		[2]string{"network namespace", "netns"})...)}
	if s.Listening() {
		reach := moment.ReachOf(s.Local.Addr)
		state.Facts = append(state.Facts, Fact{"reach", safe.Format("%s: %s", reach.Name(), reach.Meaning())})
		state.Facts = append(state.Facts, takesFour(c)...)
	} else {
		state.Facts = append(state.Facts, Fact{"direction", c.Role().Meaning()})
	}
	return append([]Section{tuple, state}, owners(c.In.Snapshot, c.In.HoldersOf(s))...)
}

// takesFour says whether a [::] listener also accepts IPv4; it is empty for other sockets.
func takesFour(c moment.Conn) []Fact {
	_, why, asked := c.TakesFour()
	if !asked {
		return nil
	}
	return []Fact{{"[::] takes IPv4 too", why}}
}
