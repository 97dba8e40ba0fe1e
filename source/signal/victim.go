package signal

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"golang.org/x/sys/unix"

	"berth/model"
	"berth/model/safe"
	"berth/source/procfs"
)

// victim is a process that is held. It is safe for several goroutines: the
// dialog may let go of it while somebody waits for its end.
type victim struct {
	target  model.Target
	program program // that it ran when it was chosen

	mu    sync.Mutex
	pidfd int // -1 where the kernel has none
	dir   int // its directory in /proc, which never comes to mean another process
	freed bool
}

// Signal implements model.Victim.
func (v *victim) Signal(_ context.Context, s model.Signal) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.freed {
		return errReleased
	}
	if err := v.verify(); err != nil {
		return err
	}
	err := v.send(unix.Signal(s.Number))
	switch {
	case err == nil:
		return nil
	case errors.Is(err, unix.ESRCH):
		return model.ErrGone
	case errors.Is(err, unix.EPERM):
		return fmt.Errorf("%w: process %d %s; needs root or CAP_KILL", model.ErrNotPermitted, v.target.Process.PID, v.belongs())
	}
	return fmt.Errorf("signal process %d: %w", v.target.Process.PID, err)
}

// errReleased is a mistake of the caller.
var errReleased = errors.New("signal a process: it is not held any more")

// send sends to this process and to nobody else. Without a pidfd a moment is
// left between the check and the signal in which the process could end and its
// number be given away; there is nothing better before Linux 5.3.
func (v *victim) send(sig unix.Signal) error {
	if v.pidfd >= 0 {
		return unix.PidfdSendSignal(v.pidfd, sig, nil, 0)
	}
	return unix.Kill(int(v.target.Process.PID), sig) // Hold refuses 0, 1 and what is negative
}

// verify checks everything that makes it the process that was chosen.
func (v *victim) verify() error {
	s, err := readStat(v.dir)
	if err != nil {
		return v.unreadable("stat", err)
	}
	switch {
	case s.Start != v.target.Process.Start:
		return model.ErrChanged
	case s.Ended():
		return model.ErrGone
	case programOf(v.dir, s) == v.program:
	case s.Flags&procfs.Exiting != 0: // on its way out it has let go of its program
		return model.ErrGone
	default:
		return &model.Changed{Now: safe.Sanitise(s.Comm)}
	}
	if len(v.target.Inodes) > 0 {
		holds, err := holdsAny(v.dir, v.target.Inodes)
		if err != nil {
			return v.unreadable("descriptors", err)
		}
		if !holds {
			return model.ErrReleased
		}
	}
	if v.pidfd >= 0 && exited(v.pidfd, 0) {
		return model.ErrGone
	}
	return nil
}

// unreadable says what an error of /proc means for the act.
func (v *victim) unreadable(what string, err error) error {
	pid := v.target.Process.PID
	switch {
	case procfs.Gone(err):
		return model.ErrGone
	case procfs.Denied(err):
		return fmt.Errorf("%w: process %d %s, its %s cannot be read; needs root or CAP_SYS_PTRACE",
			model.ErrNotPermitted, pid, v.belongs(), what)
	}
	return fmt.Errorf("read the %s of process %d: %w", what, pid, err)
}

// belongs says whose process it is. The kernel makes this directory alone that of
// the effective user also where the process may not be dumped, and what is in it
// root's (fs/proc/base.c, task_dump_owner).
func (v *victim) belongs() string {
	var st unix.Stat_t
	if unix.Fstat(v.dir, &st) != nil {
		return "belongs to another user"
	}
	return fmt.Sprintf("belongs to user %d", st.Uid)
}

// Release implements model.Victim.
func (v *victim) Release() {
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.freed {
		closeAll(v.pidfd, v.dir)
		v.freed = true
	}
}
