package model

// Rights are what the kernel looks at when a process binds a privileged port.
type Rights struct {
	UID       uint32 // effective
	Root      bool   // uid 0 of its own user namespace
	Effective bool   // CAP_NET_BIND_SERVICE is in the effective set, which is what counts
	Ambient   bool   // and in the ambient set: whoever started it passed it on
	File      bool   // and on the file of the program
	Foreign   bool   // another user namespace owns the network: capabilities do not count here
}

// Sight is the command that lets berth see who holds the sockets of other users.
// CAP_DAC_READ_SEARCH opens the directory /proc/PID/fd, CAP_SYS_PTRACE reads the
// links in it (proc_fd_permission and proc_pid_readlink of fs/proc): one alone
// shows nothing.
const Sight = `sudo setcap cap_sys_ptrace,cap_dac_read_search+ep "$(command -v berth)"`

// Reason is why a port can be bound, or not: a name for scripts, words for people.
type Reason struct{ Name, Words Safe }

// usualUnprivileged is the first port that everyone may bind, unless the kernel
// was told otherwise.
const usualUnprivileged = 1024

// Guarded reports whether a port needs a right.
func (k *Kernel) Guarded(port uint16) bool {
	if !k.Unprivileged.Known {
		return port < usualUnprivileged
	}
	return int64(port) < k.Unprivileged.Value
}

// threshold is the setting that decides, with its live value.
func (k *Kernel) threshold() Safe {
	const name = "net.ipv4.ip_unprivileged_port_start"
	if !k.Unprivileged.Known {
		return Say(name + " could not be read; it is 1024 unless changed")
	}
	return Concat(Say(name+" is "), Number(k.Unprivileged.Value))
}

// May says whether a process with these rights may bind a port, and by which of them.
func (k *Kernel) May(r Rights, port uint16) (bool, Reason) {
	if !k.Guarded(port) {
		return true, Reason{Say("ip_unprivileged_port_start"), Concat(Say("everyone may: "), k.threshold())}
	}
	switch why := k.threshold(); {
	case !r.Effective && r.Root:
		return false, Reason{Say("not permitted"), Concat(Say("uid 0 without CAP_NET_BIND_SERVICE, and "), why)}
	case !r.Effective:
		return false, Reason{Say("not permitted"), Concat(Say("neither root nor CAP_NET_BIND_SERVICE, and "), why)}
	case r.Foreign:
		return false, Reason{Say("not permitted"), Concat(Say("CAP_NET_BIND_SERVICE of a user namespace that does not own this network, and "), why)}
	}
	return true, r.right()
}

// right names where CAP_NET_BIND_SERVICE comes from.
func (r Rights) right() Reason {
	switch {
	case r.Root:
		return Reason{Say("root"), Say("uid 0 of its user namespace")}
	case r.Ambient:
		return Reason{Say("CAP_NET_BIND_SERVICE (ambient)"), Say("CAP_NET_BIND_SERVICE is passed on to every program it starts (ambient)")}
	case r.File:
		return Reason{Say("CAP_NET_BIND_SERVICE (file)"), Say("the file of the program carries CAP_NET_BIND_SERVICE")}
	}
	return Reason{Say("CAP_NET_BIND_SERVICE (effective)"), Say("it has CAP_NET_BIND_SERVICE (effective)")}
}

// Witness is a holder of a socket and what is known of its rights.
type Witness struct {
	Process *Process
	Rights  Rights
	Known   bool // Rights could be read
}

// Right says by which right a holder could come to have a socket on a
// privileged port. What happened is past: rights may have been given up since,
// and a descriptor may have been passed on, so that it is told from what is left.
func (k *Kernel) Right(s *Socket, of Witness, holders []Witness) Reason {
	if of.Known {
		if ok, why := k.May(of.Rights, s.Local.Port); ok {
			return why
		}
	}
	for _, h := range holders {
		if h.Process.ID.PID == of.Process.ID.PID || !h.Known {
			continue
		}
		if ok, _ := k.May(h.Rights, s.Local.Port); !ok {
			continue
		}
		by := Concat(h.Process.Name, Say(" ("), Number(h.Process.ID.PID), Say(")"))
		switch {
		case h.Process.ID.PID == 1 && h.Process.Name.String() == "systemd":
			return Reason{Say("inherited from systemd"), Concat(by, Say(" opened the socket for the unit and passed it on (socket activation)"))}
		case of.Process.Parent == h.Process.ID.PID:
			return Reason{Say("inherited from its parent"), Concat(Say("it has no right of its own; its parent "), by, Say(" holds the same socket and has one"))}
		}
		return Reason{Say("shared"), Concat(Say("it has no right of its own; "), by, Say(" holds the same socket and has one"))}
	}
	switch {
	case s.UID == 0 && of.Process.UID != 0:
		return Reason{Say("opened by uid 0"), Say("uid 0 made the socket: the process gave up root after it bound the port, or a parent passed the socket on")}
	case !of.Known:
		return Reason{Say("unknown"), Say("its capabilities cannot be read")}
	}
	return Reason{Say("unknown"), Say("it has no right to it now: it gave it up after it bound the port, or another process passed the socket on")}
}
