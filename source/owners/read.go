package owners

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/prometheus/procfs"
)

// slow is the time that one descriptor may take: about four times what was
// measured, so that a server with 100,000 connections is not taken for stuck.
const slow = 16 * time.Microsecond

// mark is what can be seen of a process without reading anything: stat(2) on
// /proc/PID/fd opens no file, so it never waits for the process.
type mark struct {
	node  uint64 // its inode number; a process that takes over the PID has another
	count int64  // the number of descriptors, since Linux 6.2; 0 before
}

func look(root string, pid int) (mark, bool) {
	var st syscall.Stat_t
	err := syscall.Stat(filepath.Join(root, strconv.Itoa(pid), "fd"), &st)
	return mark{node: st.Ino, count: st.Size}, err == nil
}

// read reads the sockets of a process and files them.
func (f *Finder) read(ctx context.Context, e *entry, now mark) {
	if ctx.Err() != nil {
		f.cut = true
		return
	}
	if e.mark.node != now.node { // the PID means another process now
		f.file(e, reading{})
	}
	var r reading
	more := time.Duration(f.count(ctx, e, now)) * slow
	err := f.guard(ctx, e.proc.PID, more, func() { r = f.descriptors(e.proc, now) })
	if err != nil { // r is not ours to look at, and what is filed is the best that is known
		e.unread, e.mark = true, now
		return
	}
	e.denied = denied(r.err)
	e.unread = r.err != nil && !e.denied && !gone(r.err)
	f.file(e, r)
	e.mark, e.read = now, f.tick
	// Spread over the last four seconds before they are due, so that not all
	// processes found at the start are read in one tick for ever.
	e.due = f.now().Add(Refresh - time.Duration(e.proc.PID%40)*100*time.Millisecond)
}

// file puts what a process holds now in place of what it held before.
func (f *Finder) file(e *entry, r reading) {
	f.index.replace(e.id.PID, e.inodes, r.inodes)
	e.id.Start, e.inodes = r.start, r.inodes
	for _, inode := range r.inodes {
		if f.unknown[inode] {
			delete(f.unknown, inode)
			e.useful = f.tick
		}
	}
}

// count is the number of descriptors that a read has to expect. Before Linux
// 6.2 only listing them tells it.
func (f *Finder) count(ctx context.Context, e *entry, now mark) int {
	if now.count > 0 {
		return int(now.count)
	}
	var n int
	if f.guard(ctx, e.proc.PID, 0, func() { n, _ = e.proc.FileDescriptorsLen() }) != nil {
		return 0
	}
	return n
}

// reading is what one read of a process found.
type reading struct {
	start  uint64
	inodes []uint64
	err    error
}

// descriptors reads the socket inodes of a process. Between the first look and
// the last one the PID may come to mean another process; then nothing was read.
func (f *Finder) descriptors(p procfs.Proc, before mark) reading {
	start, err := f.start(p.PID)
	if denied(err) || gone(err) {
		return reading{err: err}
	} // what else it may be (a stat that makes no sense) costs only the start
	targets, err := p.FileDescriptorTargets()
	if err == nil && slices.Contains(targets, "") {
		err = f.withheld(p)
	}
	if err != nil {
		return reading{start: start, err: err}
	}
	if after, exists := look(f.root, p.PID); !exists || after.node != before.node {
		return reading{err: fs.ErrNotExist}
	}
	return reading{start: start, inodes: sockets(targets)}
}

// withheld tells why a link could not be read. Listing the descriptors needs no
// more than root's right to enter any directory, reading where they point needs
// CAP_SYS_PTRACE for another's process (fs/proc/base.c, proc_pid_readlink), and
// procfs passes over links that it cannot read. A link that is gone is no matter.
func (f *Finder) withheld(p procfs.Proc) error {
	fds, err := p.FileDescriptors()
	if err != nil {
		return err
	}
	for _, fd := range fds {
		_, err := os.Readlink(filepath.Join(f.root, strconv.Itoa(p.PID), "fd", strconv.Itoa(int(fd))))
		if denied(err) {
			return err
		}
	}
	return nil
}

// sockets picks the inodes out of links like socket:[34062].
func sockets(targets []string) []uint64 {
	var inodes []uint64
	for _, target := range targets {
		rest, ok := strings.CutPrefix(target, "socket:[")
		if !ok {
			continue
		}
		inode, err := strconv.ParseUint(strings.TrimSuffix(rest, "]"), 10, 64)
		if err == nil {
			inodes = append(inodes, inode)
		}
	}
	slices.Sort(inodes)
	return slices.Compact(inodes)
}

func denied(err error) bool { return errors.Is(err, os.ErrPermission) }

// gone reports the two errors that a process which ends under the reader gives.
func gone(err error) bool {
	return errors.Is(err, os.ErrNotExist) || errors.Is(err, syscall.ESRCH)
}
