package signal

import (
	"path/filepath"
	"strconv"

	"golang.org/x/sys/unix"

	"berth/model/safe"
	"berth/source/procfs"
)

// refuseNumber says why a process must not be signalled, where its number alone
// tells. kill(2) would take 0 and negative numbers for whole groups.
func (a *Actor) refuseNumber(pid int) (safe.Text, bool) {
	switch {
	case pid <= 0:
		return safe.Say("no process can be named for this socket"), true
	case pid == 1:
		return safe.Say("process 1 is init; without it the machine or the container ends"), true
	case pid == a.self:
		return safe.Say("this is berth itself; press q to quit"), true
	}
	return safe.Text{}, false
}

// refuse says why a process must not be signalled, where what it is tells.
func (a *Actor) refuse(s procfs.Stat) (safe.Text, bool) {
	who := safe.Concat(safe.Sanitise(s.Comm), safe.Say(" ("), safe.Number(s.PID), safe.Say(")"))
	switch {
	case s.Flags&procfs.Kthread != 0:
		return safe.Concat(who, safe.Say(" is a thread of the kernel; signals do nothing to it")), true
	case a.ancestor(int(s.PID)):
		return safe.Concat(who, safe.Say(" is an ancestor of berth (your shell, ssh session, sudo or tmux); it would take berth down with it")), true
	}
	return safe.Text{}, false
}

// depth bounds the walk to the ancestors.
const depth = 1000

// ancestor reports whether berth descends from a process. An ancestor that
// cannot be read (hidepid) ends the walk: its own parents are unknown, but it
// could not be chosen either.
func (a *Actor) ancestor(pid int) bool {
	at := unix.Getppid()
	for range depth {
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
