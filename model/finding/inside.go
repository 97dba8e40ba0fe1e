package finding

import (
	"berth/model"
	"berth/model/pool"
	"berth/model/safe"
)

// origin is who chose the port of a listener, which never changes.
type origin struct {
	known, drawn bool
	asked        bool // a backend that does not tell is not asked again
}

// insideRange finds listeners whose port a client may be given while they are not
// running. A listener whose port the kernel chose has none of its own to lose.
func insideRange(l *look) {
	known, untold := map[model.SocketID]origin{}, 0
	l.ports(func(s *model.Socket) bool {
		k := &l.m.SpaceOf(s).Kernel // where its range is not known, that is said already
		o, seen := l.w.origins[s.ID()]
		if seen && !k.Ephemeral.Known { // it may be known again soon
			known[s.ID()] = o
		}
		if s.Proto != model.TCP || !k.Ephemeral.Known || !k.Draws(s.Local.Port) {
			return false
		}
		if s.Traits&model.DrawnKnown != 0 {
			o = origin{known: true, drawn: s.Traits&model.Drawn != 0}
		}
		o.asked = o.asked || l.known.Has(model.NeedDrawn)
		known[s.ID()] = o
		if !o.known && !o.asked {
			l.wants |= model.NeedDrawn
		}
		if !o.known {
			untold++
		}
		return o.known && !o.drawn
	}, func(s *model.Socket) {
		l.add(Notice, l.about(s), l.reserving(s),
			Evidence{safe.Say("port"), safe.Concat(safe.Number(s.Local.Port), safe.Say(" lies in "), l.m.SpaceOf(s).Kernel.Ephemeral.Safe()), safe.Say("net.ipv4.ip_local_port_range")},
			Evidence{safe.Say("reserved"), safe.Say("not reserved"), safe.Say("net.ipv4.ip_local_reserved_ports")},
			Evidence{safe.Say("chosen by"), safe.Say("the program asked for this port by number"), safe.Say("sock_diag (autobound)")})
	})
	l.w.origins = known
	if untold > 0 {
		l.miss(l.rule.Title, says("who chose the port of %d listeners is not told", untold))
	}
	if k := &l.m.Own().Kernel; k.Ephemeral.Known && !k.ReservedOK {
		l.miss(safe.Say("reserved ports"), safe.Say("net.ipv4.ip_local_reserved_ports could not be read"))
	}
}

func (l *look) reserving(s *model.Socket) Advice {
	k := &l.m.SpaceOf(s).Kernel
	a := Advice{Words: safe.Say("a connect from this host may be given the port while the service is down; it cannot start then. Reserve the port, or move the service out of the range")}
	if !k.ReservedOK {
		return a // what stands there is not known, and would be lost
	}
	now := k.Reserved.String()
	a.Live = safe.Concat(safe.Say("net.ipv4.ip_local_reserved_ports is "), safe.Sanitise(orNone(now)))
	a.set(model.Change{Setting: model.SetReserved, NetNS: s.NetNS, Old: now, New: pool.Keeping(k, []pool.Inside{{Port: s.PortID()}})})
	a.Gains = safe.Say("no connect is given the port any more; the range has one port less. The ports that are reserved already stay so")
	a.Risks = []safe.Text{safe.Say("none for this service: bind by number takes a reserved port as before")}
	return a
}

func orNone(ports string) string {
	if ports == "" {
		return "empty"
	}
	return ports
}
