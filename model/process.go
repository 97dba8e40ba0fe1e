package model

import (
	"cmp"
	"strings"
	"time"

	"berth/model/safe"
)

// ProcessID identifies a process, also after its PID was reused.
type ProcessID struct {
	PID   int32  `wire:"pid"`
	Start uint64 `wire:"start"` // clock ticks since boot, field 22 of /proc/PID/stat (proc_pid_stat(5))
}

// Compare orders by PID, then by start.
func (a ProcessID) Compare(b ProcessID) int {
	return cmp.Or(cmp.Compare(a.PID, b.PID), cmp.Compare(a.Start, b.Start))
}

// Process is a process that holds sockets, with the facts that berth shows.
type Process struct {
	ID        ProcessID `wire:"id"`
	Parent    int32     `wire:"parent"`
	Name      safe.Text `wire:"name"`      // comm: the name in the kernel, at most 15 bytes
	Command   safe.Text `wire:"command"`   // argv with secrets masked; [name] if there is no argv
	UID       uint32    `wire:"uid"`       // effective user id
	User      safe.Text `wire:"user"`      // name of that user; the number if no name is known
	Unit      safe.Text `wire:"unit"`      // systemd unit ("ssh.service"), else empty
	Container safe.Text `wire:"container"` // the first 12 digits of the container id, else empty
	Started   time.Time `wire:"started"`   // zero if it could not be read
	Kernel    bool      `wire:"kernel"`    // a kernel thread (PF_KTHREAD)
}

// Group is the unit or the container that the process belongs to, for one column.
func (p *Process) Group() safe.Text {
	if !p.Unit.Empty() {
		return p.Unit
	}
	return p.Container
}

// vital are the names of programs that the machine or a login needs. A trailing star
// matches any ending.
var vital = []string{"sshd", "sshd-session", "systemd", "systemd-*", "(sd-pam)", "dbus-daemon", "dbus-broker*", "init", "runc", "containerd*", "dockerd"}

// Vital says why ending a process may cost more than its ports.
func (p *Process) Vital() (why safe.Text, yes bool) {
	for _, name := range vital {
		begin, open := strings.CutSuffix(name, "*")
		if p.Name.String() == name || open && strings.HasPrefix(p.Name.String(), begin) {
			return safe.Format("%s keeps this machine running, or lets you in", p.Label()), true
		}
	}
	return safe.Text{}, false
}

// Label names a process for a sentence: "nginx (812)".
func (p *Process) Label() safe.Text {
	return safe.Format("%s (%d)", p.Name, p.ID.PID)
}

// Busiest is the process with the highest count; of several, the one with the lowest
// PID. counts has a number for each process.
func (n *Snapshot) Busiest(counts []int32) (process uint32, count int, ok bool) {
	for p, c := range counts {
		switch {
		case c == 0 || int(c) < count:
		case int(c) > count, n.Processes[p].ID.Compare(n.Processes[process].ID) < 0:
			process, count, ok = uint32(p), int(c), true
		}
	}
	return process, count, ok
}
