package portmap

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"berth/model"
	"berth/model/portmap"
	"berth/model/safe"
	"berth/model/services"
	"berth/ui/dash/cells"
)

// portsOf is the ports of a block as text: "41472-41535".
func portsOf(b *portmap.Block) safe.Text {
	return model.Range{Low: b.From, High: b.To}.Safe()
}

// words is the whole description of a block.
func (s *mapData) words(b *portmap.Block) []string {
	return []string{
		b.Proto.String() + " ports " + portsOf(b).String(), s.place(b), s.held(b), s.listeners(b), s.reserved(b), class(b),
	}
}

// class is the IANA range of a block.
func class(b *portmap.Block) string {
	first, last := services.ClassOf(b.From).Name().String(), services.ClassOf(b.To).Name().String()
	if first == last {
		return first
	}
	return first + " to " + last
}

// place is the position of a block relative to the ephemeral range of the host.
func (s *mapData) place(b *portmap.Block) string {
	r := s.chart.In.Own().Kernel.Ephemeral
	switch {
	case !r.Known:
		return "ephemeral range not known"
	case b.InRange == b.Size():
		return "ephemeral"
	case b.InRange > 0:
		return fmt.Sprintf("%s of it ephemeral (%s)", cells.Thousands(b.InRange), r.Safe())
	}
	return "not ephemeral"
}

// held is how many ports are held, and in which states.
func (s *mapData) held(b *portmap.Block) string {
	text := cells.Thousands(b.Use.Held()) + " of " + cells.Thousands(b.Size()) + " held"
	if s.filtered {
		text += " by matching sockets"
	}
	var parts []string
	for _, p := range []struct {
		n    int
		what string
	}{{b.Use.Established, "established"}, {b.Use.TimeWait, "TIME-WAIT"}, {b.Use.Other, "other"}} {
		if p.n > 0 {
			parts = append(parts, cells.Thousands(p.n)+" "+p.what)
		}
	}
	if parts != nil {
		text += " (" + strings.Join(parts, ", ") + ")"
	}
	return text
}

func (s *mapData) reserved(b *portmap.Block) string {
	switch {
	case !s.chart.In.Own().Kernel.ReservedOK:
		return "reserved ports not known"
	case b.Reserved == 0:
		return "none reserved"
	case b.Reserved == b.Size():
		return "all reserved"
	}
	return cells.Thousands(b.Reserved) + " reserved"
}

// mostNamed is how many listeners the description of a block names.
const mostNamed = 3

func (s *mapData) listeners(b *portmap.Block) string {
	if b.Listeners == 0 {
		return "no listener"
	}
	return cells.Plural(b.Listeners, "listener") + ": " + strings.Join(s.named(b.Proto, b.From, b.To, b.Listeners, mostNamed), ", ")
}

// named names up to most listeners among the ports of a protocol; there are count
// of them.
func (s *mapData) named(proto model.Proto, from, to uint16, count, most int) []string {
	var names []string
	for port := int(from); port <= int(to) && len(names) < min(count, most); port++ {
		if on := s.chart.Listeners(proto, uint16(port)); len(on) > 0 {
			names = append(names, fmt.Sprintf("%s %d", s.holder(on), port))
		}
	}
	if more := count - len(names); more > 0 {
		names = append(names, cells.Thousands(more)+" more")
	}
	return names
}

// holder is the holder of some sockets; of several processes, the one with the lowest PID.
func (s *mapData) holder(sockets []int32) safe.Text {
	m := s.chart.In
	var first *model.Process
	for _, i := range sockets {
		for _, p := range m.Owners(&m.Sockets[i]) {
			if q := &m.Processes[p]; first == nil || q.ID.Compare(first.ID) < 0 {
				first = q
			}
		}
	}
	if first != nil {
		return first.Name
	}
	return m.HoldersOf(&m.Sockets[sockets[0]]).Status.Name()
}

// note is the note beside a line of the map: where ranges begin and end, reserved
// ports, and listeners.
func (s *mapData) note(line []portmap.Block) string {
	k := &s.chart.In.Own().Kernel
	from, to := line[0].From, line[len(line)-1].To
	var parts []string
	at := func(port int, text string) {
		if int(from) <= port && port <= int(to) {
			parts = append(parts, fmt.Sprintf("%d %s", port, text))
		}
	}
	at(1024, "registered")
	if k.Ephemeral.Known {
		at(int(k.Ephemeral.Low), "ephemeral from here")
		at(int(k.Ephemeral.High), "ephemeral to here")
	}
	at(49152, "dynamic")
	listeners, exposed := 0, 0
	for i := range line {
		listeners += line[i].Listeners
		exposed += line[i].Exposed
	}
	if listeners > 0 {
		text := strings.Join(s.named(line[0].Proto, from, to, listeners, mostNamed), ", ")
		if exposed > 0 {
			text += fmt.Sprintf(" (%s not reserved)", cells.Thousands(exposed))
		}
		parts = append(parts, text)
	}
	if text := s.reservedIn(from, to); text != "" {
		parts = append(parts, text)
	}
	return strings.Join(parts, " · ")
}

// reservedIn names the reserved ports in a line of the map.
func (s *mapData) reservedIn(from, to uint16) string {
	k := &s.chart.In.Own().Kernel
	if !k.ReservedOK {
		return ""
	}
	i, _ := slices.BinarySearchFunc(k.Reserved, from, func(r model.Range, port uint16) int { return cmp.Compare(r.High, port) })
	in := k.Reserved[i:]
	n, _ := slices.BinarySearchFunc(in, to, func(r model.Range, port uint16) int {
		if r.Low > port {
			return 1
		}
		return -1
	})
	switch {
	case n == 0:
		return ""
	case in[0].Low == in[0].High && n == 1:
		return fmt.Sprintf("reserved %d", in[0].Low)
	case n == 1:
		return "reserved " + in[0].Safe().String()
	}
	return fmt.Sprintf("reserved %s and %s more", in[0].Safe(), cells.Thousands(n-1))
}

// summary describes the whole map.
func (s *mapData) summary(proto model.Proto) []string {
	k := &s.chart.In.Own().Kernel
	sum := portmap.Block{Proto: proto, To: portmap.Ports - 1}
	for i := range s.blocks[proto] {
		sum.Add(&s.blocks[proto][i])
	}
	all := s.held(&sum)
	if !k.Ephemeral.Known {
		return []string{all, "the ephemeral range is not known: net.ipv4.ip_local_port_range could not be read"}
	}
	lines := []string{all, fmt.Sprintf("ephemeral %s minus reserved: %s ports", k.Ephemeral.Safe(), cells.Thousands(sum.Drawn))}
	if !k.ReservedOK {
		lines[1] = fmt.Sprintf("ephemeral %s; reserved ports not known", k.Ephemeral.Safe())
	} else if text := s.reservedIn(0, portmap.Ports-1); text != "" {
		lines[1] += " (" + text + ")"
	}
	if sum.Exposed > 0 {
		lines = append(lines, fmt.Sprintf("%s inside the ephemeral range and not reserved: a connection may be given the port while its server is down", cells.Plural(sum.Exposed, "listener")))
	}
	return lines
}
