// Package signal sends a signal to exactly the process that the user chose. The kernel
// reuses PIDs, so the package holds the process by a pidfd (since Linux 5.3) and by its
// directory in /proc from the moment it is chosen. Before the signal it checks again
// that the process is still the chosen one.
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

// Actor sends signals. It has no state and is safe for concurrent use.
type Actor struct {
	root string
	self int
	open func(pid int) (int, error) // pidfd_open
}

// Open returns an Actor for the proc file system at root. It fails if root shows another
// PID namespace than that of berth: the same number would mean different processes in
// /proc and in kill(2).
func Open(root string) (*Actor, error) {
	if err := checkPIDNamespace(root); err != nil {
		return nil, fmt.Errorf("use %s to send signals: %w", root, err)
	}
	return &Actor{root: root, self: os.Getpid(), open: pidfdOpen}, nil
}

// checkPIDNamespace returns an error unless the PIDs in root are the PIDs that the kernel expects
// from this process.
func checkPIDNamespace(root string) error {
	var st unix.Statfs_t
	if err := unix.Statfs(root, &st); err != nil {
		return err
	}
	if st.Type != unix.PROC_SUPER_MAGIC {
		return errors.New("not a proc file system")
	}
	self, err := os.Readlink(filepath.Join(root, "self"))
	if err != nil {
		return err
	}
	status, err := os.ReadFile(filepath.Join(root, "self", "status"))
	if err != nil {
		return err
	}
	if self != strconv.Itoa(os.Getpid()) || len(nsPIDs(status)) > 1 {
		return errors.New("it shows another PID namespace")
	}
	return nil
}

// nsPIDs are the PIDs of a process in every PID namespace, from that of /proc down to
// its own (NSpid, since Linux 4.1). There is one if both are the same.
func nsPIDs(status []byte) []string {
	for line := range strings.Lines(string(status)) {
		if pids, ok := strings.CutPrefix(line, "NSpid:"); ok {
			return strings.Fields(pids)
		}
	}
	return nil
}

// pidfdOpen fails with ENOSYS before Linux 5.3. A seccomp filter that does not know the
// call returns EPERM, which the kernel itself never does here.
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
	if why, refused := a.refuseNumber(pid); refused {
		return nil, &model.Refusal{Why: why}
	}
	// Open the pidfd first: as long as its process lives, its number is not reused, so
	// the directory opened afterwards belongs to the same process.
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
	if err := a.inspect(v); err != nil {
		v.Release()
		return nil, err
	}
	return v, nil
}

// inspect checks a process that is to be held and records the program that it runs.
func (a *Actor) inspect(v *victim) error {
	s, err := readStat(v.dir)
	if err != nil {
		return v.unreadable("stat", err)
	}
	if s.Start != v.target.Process.Start {
		return model.ErrGone // the PID was reused
	}
	if why, refused := a.refuse(s); refused {
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
