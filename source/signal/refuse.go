package signal

import (
	"path/filepath"
	"strconv"

	"golang.org/x/sys/unix"

	"berth/model"
	"berth/source/procfs"
)

// refuseNumber says why a process must not be signalled, where its number alone
// tells. kill(2) would take 0 and negative numbers for whole groups.
func (a *Actor) refuseNumber(pid int) (model.Safe, bool) {
	switch {
	case pid <= 0:
		return model.Say("no process can be named for this socket"), true
	case pid == 1:
		return model.Say("process 1 is init; without it the machine or the container ends"), true
	case pid == a.self:
		return model.Say("this is berth itself; press q to quit"), true
	}
	return model.Safe{}, false
}

// refuse says why a process must not be signalled, where what it is tells.
func (a *Actor) refuse(s procfs.Stat) (model.Safe, bool) {
	who := model.Concat(model.Sanitise(s.Comm), model.Say(" ("), model.Number(s.PID), model.Say(")"))
	switch {
	case s.Flags&procfs.Kthread != 0:
		return model.Concat(who, model.Say(" is a thread of the kernel; signals do nothing to it")), true
	case a.ancestor(int(s.PID)):
		return model.Concat(who, model.Say(" is an ancestor of berth (your shell, ssh session, sudo or tmux); it would take berth down with it")), true
	}
	return model.Safe{}, false
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
