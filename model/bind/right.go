package bind

import (
	"berth/model"
	"berth/model/safe"
)

// usualUnprivileged is the first port that everyone may bind, unless the kernel
// was told otherwise.
const usualUnprivileged = 1024

// Guarded reports whether a port needs a right.
func Guarded(k *model.Kernel, port uint16) bool {
	if !k.Unprivileged.Known {
		return port < usualUnprivileged
	}
	return int64(port) < k.Unprivileged.Value
}

// threshold is the setting that decides, with its live value.
func threshold(k *model.Kernel) safe.Text {
	const name = "net.ipv4.ip_unprivileged_port_start"
	if !k.Unprivileged.Known {
		return safe.Say(name + " could not be read; it is 1024 unless changed")
	}
	return safe.Concat(safe.Say(name+" is "), safe.Number(k.Unprivileged.Value))
}

// May says whether a process with these rights may bind a port, and by which of them.
func May(k *model.Kernel, r model.Rights, port uint16) (bool, model.Reason) {
	if !Guarded(k, port) {
		return true, model.Reason{Name: safe.Say("ip_unprivileged_port_start"), Words: safe.Concat(safe.Say("everyone may: "), threshold(k))}
	}
	switch why := threshold(k); {
	case !r.Effective && r.Root:
		return false, model.Reason{Name: safe.Say("not permitted"), Words: safe.Concat(safe.Say("uid 0 without CAP_NET_BIND_SERVICE, and "), why)}
	case !r.Effective:
		return false, model.Reason{Name: safe.Say("not permitted"), Words: safe.Concat(safe.Say("neither root nor CAP_NET_BIND_SERVICE, and "), why)}
	case r.Foreign:
		return false, model.Reason{Name: safe.Say("not permitted"), Words: safe.Concat(safe.Say("CAP_NET_BIND_SERVICE of a user namespace that does not own this network, and "), why)}
	}
	return true, right(r)
}

// right names where CAP_NET_BIND_SERVICE comes from.
func right(r model.Rights) model.Reason {
	switch {
	case r.Root:
		return model.Reason{Name: safe.Say("root"), Words: safe.Say("uid 0 of its user namespace")}
	case r.Ambient:
		return model.Reason{Name: safe.Say("CAP_NET_BIND_SERVICE (ambient)"), Words: safe.Say("CAP_NET_BIND_SERVICE is passed on to every program it starts (ambient)")}
	case r.File:
		return model.Reason{Name: safe.Say("CAP_NET_BIND_SERVICE (file)"), Words: safe.Say("the file of the program carries CAP_NET_BIND_SERVICE")}
	}
	return model.Reason{Name: safe.Say("CAP_NET_BIND_SERVICE (effective)"), Words: safe.Say("it has CAP_NET_BIND_SERVICE (effective)")}
}

// Right says by which right a holder could come to have a socket on a
// privileged port. What happened is past: rights may have been given up since,
// and a descriptor may have been passed on, so that it is told from what is left.
func Right(k *model.Kernel, s *model.Socket, of model.ProcessRights, holders []model.ProcessRights) model.Reason {
	if of.Known {
		if ok, why := May(k, of.Rights, s.Local.Port); ok {
			return why
		}
	}
	for _, h := range holders {
		if h.Process.ID.PID == of.Process.ID.PID || !h.Known {
			continue
		}
		if ok, _ := May(k, h.Rights, s.Local.Port); !ok {
			continue
		}
		by := safe.Concat(h.Process.Name, safe.Say(" ("), safe.Number(h.Process.ID.PID), safe.Say(")"))
		switch {
		case h.Process.ID.PID == 1 && h.Process.Name.String() == "systemd":
			return model.Reason{Name: safe.Say("inherited from systemd"), Words: safe.Concat(by, safe.Say(" opened the socket for the unit and passed it on (socket activation)"))}
		case of.Process.Parent == h.Process.ID.PID:
			return model.Reason{Name: safe.Say("inherited from its parent"), Words: safe.Concat(safe.Say("it has no right of its own; its parent "), by, safe.Say(" holds the same socket and has one"))}
		}
		return model.Reason{Name: safe.Say("shared"), Words: safe.Concat(safe.Say("it has no right of its own; "), by, safe.Say(" holds the same socket and has one"))}
	}
	switch {
	case s.UID == 0 && of.Process.UID != 0:
		return model.Reason{Name: safe.Say("opened by uid 0"), Words: safe.Say("uid 0 made the socket: the process gave up root after it bound the port, or a parent passed the socket on")}
	case !of.Known:
		return model.Reason{Name: safe.Say("unknown"), Words: safe.Say("its capabilities cannot be read")}
	}
	return model.Reason{Name: safe.Say("unknown"), Words: safe.Say("it has no right to it now: it gave it up after it bound the port, or another process passed the socket on")}
}
