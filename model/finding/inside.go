package finding

import (
	"berth/model"
	"berth/model/pool"
	"berth/model/safe"
)

// origin is who chose the port of a listener: the program or the kernel. It never changes.
type origin struct {
	known, drawn bool
	asked        bool // a backend without the answer is not asked again
}

// insideRange finds listeners whose port the kernel may give to a client while they
// are not running. A listener with a port chosen by the kernel has no fixed port to lose.
func insideRange(l *look) {
	origins, unknown := map[model.SocketID]origin{}, 0
	l.ports(func(s *model.Socket) bool {
		k := &l.m.SpaceOf(s).Kernel // where its range is not known, that is said already
		o, seen := l.w.origins[s.ID()]
		if seen && !k.Ephemeral.Known { // it may be known again soon
			origins[s.ID()] = o
		}
		if s.Proto != model.TCP || !k.Ephemeral.Known || !k.Draws(s.Local.Port) {
			return false
		}
		if s.Traits&model.DrawnKnown != 0 {
			o = origin{known: true, drawn: s.Traits&model.Drawn != 0}
		}
		o.asked = o.asked || l.known.Has(model.NeedDrawn)
		origins[s.ID()] = o
		if !o.known && !o.asked {
			l.wants |= model.NeedDrawn
		}
		if !o.known {
			unknown++
		}
		return o.known && !o.drawn
	}, func(s *model.Socket) {
		l.add(Notice, l.about(s), l.reserving(s),
			Evidence{safe.Say("port"), safe.Format("%d is in %s", s.Local.Port, l.m.SpaceOf(s).Kernel.Ephemeral), safe.Say("net.ipv4.ip_local_port_range")},
			Evidence{safe.Say("reserved"), safe.Say("not reserved"), safe.Say("net.ipv4.ip_local_reserved_ports")},
			Evidence{safe.Say("chosen by"), safe.Say("the program, by number"), safe.Say("sock_diag (autobound)")})
	})
	l.w.origins = origins
	if unknown > 0 {
		l.miss(l.rule.Title, safe.Format("%d listeners: unknown whether program or kernel chose the port", unknown))
	}
	if k := &l.m.Own().Kernel; k.Ephemeral.Known && !k.ReservedOK {
		l.miss(safe.Say("reserved ports"), safe.Say("net.ipv4.ip_local_reserved_ports could not be read"))
	}
}

func (l *look) reserving(s *model.Socket) Advice {
	k := &l.m.SpaceOf(s).Kernel
	a := Advice{Words: adviceInRange}
	if !k.ReservedOK {
		return a // the present list is unknown and would be overwritten
	}
	now := k.Reserved.String()
	a.Live = safe.Format("net.ipv4.ip_local_reserved_ports is %s", orNone(now))
	a.set(model.Change{Setting: model.SetReserved, NetNS: s.NetNS, Old: now, New: pool.Keeping(k, []pool.Inside{{Port: s.PortID()}})})
	a.Gains = gainsInRange
	a.Risks = []safe.Text{riskInRange}
	return a
}

func orNone(ports string) string {
	if ports == "" {
		return "empty"
	}
	return ports
}
