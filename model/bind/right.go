package bind

import (
	"berth/model"
	"berth/model/safe"
)

// usualUnprivileged is the first port that every user may bind, unless
// net.ipv4.ip_unprivileged_port_start was changed.
const usualUnprivileged = 1024

// Guarded reports whether binding a port needs a right.
func Guarded(k *model.Kernel, port uint16) bool {
	if !k.Unprivileged.Known {
		return port < usualUnprivileged
	}
	return int64(port) < k.Unprivileged.Value
}

// May says whether a process with these rights may bind a port, and which right decides.
func May(k *model.Kernel, r model.Rights, port uint16) (bool, model.Reason) {
	if !Guarded(k, port) {
		return true, model.Reason{Name: safe.Say("ip_unprivileged_port_start"), Words: safe.Format("every user may: %s", threshold(k))}
	}
	switch why := threshold(k); {
	case !r.Effective && r.Root:
		return false, model.Reason{Name: safe.Say("not permitted"), Words: safe.Format("uid 0 without CAP_NET_BIND_SERVICE, and %s", why)}
	case !r.Effective:
		return false, model.Reason{Name: safe.Say("not permitted"), Words: safe.Format("neither root nor CAP_NET_BIND_SERVICE, and %s", why)}
	case r.Foreign:
		return false, model.Reason{Name: safe.Say("not permitted"), Words: safe.Format("CAP_NET_BIND_SERVICE in a user namespace that does not own this network namespace, and %s", why)}
	}
	return true, right(r)
}

// Right says which right let a process hold a socket on a privileged port. The bind
// is in the past: the process may have given up rights since, or another process may
// have passed the descriptor on. So this is a conclusion from what is visible now.
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
		by := safe.Format("%s (%d)", h.Process.Name, h.Process.ID.PID)
		switch {
		case h.Process.ID.PID == 1 && h.Process.Name.String() == "systemd":
			return model.Reason{Name: safe.Say("inherited from systemd"), Words: safe.Format("%s opened the socket for the unit and passed it on (socket activation)", by)}
		case of.Process.Parent == h.Process.ID.PID:
			return model.Reason{Name: safe.Say("inherited from its parent"), Words: safe.Format("it has no right itself; its parent %s holds the same socket and has one", by)}
		}
		return model.Reason{Name: safe.Say("shared"), Words: safe.Format("it has no right itself; %s holds the same socket and has one", by)}
	}
	switch {
	case s.UID == 0 && of.Process.UID != 0:
		return model.Reason{Name: safe.Say("opened by uid 0"), Words: safe.Say("uid 0 made the socket: the process gave up root after the bind, or a parent passed the socket on")}
	case !of.Known:
		return model.Reason{Name: safe.Say("unknown"), Words: safe.Say("its capabilities cannot be read")}
	}
	return model.Reason{Name: safe.Say("unknown"), Words: safe.Say("it has no right now: it gave the right up after the bind, or another process passed the socket on")}
}
