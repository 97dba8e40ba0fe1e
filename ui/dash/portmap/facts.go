package portmap

import (
	"cmp"
	"fmt"
	"slices"

	"berth/model"
	"berth/model/portmap"
	"berth/model/safe"
	"berth/ui/dash/cells"
	"berth/ui/detail"
)

// factsMost is how many listeners and holders the inspector of a block names.
const factsMost = 12

// facts are the details of a block for the inspector: its listeners, and the
// processes that hold most.
func (s *mapData) facts(b *portmap.Block) []detail.Section {
	m := s.chart.In
	sockets := s.chart.Sockets(b.Proto, b.From, b.To)
	ports := detail.Section{Title: "Ports"}
	ports.Add("protocol", b.Proto.Safe())
	ports.Add("ports", portsOf(b))
	ports.Add("IANA calls them", safe.Sanitise(class(b)))
	ports.Add("on this host", safe.Sanitise(s.place(b)))
	ports.Add("reserved", safe.Sanitise(s.reserved(b)))
	if m.Own().Kernel.Ephemeral.Known {
		ports.Add("assignable", safe.Sanitise(cells.Thousands(b.Drawn)))
	}
	use := detail.Section{Title: "Use"}
	use.Add("ports", safe.Sanitise(s.held(b)))
	use.Add("sockets", safe.Sanitise(cells.Thousands(len(sockets))))
	return []detail.Section{ports, use, s.listening(b), s.holding(sockets)}
}

// listening are the listeners of a block, port by port.
func (s *mapData) listening(b *portmap.Block) detail.Section {
	m, list := s.chart.In, detail.Section{Title: "Listeners"}
	if b.Listeners == 0 {
		list.Add("none", safe.Say("no listener on these ports matches the filter"))
		return list
	}
	for port := int(b.From); port <= int(b.To) && len(list.Facts) < min(b.Listeners, factsMost); port++ {
		on := s.chart.Listeners(b.Proto, uint16(port))
		if len(on) == 0 {
			continue
		}
		words := detail.PortWords(m, m.Own(), b.Proto, uint16(port))
		if m.Own().Kernel.Ephemeral.Known && m.Own().Kernel.Draws(uint16(port)) {
			words = safe.Format("%s, not reserved", words)
		}
		list.Add(s.holder(on).String(), words)
	}
	if more := b.Listeners - len(list.Facts); more > 0 {
		list.Add("and", safe.Format("%s more", cells.Thousands(more)))
	}
	return list
}

// holding lists who holds the sockets, those with most sockets first.
func (s *mapData) holding(sockets []int32) detail.Section {
	m := s.chart.In
	counts := make([]int, len(m.Processes))
	var unowned [model.OwnerStatuses]int
	for _, i := range sockets {
		h := m.HoldersOf(&m.Sockets[i])
		for _, p := range h.Processes {
			counts[p]++
		}
		if len(h.Processes) == 0 {
			unowned[h.Status]++
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
	for status, n := range unowned {
		if n > 0 {
			shares = append(shares, share{model.OwnerStatus(status).Name().String(), n, model.ProcessID{}})
		}
	}
	slices.SortStableFunc(shares, func(a, b share) int {
		return cmp.Or(cmp.Compare(b.count, a.count), a.id.Compare(b.id))
	})
	list := detail.Section{Title: "Held by"}
	for _, sh := range shares[:min(len(shares), factsMost)] {
		list.Add(sh.who, safe.Sanitise(cells.Plural(sh.count, "socket")))
	}
	switch more := len(shares) - factsMost; {
	case more > 0:
		list.Add("and", safe.Format("%s more", cells.Thousands(more)))
	case len(shares) == 0:
		list.Add("none", safe.Say("no socket on these ports matches the filter"))
	}
	return list
}
