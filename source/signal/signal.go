// Package signal sends a signal to exactly the process that a person chose. A
// PID is a number that the kernel gives away again, so the process is held by a
// pidfd (Linux 5.3) and by its directory in /proc from the moment it is chosen,
// and everything that made it the right one is checked again before the signal.
package signal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"berth/model"
	"berth/model/safe"
	"berth/source/procfs"
)

// Actor sends signals. It holds no state and is safe for several goroutines.
type Actor struct {
	root string
	self int
	open func(pid int) (int, error) // pidfd_open
}

// Open makes an Actor over the proc file system at root. It fails where root
// shows another PID namespace than the one the program is in: there the same
// number would mean one process to /proc and another one to the kernel.
func Open(root string) (*Actor, error) {
	if err := ours(root); err != nil {
		return nil, fmt.Errorf("use %s to send signals: %w", root, err)
	}
	return &Actor{root: root, self: os.Getpid(), open: pidfdOpen}, nil
}

// ours says why root does not show the processes by the numbers that the kernel
// takes from us.
func ours(root string) error {
	var st unix.Statfs_t
	if err := unix.Statfs(root, &st); err != nil {
		return err
	}
	if st.Type != unix.PROC_SUPER_MAGIC {
		return errors.New("no proc file system")
	}
	self, err := os.Readlink(filepath.Join(root, "self"))
	if err != nil {
		return err
	}
	status, err := os.ReadFile(filepath.Join(root, "self", "status"))
	if err != nil {
		return err
	}
	if self != strconv.Itoa(os.Getpid()) || len(numbers(status)) > 1 {
		return errors.New("it shows another PID namespace")
	}
	return nil
}

// numbers are the PIDs of a process in every PID namespace from that of /proc
// down to its own (NSpid, since Linux 4.1): one, where both are the same.
func numbers(status []byte) []string {
	for line := range strings.Lines(string(status)) {
		if pids, ok := strings.CutPrefix(line, "NSpid:"); ok {
			return strings.Fields(pids)
		}
	}
	return nil
}

// pidfdOpen fails with ENOSYS before Linux 5.3. A seccomp filter that does not
// know the call answers EPERM, which the kernel itself never does here.
func pidfdOpen(pid int) (int, error) {
	fd, err := unix.PidfdOpen(pid, 0)
	if errors.Is(err, unix.EPERM) {
		err = unix.ENOSYS
	}
	return fd, err
}

// Hold implements model.Actor.
func (a *Actor) Hold(_ context.Context, target model.Target) (model.Victim, error) {
	pid := int(target.Process.PID)
	if why, no := a.refuseNumber(pid); no {
		return nil, &model.Refusal{Why: why}
	}
	// The pidfd comes first: while it says that its process lives, nobody else
	// can have the number, so the directory opened after it is of the same one.
	pidfd, err := a.open(pid)
	switch {
	case errors.Is(err, unix.ENOSYS):
		pidfd = -1
	case errors.Is(err, unix.ESRCH):
		return nil, model.ErrGone
	case err != nil:
		return nil, fmt.Errorf("hold process %d: %w", pid, err)
	}
	dir, err := unix.Open(filepath.Join(a.root, strconv.Itoa(pid)), unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		closeAll(pidfd)
		if procfs.Gone(err) {
			return nil, model.ErrGone
		}
		return nil, fmt.Errorf("hold process %d: %w", pid, err)
	}
	v := &victim{target: target, pidfd: pidfd, dir: dir}
	if err := a.take(v); err != nil {
		v.Release()
		return nil, err
	}
	return v, nil
}

// take checks a process that is to be held, and remembers the program it runs.
func (a *Actor) take(v *victim) error {
	s, err := readStat(v.dir)
	if err != nil {
		return v.unreadable("stat", err)
	}
	if s.Start != v.target.Process.Start {
		return model.ErrGone // the number is another process's now
	}
	if why, no := a.refuse(s); no {
		return &model.Refusal{Why: why}
	}
	if now := safe.Sanitise(s.Comm); !v.target.Name.Empty() && now != v.target.Name && !s.Ended() {
		return &model.Changed{Now: now}
	}
	v.program = programOf(v.dir, s)
	return v.verify()
}

func closeAll(fds ...int) {
	for _, fd := range fds {
		if fd >= 0 {
			_ = unix.Close(fd)
		}
	}
}
