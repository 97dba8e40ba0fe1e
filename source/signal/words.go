package signal

import (
	"berth/model/safe"
	"berth/source/procfs"
)

// kernelThread is the refusal for a kernel thread.
func kernelThread(s procfs.Stat) safe.Text {
	return safe.Format("%s (%d) is a thread of the kernel; signals do nothing to it", s.Comm, s.PID)
}

// ownAncestor is the refusal for a process that started berth.
func ownAncestor(s procfs.Stat) safe.Text {
	return safe.Format("%s (%d) is an ancestor of berth (your shell, ssh session, sudo or tmux); it would take berth down with it", s.Comm, s.PID)
}
