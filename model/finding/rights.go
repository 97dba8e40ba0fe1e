package finding

import (
	"berth/model"
	"berth/model/bind"
	"berth/model/safe"
	"berth/model/services"
)

// processRights is what is known about the rights of a process.
type processRights struct {
	rights model.Rights
	known  bool // they could be read
	asked  bool // berth tried to read them
}

// privileged finds privileged ports whose holders are not root.
func privileged(l *look) {
	w := l.w
	if w.rights == nil {
		w.rights = map[model.ProcessID]*processRights{}
	}
	w.unread = w.unread[:0]
	seen, unreadable := map[model.ProcessID]bool{}, 0
	l.ports(func(s *model.Socket) bool {
		return s.Local.Port != 0 && (services.ClassOf(s.Local.Port) == services.WellKnown || bind.Guarded(&l.m.SpaceOf(s).Kernel, s.Local.Port)) && l.rootless(s)
	}, func(s *model.Socket) {
		holders := l.holders(s, seen)
		first := holders[0]
		right := bind.Right(&l.m.SpaceOf(s).Kernel, s, first, holders)
		switch asked := w.rights[first.Process.ID].asked; {
		case !asked: // wait for the answer
		case !first.Known && right.Name == safe.Say("unknown"):
			unreadable++
		case first.Known && first.Rights.Root: // root of a user namespace
		default:
			l.right(s, first.Process, right)
		}
	})
	for id := range w.rights {
		if !seen[id] {
			delete(w.rights, id)
		}
	}
	if unreadable > 0 {
		l.miss(l.rule.Title, safe.Format("the capabilities of %d processes could not be read", unreadable))
	}
}

// rootless reports whether a socket has known holders and none of them is root.
func (l *look) rootless(s *model.Socket) bool {
	owners := l.m.Owners(s)
	for _, at := range owners {
		if l.m.Processes[at].UID == 0 {
			return false
		}
	}
	return len(owners) > 0
}

// holders are the processes that hold a listener. It queues those whose rights have
// not been read yet, and notes all of them in seen.
func (l *look) holders(s *model.Socket, seen map[model.ProcessID]bool) []model.ProcessRights {
	var all []model.ProcessRights
	for _, at := range l.m.Owners(s) {
		p := &l.m.Processes[at]
		known := l.w.rights[p.ID]
		if known == nil {
			known = &processRights{}
			l.w.rights[p.ID] = known
		}
		if !known.asked && !seen[p.ID] {
			l.w.unread = append(l.w.unread, p.ID)
		}
		seen[p.ID] = true
		all = append(all, model.ProcessRights{Process: p, Rights: known.rights, Known: known.known})
	}
	return all
}

func (l *look) right(s *model.Socket, p *model.Process, by model.Reason) {
	a := Advice{
		Words: adviceCapability,
		Live:  by.Words,
	}
	switch by.Name.String() {
	case "CAP_NET_BIND_SERVICE (file)":
		a.Command = safe.Format(`setcap -r "$(readlink -f /proc/%d/exe)"`, p.ID.PID)
		a.Risks = []safe.Text{riskSetcap}
	case "ip_unprivileged_port_start":
		a.Command = safe.Say(`sysctl -w net.ipv4.ip_unprivileged_port_start="1024"`)
		a.Gains = gainsUnprivileged
		a.Risks = []safe.Text{riskUnprivileged}
	}
	l.add(Notice, l.about(s), a,
		Evidence{safe.Say("held by"), safe.Join(safe.Say(", "), named(p), safe.Format("user %s", p.User)), owned()},
		Evidence{safe.Say("allowed by"), by.Name, safe.Say("/proc/PID/status (CapEff, CapAmb) and the program file")},
		Evidence{safe.Say("why"), by.Words, safe.Say("net.ipv4.ip_unprivileged_port_start")})
}
