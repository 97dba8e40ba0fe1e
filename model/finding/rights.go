package finding

import (
	"berth/model"
	"berth/model/bind"
	"berth/model/safe"
)

// processRights is what was read of the rights of a process.
type processRights struct {
	rights model.Rights
	known  bool // they could be read
	asked  bool // somebody tried
}

// privileged finds ports that not everyone may bind, and that nobody holds who is root.
func privileged(l *look) {
	w := l.w
	if w.rights == nil {
		w.rights = map[model.ProcessID]*processRights{}
	}
	w.wants = w.wants[:0]
	wanted, blind := map[model.ProcessID]bool{}, 0
	l.ports(func(s *model.Socket) bool {
		return s.Local.Port != 0 && (model.ClassOf(s.Local.Port) == model.WellKnown || bind.Guarded(&l.m.SpaceOf(s).Kernel, s.Local.Port)) && l.rootless(s)
	}, func(s *model.Socket) {
		holders := l.holders(s, wanted)
		first := holders[0]
		right := bind.Right(&l.m.SpaceOf(s).Kernel, s, first, holders)
		switch asked := w.rights[first.Process.ID].asked; {
		case !asked: // nothing is said before it is known
		case !first.Known && right.Name == safe.Say("unknown"):
			blind++
		case first.Known && first.Rights.Root: // of a user namespace
		default:
			l.right(s, first.Process, right)
		}
	})
	for id := range w.rights {
		if !wanted[id] {
			delete(w.rights, id)
		}
	}
	if blind > 0 {
		l.miss(l.rule.Title, says("the capabilities of %d processes could not be read", blind))
	}
}

// rootless reports whether a socket has holders that are known, none of them root.
func (l *look) rootless(s *model.Socket) bool {
	owners := l.m.Owners(s)
	for _, at := range owners {
		if l.m.Processes[at].UID == 0 {
			return false
		}
	}
	return len(owners) > 0
}

// holders are the processes that hold a listener. It asks for the rights of those
// that are not known.
func (l *look) holders(s *model.Socket, wanted map[model.ProcessID]bool) []model.ProcessRights {
	var all []model.ProcessRights
	for _, at := range l.m.Owners(s) {
		p := &l.m.Processes[at]
		known := l.w.rights[p.ID]
		if known == nil {
			known = &processRights{}
			l.w.rights[p.ID] = known
		}
		if !known.asked && !wanted[p.ID] {
			l.w.wants = append(l.w.wants, p.ID)
		}
		wanted[p.ID] = true
		all = append(all, model.ProcessRights{Process: p, Rights: known.rights, Known: known.known})
	}
	return all
}

func (l *look) right(s *model.Socket, p *model.Process, by model.Reason) {
	a := Advice{
		Words: safe.Say("where this is meant, all is well. Else take the right away; the process keeps the port until it is started anew"),
		Live:  by.Words,
	}
	switch by.Name.String() {
	case "CAP_NET_BIND_SERVICE (file)":
		a.Command = says(`setcap -r "$(readlink -f /proc/%d/exe)"`, p.ID.PID)
		a.Risks = []safe.Text{safe.Say("it takes every capability off the file, and the service cannot bind the port at its next start")}
	case "ip_unprivileged_port_start":
		a.Command = safe.Say(`sysctl -w net.ipv4.ip_unprivileged_port_start="1024"`)
		a.Gains = safe.Say("ports below 1024 take root or CAP_NET_BIND_SERVICE again")
		a.Risks = []safe.Text{safe.Say("services without either cannot bind such a port at their next start")}
	}
	l.add(Notice, l.about(s), a,
		Evidence{safe.Say("held by"), safe.Join(safe.Say(", "), named(p), safe.Concat(safe.Say("user "), p.User)), owned()},
		Evidence{safe.Say("its right"), by.Name, safe.Say("/proc/PID/status (CapEff, CapAmb) and the file of the program")},
		Evidence{safe.Say("why"), by.Words, safe.Say("net.ipv4.ip_unprivileged_port_start")})
}
