package owners

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"berth/source/procfs"
)

// proc is a proc file system, or a tree that looks like one.
type proc struct {
	root string
	dir  *os.File // kept open, so that all paths are relative and short
	// real: this is procfs itself. The directory /proc/PID/fd is in order, and a
	// position in it is a descriptor number plus two, for "." and ".."
	// (proc_readfd_common in fs/proc/fd.c).
	real bool
	// counts: the size of /proc/PID/fd is the number of descriptors (since Linux 6.2).
	counts bool

	buffer []byte
	name   []byte
}

func openProc(root string) (*proc, error) {
	dir, err := os.Open(root)
	if err != nil {
		return nil, err
	}
	p := &proc{root: root, dir: dir, buffer: make([]byte, 32<<10)}
	var fs unix.Statfs_t
	p.real = unix.Fstatfs(p.fd(), &fs) == nil && fs.Type == unix.PROC_SUPER_MAGIC
	if p.real { // this process has descriptors, so a size of 0 means an older kernel
		var own syscall.Stat_t
		p.counts = syscall.Stat(root+"/self/fd", &own) == nil && own.Size > 0
	}
	return p, nil
}

func (p *proc) fd() int { return int(p.dir.Fd()) }

// list appends the PIDs of all processes, in order.
func (p *proc) list(pids []int32) ([]int32, error) {
	if _, err := unix.Seek(p.fd(), 0, unix.SEEK_SET); err != nil {
		return nil, fmt.Errorf("list the processes in %s: %w", p.root, err)
	}
	for {
		n, err := unix.Getdents(p.fd(), p.buffer)
		if err != nil {
			return nil, fmt.Errorf("list the processes in %s: %w", p.root, err)
		}
		if n <= 0 {
			break
		}
		for rest := p.buffer[:n]; len(rest) > 0; {
			var pid uint32
			var ok bool
			if pid, ok, rest = entryNumber(rest); ok && pid > 0 {
				pids = append(pids, int32(pid))
			}
		}
	}
	if !slices.IsSorted(pids) {
		slices.Sort(pids)
	}
	return pids, nil
}

// stat returns whether a process exists, and the stat of its fd directory. It opens
// no file, so it never waits for the process.
func (p *proc) stat(pid int32) (fdStat, bool) {
	p.name = path(p.name[:0], pid)
	m, exists := statAt(p.fd(), p.name)
	if !p.counts {
		m.count = 0
	}
	return m, exists
}

func statAt(dir int, name []byte) (fdStat, bool) {
	var st unix.Statx_t
	_, _, errno := unix.Syscall6(unix.SYS_STATX, uintptr(dir), uintptr(unsafe.Pointer(&name[0])),
		unix.AT_STATX_DONT_SYNC, unix.STATX_INO|unix.STATX_SIZE, uintptr(unsafe.Pointer(&st)), 0)
	switch errno {
	case 0:
		return fdStat{dirInode: st.Ino, count: int64(st.Size)}, true
	case unix.ENOENT, unix.ESRCH:
		return fdStat{}, false
	}
	// Before Linux 4.11, and in a sandbox without statx, stat does the same.
	var old unix.Stat_t
	err := unix.Fstatat(dir, string(name[:len(name)-1]), &old, 0)
	if procfs.Denied(err) { // with hidepid=1, /proc lists other users' processes but denies entry
		return fdStat{count: unknownCount}, true
	}
	return fdStat{dirInode: old.Ino, count: old.Size}, err == nil
}

// unknownCount is the descriptor count of a process that berth may not read.
const unknownCount = -1

// path is PID/fd and the NUL that ends a C string.
func path(to []byte, pid int32) []byte {
	return append(strconv.AppendInt(to, int64(pid), 10), "/fd\x00"...)
}

// The layout of struct linux_dirent64 (getdents64(2)): d_ino, d_off, d_reclen,
// d_type, d_name.
const (
	lengthAt = 16
	nameAt   = 19
)

// entryNumber parses the first entry in a buffer of getdents64. It reports whether
// the entry's name is a number, and returns the remaining entries.
func entryNumber(buffer []byte) (n uint32, ok bool, rest []byte) {
	if len(buffer) < nameAt {
		return 0, false, nil
	}
	length := int(binary.NativeEndian.Uint16(buffer[lengthAt:]))
	if length < nameAt || length > len(buffer) {
		return 0, false, nil
	}
	name := buffer[nameAt:length]
	wide, ok := procfs.Number(name[:max(bytes.IndexByte(name, 0), 0)])
	return uint32(wide), ok && wide <= math.MaxUint32, buffer[length:]
}
