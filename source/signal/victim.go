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

// victim is a process that is held. It is safe for concurrent use: the dialog may release
// it while a goroutine waits for its end.
type victim struct {
	target  model.Target
	program program // the program that it ran when it was chosen

	mu       sync.Mutex
	pidfd    int // -1: the kernel has no pidfds
	dir      int // its directory in /proc; this never means another process
	released bool
}

// Signal implements model.Victim.
func (v *victim) Signal(_ context.Context, s model.Signal) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.released {
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
		return fmt.Errorf("%w: process %d %s; needs root or CAP_KILL", model.ErrNotPermitted, v.target.Process.PID, v.ownerWords())
	}
	return fmt.Errorf("signal process %d: %w", v.target.Process.PID, err)
}

// errReleased is a programming error of the caller.
var errReleased = errors.New("signal a process: it was released")

// send sends the signal to exactly this process. Without a pidfd the process could end,
// and its PID be reused, between the check and the signal; before Linux 5.3 nothing can
// prevent that.
func (v *victim) send(sig unix.Signal) error {
	if v.pidfd >= 0 {
		return unix.PidfdSendSignal(v.pidfd, sig, nil, 0)
	}
	return unix.Kill(int(v.target.Process.PID), sig) // Hold refuses 0, 1 and negative numbers
}

// verify checks that the process is still the chosen one.
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
	case s.Flags&procfs.Exiting != 0: // an exiting process has already lost its program
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

// unreadable converts an error from /proc.
func (v *victim) unreadable(what string, err error) error {
	pid := v.target.Process.PID
	switch {
	case procfs.Gone(err):
		return model.ErrGone
	case procfs.Denied(err):
		return fmt.Errorf("%w: process %d %s, its %s cannot be read; needs root or CAP_SYS_PTRACE",
			model.ErrNotPermitted, pid, v.ownerWords(), what)
	}
	return fmt.Errorf("read the %s of process %d: %w", what, pid, err)
}

// ownerWords says which user owns the process. The kernel sets the owner of this directory
// to the effective user even if the process is not dumpable; the files in it then belong
// to root (fs/proc/base.c, task_dump_owner).
func (v *victim) ownerWords() string {
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
	if !v.released {
		closeAll(v.pidfd, v.dir)
		v.released = true
	}
}
