package model

import (
	"cmp"
	"time"

	"berth/model/safe"
)

// ProcessID is an identity that survives the reuse of a PID.
type ProcessID struct {
	PID   int32  `wire:"pid"`
	Start uint64 `wire:"start"` // clock ticks since boot, field 22 of /proc/PID/stat (proc_pid_stat(5))
}

// Compare orders by PID, then by start.
func (a ProcessID) Compare(b ProcessID) int {
	return cmp.Or(cmp.Compare(a.PID, b.PID), cmp.Compare(a.Start, b.Start))
}

// Process is what berth shows of a process that holds sockets.
type Process struct {
	ID        ProcessID `wire:"id"`
	Parent    int32     `wire:"parent"`
	Name      safe.Text `wire:"name"`      // comm, as the kernel knows it: at most 15 bytes
	Command   safe.Text `wire:"command"`   // argv with secrets masked; [name] where there is none
	UID       uint32    `wire:"uid"`       // effective user id
	User      safe.Text `wire:"user"`      // its name, or the number where no name is known
	Unit      safe.Text `wire:"unit"`      // systemd unit ("ssh.service"), else empty
	Container safe.Text `wire:"container"` // container id, its first 12 digits, else empty
	Started   time.Time `wire:"started"`   // zero where it could not be read
	Kernel    bool      `wire:"kernel"`    // a kernel thread (PF_KTHREAD)
}

// Group is the unit or the container the process belongs to: one column's worth.
func (p *Process) Group() safe.Text {
	if !p.Unit.Empty() {
		return p.Unit
	}
	return p.Container
}
