package signal

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// batch is how many descriptors are listed at a time.
const batch = 1024

// holdsAny reports whether the process whose directory this is holds one of the
// sockets.
func holdsAny(dir int, inodes []uint64) (bool, error) {
	fd, err := unix.Openat(dir, "fd", unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return false, err
	}
	list := os.NewFile(uintptr(fd), "fd")
	defer list.Close()
	for {
		names, err := list.Readdirnames(batch)
		for _, name := range names {
			target, err := readlinkAt(fd, name)
			if errors.Is(err, fs.ErrPermission) {
				return false, err // listing them needs less than reading them (CAP_SYS_PTRACE)
			}
			if err != nil {
				continue // closed meanwhile
			}
			if inode, ok := socket(target); ok && slices.Contains(inodes, inode) {
				return true, nil
			}
		}
		if len(names) == 0 {
			return false, ignoreEOF(err)
		}
	}
}

// socket reads a link like socket:[34062].
func socket(target string) (uint64, bool) {
	rest, ok := strings.CutPrefix(target, "socket:[")
	if !ok {
		return 0, false
	}
	inode, err := strconv.ParseUint(strings.TrimSuffix(rest, "]"), 10, 64)
	return inode, err == nil
}
