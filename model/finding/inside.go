package finding

import "berth/model"

// origin is who chose the port of a listener, which never changes.
type origin struct {
	told, drawn bool
	asked       bool // a backend that does not tell is not asked again
}

// insideRange finds listeners whose port a client may be given while they are not
// running. A listener whose port the kernel chose has none of its own to lose.
func insideRange(l *look) {
	k := &l.m.Kernel
	if !k.Ephemeral.Known {
		return // said already
	}
	known, untold := map[model.SocketID]origin{}, 0
	l.ports(func(s *model.Socket) bool {
		if s.Proto != model.TCP || !k.Draws(s.Local.Port) {
			return false
		}
		o := l.w.origins[s.ID()]
		if s.Traits&model.DrawnTold != 0 {
			o = origin{told: true, drawn: s.Traits&model.Drawn != 0}
		}
		o.asked = o.asked || l.told.Has(model.NeedDrawn)
		known[s.ID()] = o
		if !o.told && !o.asked {
			l.asks |= model.NeedDrawn
		}
		if !o.told {
			untold++
		}
		return o.told && !o.drawn
	}, func(s *model.Socket) {
		l.add(Notice, l.about(s), l.reserving(s),
			Evidence{model.Say("port"), model.Concat(model.Number(s.Local.Port), model.Say(" lies in "), k.Ephemeral.Safe()), model.Say("net.ipv4.ip_local_port_range")},
			Evidence{model.Say("reserved"), model.Say("not reserved"), model.Say("net.ipv4.ip_local_reserved_ports")},
			Evidence{model.Say("chosen by"), model.Say("the program asked for this port by number"), model.Say("sock_diag (autobound)")})
	})
	l.w.origins = known
	if untold > 0 {
		l.miss(l.rule.Title, says("who chose the port of %d listeners is not told", untold))
	}
	if !k.ReservedOK {
		l.miss(model.Say("reserved ports"), model.Say("net.ipv4.ip_local_reserved_ports could not be read"))
	}
}

func (l *look) reserving(s *model.Socket) Advice {
	k := &l.m.Kernel
	a := Advice{Words: model.Say("a connect from this host may be given the port while the service is down; it cannot start then. Reserve the port, or move the service out of the range")}
	if !k.ReservedOK {
		return a // what stands there is not known, and would be lost
	}
	now := k.Reserved.String()
	a.Live = model.Concat(model.Say("net.ipv4.ip_local_reserved_ports is "), model.Sanitise(orNone(now)))
	a.set(model.Change{Setting: model.SetReserved, NetNS: s.NetNS, Old: now, New: k.Keeping([]model.Inside{{Port: s.PortID()}})})
	a.Gains = model.Say("no connect is given the port any more; the range has one port less. The ports that are reserved already stay so")
	a.Risks = []model.Safe{model.Say("none for this service: bind by number takes a reserved port as before")}
	return a
}

func orNone(ports string) string {
	if ports == "" {
		return "empty"
	}
	return ports
}
