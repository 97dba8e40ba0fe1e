package ui

import (
	"cmp"
	"fmt"
	"slices"

	"berth/model"
	"berth/model/portmap"
)

// factsMost is how many listeners and holders an inspection of a block names.
const factsMost = 12

// facts are a block for the inspector: which listeners, and who holds most.
func (s *sheet) facts(b *portmap.Block) []section {
	m := s.chart.In
	sockets := s.chart.Sockets(b.Proto, b.From, b.To)
	ports := section{title: "Ports", facts: []fact{
		{"protocol", b.Proto.Safe()},
		{"ports", portsOf(b)},
		{"IANA calls them", model.Sanitise(class(b))},
		{"on this host", model.Sanitise(s.place(b))},
		{"reserved", model.Sanitise(s.reserved(b))},
	}}
	if m.Kernel.Ephemeral.Known {
		ports.facts = append(ports.facts, fact{"can be drawn", model.Sanitise(thousands(b.Drawn))})
	}
	use := section{title: "Use", facts: []fact{
		{"ports", model.Sanitise(s.held(b))},
		{"sockets", model.Sanitise(thousands(len(sockets)))},
	}}
	return []section{ports, use, s.listening(b), s.holding(sockets)}
}

// listening are the listeners of a block, port by port.
func (s *sheet) listening(b *portmap.Block) section {
	m, list := s.chart.In, section{title: "Listeners"}
	if b.Listeners == 0 {
		list.facts = []fact{{"none", model.Say("no socket that is shown listens on these ports")}}
		return list
	}
	for port := int(b.From); port <= int(b.To) && len(list.facts) < min(b.Listeners, factsMost); port++ {
		on := s.chart.Listeners(b.Proto, uint16(port))
		if len(on) == 0 {
			continue
		}
		words := portWords(m, b.Proto, uint16(port))
		if m.Kernel.Ephemeral.Known && m.Kernel.Draws(uint16(port)) {
			words = model.Concat(words, model.Say(", not reserved"))
		}
		list.facts = append(list.facts, fact{s.holder(on).String(), words})
	}
	if more := b.Listeners - len(list.facts); more > 0 {
		list.facts = append(list.facts, fact{"and", model.Sanitise(thousands(more) + " more")})
	}
	return list
}

// holding is who holds the sockets, those with most of them first.
func (s *sheet) holding(sockets []int32) section {
	m := s.chart.In
	counts := make([]int, len(m.Processes))
	var nobody [model.OwnerStatuses]int
	for _, i := range sockets {
		h := m.HoldersOf(&m.Sockets[i])
		for _, p := range h.Processes {
			counts[p]++
		}
		if len(h.Processes) == 0 {
			nobody[h.Status]++
		}
	}
	type share struct {
		who   string
		count int
		id    model.ProcessID
	}
	var shares []share
	for p, n := range counts {
		if n > 0 {
			id := m.Processes[p].ID
			shares = append(shares, share{fmt.Sprintf("%s %d", m.Processes[p].Name, id.PID), n, id})
		}
	}
	for status, n := range nobody {
		if n > 0 {
			shares = append(shares, share{model.OwnerStatus(status).Name().String(), n, model.ProcessID{}})
		}
	}
	slices.SortStableFunc(shares, func(a, b share) int {
		return cmp.Or(cmp.Compare(b.count, a.count), a.id.Compare(b.id))
	})
	list := section{title: "Held by"}
	for _, sh := range shares[:min(len(shares), factsMost)] {
		list.facts = append(list.facts, fact{sh.who, model.Sanitise(plural(sh.count, "socket"))})
	}
	switch more := len(shares) - factsMost; {
	case more > 0:
		list.facts = append(list.facts, fact{"and", model.Sanitise(thousands(more) + " more")})
	case len(shares) == 0:
		list.facts = []fact{{"nobody", model.Say("no socket that is shown holds one of these ports")}}
	}
	return list
}
