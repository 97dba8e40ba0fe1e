package ui

import (
	"fmt"
	"time"

	"berth/model"
	"berth/model/field"
)

// section is a group of facts under a title.
type section struct {
	title string
	facts []fact
}

// fact is a label and what stands behind it.
type fact struct {
	label string
	value model.Safe
}

// shown are facts of a row by label and name of the field: the inspect view
// says what the table says.
func shown[R any](fields []field.Field[R], row R, labelled ...[2]string) []fact {
	facts := make([]fact, len(labelled))
	for i, l := range labelled {
		facts[i] = fact{l[0], orDash(field.Find(fields, l[1]).Text(row))}
	}
	return facts
}

func portFacts(r model.PortRow) []section {
	port := section{title: "Port", facts: append(shown(field.Ports, r, [2]string{"protocol", "proto"}),
		fact{"port", portWords(r.In, r.ID.Proto, r.ID.Port)},
		shown(field.Ports, r, [2]string{"network namespace", "netns"})[0])}
	listener := section{title: "Listener", facts: append(
		shown(field.Ports, r, [2]string{"addresses", "address"}),
		fact{"reach", model.Concat(r.Reach.Name(), model.Say(": "), r.Reach.Meaning())},
	)}
	for _, i := range r.Listening() {
		listener.facts = append(listener.facts, takesFour(model.Conn{In: r.In, At: int(i)})...)
	}
	listener.facts = append(listener.facts, shown(field.Ports, r, [2]string{"queue", "queue"}, [2]string{"age", "age"})...)
	conns := section{title: "Connections", facts: shown(field.Ports, r, [2]string{"all", "conns"})}
	for s := range model.States {
		if n := r.States[s]; n > 0 && s != model.Listen {
			conns.facts = append(conns.facts, fact{s.NameOn(r.ID.Proto).String(), model.Number(n)})
		}
	}
	return append([]section{port, listener, conns}, ownerSections(r.In.Snapshot, r.Holders)...)
}

func connFacts(c model.Conn) []section {
	s := c.Socket()
	tuple := section{title: "5-tuple", facts: []fact{
		{"protocol", s.Proto.Safe()},
		{"local address", s.Local.Addr.Safe()},
		{"local port", portWords(c.In, s.Proto, s.Local.Port)},
		{"remote address", s.Remote.Addr.Safe()},
		{"remote port", portWords(c.In, s.Proto, s.Remote.Port)},
	}}
	if s.Traits&model.MappedFour != 0 {
		tuple.facts = append(tuple.facts, fact{"dual-stack", model.Say("an IPv6 socket that carries IPv4 (::ffff:a.b.c.d)")})
	}
	state := section{title: "State", facts: append([]fact{
		{s.State.NameOn(s.Proto).String(), s.State.MeaningOn(s.Proto)},
	}, shown(field.Conns, c, [2]string{"age", "age"}, [2]string{"queue", "queue"},
		[2]string{"service", "service"}, [2]string{"user id", "uid"}, [2]string{"inode", "inode"},
		[2]string{"network namespace", "netns"})...)}
	if s.Listening() {
		reach := model.ReachOf(s.Local.Addr)
		state.facts = append(state.facts, fact{"reach", model.Concat(reach.Name(), model.Say(": "), reach.Meaning())})
		state.facts = append(state.facts, takesFour(c)...)
	} else {
		state.facts = append(state.facts, fact{"direction", c.Role().Meaning()})
	}
	return append([]section{tuple, state}, ownerSections(c.In.Snapshot, c.In.HoldersOf(s))...)
}

// takesFour says of a [::] listener whether IPv4 reaches it too; nothing of others.
func takesFour(c model.Conn) []fact {
	_, why, asked := c.TakesFour()
	if !asked {
		return nil
	}
	return []fact{{"[::] takes IPv4 too", why}}
}

// portWords is a port with its service and its range.
func portWords(m *model.Moment, proto model.Proto, port uint16) model.Safe {
	if port == 0 {
		return model.Say("* (none)")
	}
	words := model.Concat(model.Number(port), model.Say(" "))
	if name := m.Services[model.PortKey{Proto: proto, Port: port}]; !name.Empty() {
		words = model.Concat(words, name, model.Say(", "))
	}
	return model.Concat(words, m.Kernel.PortWords(port))
}

func processFacts(r model.ProcessRow) []section {
	held := section{title: "Sockets", facts: shown(field.Processes, r,
		[2]string{"listens on", "ports"}, [2]string{"connections", "conns"}, [2]string{"ESTAB", "estab"},
		[2]string{"CLOSE-WAIT", "cwait"}, [2]string{"other states", "other"},
		[2]string{"bytes unread", "rxq"}, [2]string{"bytes unconfirmed", "txq"})}
	return append(ownerSections(r.In.Snapshot, model.Holders{Processes: []uint32{r.Process}, Status: model.OwnerKnown}), held)
}

func nobodyFacts(r model.ProcessRow) []section {
	return []section{
		{title: "Holder", facts: []fact{{r.Status.Name().String(), r.Status.Meaning()}}},
		{title: "Sockets", facts: shown(field.Processes, r,
			[2]string{"listeners", "listen"}, [2]string{"connections", "conns"}, [2]string{"ESTAB", "estab"},
			[2]string{"TIME-WAIT", "twait"}, [2]string{"CLOSE-WAIT", "cwait"})},
	}
}

func stateFacts(r model.StateRow) []section {
	return []section{
		{title: "State", facts: []fact{{r.State.NameOn(r.Proto).String(), r.State.MeaningOn(r.Proto)}}},
		{title: "Sockets", facts: shown(field.States, r,
			[2]string{"count", "count"}, [2]string{"share", "share"}, [2]string{"IPv4", "v4"},
			[2]string{"IPv6", "v6"}, [2]string{"busiest process", "process"})},
	}
}

// ownerSections is a section for each process that holds a socket.
func ownerSections(n *model.Snapshot, h model.Holders) []section {
	if len(h.Processes) == 0 {
		return []section{{title: "Holder", facts: []fact{{h.Status.Name().String(), h.Status.Meaning()}}}}
	}
	sections := make([]section, 0, len(h.Processes))
	for i, at := range h.Processes {
		p := &n.Processes[at]
		title := "Process"
		if len(h.Processes) > 1 {
			title = fmt.Sprintf("Process %d of %d", i+1, len(h.Processes))
		}
		sections = append(sections, section{title: title, facts: []fact{
			{"PID", model.Number(p.ID.PID)},
			{"name", p.Name},
			{"command", p.Command},
			{"user", p.User},
			{"unit", orDash(p.Unit)},
			{"container", orDash(p.Box)},
			{"started", started(p.Started, n.Taken)},
		}})
	}
	return sections
}

// started is when a process began, and how long ago that was.
func started(at, now time.Time) model.Safe {
	if at.IsZero() {
		return model.Say("n/a")
	}
	return model.Concat(model.Sanitise(at.Format(time.DateTime)), model.Say(", "), field.Age(now.Sub(at), true), model.Say(" ago"))
}

func orDash(s model.Safe) model.Safe {
	if s.Empty() {
		return model.Say("-")
	}
	return s
}
