package signal

import (
	"path/filepath"
	"strconv"

	"golang.org/x/sys/unix"

	"berth/model/safe"
	"berth/source/procfs"
)

// refuseNumber returns why a process must not be signalled if its number alone decides.
// kill(2) would treat 0 and negative numbers as whole groups.
func (a *Actor) refuseNumber(pid int) (safe.Text, bool) {
	switch {
	case pid <= 0:
		return safe.Say("no process is known for this socket"), true
	case pid == 1:
		return safe.Say("process 1 is init; without it the machine or the container ends"), true
	case pid == a.self:
		return safe.Say("this is berth itself; press q to quit"), true
	}
	return safe.Text{}, false
}

// refuse returns why a process must not be signalled if its kind decides.
func (a *Actor) refuse(s procfs.Stat) (safe.Text, bool) {
	switch {
	case s.Flags&procfs.Kthread != 0:
		return kernelThread(s), true
	case a.ancestor(int(s.PID)):
		return ownAncestor(s), true
	}
	return safe.Text{}, false
}

// maxAncestors is the most ancestors that are checked.
const maxAncestors = 1000

// ancestor reports whether a process is an ancestor of berth. The search ends at an
// ancestor that cannot be read (hidepid): its parents are unknown, but then they cannot
// be selected in berth either.
func (a *Actor) ancestor(pid int) bool {
	at := unix.Getppid()
	for range maxAncestors {
		if at == pid {
			return true
		}
		if at <= 1 {
			return false
		}
		dir, err := unix.Open(filepath.Join(a.root, strconv.Itoa(at)), unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
		if err != nil {
			return false
		}
		s, err := readStat(dir)
		closeAll(dir)
		if err != nil {
			return false
		}
		at = int(s.Parent)
	}
	return false
}
