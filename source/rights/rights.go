// Package rights reads the facts that decide whether a process may bind a privileged port:
// its user, its capabilities, and the user namespace in which they count.
package rights

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	prom "github.com/prometheus/procfs"
	"golang.org/x/sys/unix"

	"berth/model"
)

// netBind is the bit for CAP_NET_BIND_SERVICE.
const netBind = 1 << unix.CAP_NET_BIND_SERVICE

// Guard runs a read of one process that may never return.
type Guard func(ctx context.Context, pid int, more time.Duration, read func()) error

// Reader reads rights. It has no state and is safe for concurrent use if its Guard is.
type Reader struct {
	root  string
	fs    prom.FS
	guard Guard
}

// Open returns a Reader for the proc file system at root.
func Open(root string, guard Guard) (*Reader, error) {
	proc, err := prom.NewFS(root)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", root, err)
	}
	return &Reader{root, proc, guard}, nil
}

// Rights implements model.RightsReader.
func (r *Reader) Rights(ctx context.Context, id model.ProcessID) (model.Rights, error) {
	pid := int(id.PID)
	if pid == 0 {
		pid = os.Getpid()
	}
	var found model.Rights
	var failed error
	if err := r.guard(ctx, pid, 0, func() { found, failed = r.read(pid, id) }); err != nil {
		return model.Rights{}, fmt.Errorf("read the rights of process %d: %w", pid, err)
	}
	if failed != nil {
		return model.Rights{}, fmt.Errorf("read the rights of process %d: %w", pid, failed)
	}
	return found, nil
}

func (r *Reader) read(pid int, id model.ProcessID) (model.Rights, error) {
	proc, err := r.fs.Proc(pid)
	if err != nil {
		return model.Rights{}, err
	}
	status, err := proc.NewStatus()
	if err != nil {
		return model.Rights{}, err
	}
	stat, err := proc.Stat()
	if err != nil {
		return model.Rights{}, err
	}
	if id.PID != 0 && stat.Starttime != id.Start {
		return model.Rights{}, model.ErrGone
	}
	uid := uint32(status.UIDs[1])
	return model.Rights{
		UID:       uid,
		Root:      r.rootWithin(pid, uid),
		Effective: status.CapEff&netBind != 0,
		Ambient:   status.CapAmb&netBind != 0,
		File:      r.fileHasCapability(pid),
		Foreign:   r.capabilitiesForeign(pid),
	}, nil
}

// path returns the path of a file of a process.
func (r *Reader) path(pid int, parts ...string) string {
	return filepath.Join(append([]string{r.root, strconv.Itoa(pid)}, parts...)...)
}

// fileHasCapability reports whether the program file has the capability.
func (r *Reader) fileHasCapability(pid int) bool {
	value := make([]byte, 64)
	n, err := unix.Getxattr(r.path(pid, "exe"), "security.capability", value)
	return err == nil && hasNetBind(value[:n])
}

// capabilitiesForeign reports whether the capabilities of a process do not count for its network: the
// kernel checks them in the user namespace that owns the network namespace. If berth may not
// see that user namespace (EPERM of NS_GET_USERNS), it is an ancestor's, as for root of a
// rootless container on the host's network.
func (r *Reader) capabilitiesForeign(pid int) bool {
	net, err := os.Open(r.path(pid, "ns", "net"))
	if err != nil {
		return false // unknown; assume that the capabilities count
	}
	defer net.Close()
	fd, err := unix.IoctlRetInt(int(net.Fd()), unix.NS_GET_USERNS)
	if err != nil {
		return errors.Is(err, unix.EPERM)
	}
	owner := os.NewFile(uintptr(fd), "owner")
	defer owner.Close()
	return !r.within(owner, pid)
}

// within reports whether a user namespace is that of a process or a descendant of it.
func (r *Reader) within(ns *os.File, pid int) bool {
	own, err := os.Stat(r.path(pid, "ns", "user"))
	if err != nil {
		return true // unknown
	}
	for at := ns; ; {
		if here, err := at.Stat(); err != nil || os.SameFile(here, own) {
			return err == nil
		}
		fd, err := unix.IoctlRetInt(int(at.Fd()), unix.NS_GET_PARENT)
		if err != nil {
			return false // the first namespace, or one that berth may not see
		}
		at = os.NewFile(uintptr(fd), "parent")
		defer at.Close()
	}
}
