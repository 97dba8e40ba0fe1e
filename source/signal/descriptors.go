package signal

import (
	"os"
	"slices"

	"golang.org/x/sys/unix"

	"berth/source/procfs"
)

// chunkSize is how many descriptors are listed at a time.
const chunkSize = 1024

// holdsAny reports whether a process has one of the sockets open; dir is its directory
// in /proc.
func holdsAny(dir int, inodes []uint64) (bool, error) {
	fd, err := unix.Openat(dir, "fd", unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return false, err
	}
	list := os.NewFile(uintptr(fd), "fd")
	defer list.Close()
	for {
		names, err := list.Readdirnames(chunkSize)
		for _, name := range names {
			target, err := readlinkAt(fd, name)
			if procfs.Denied(err) {
				return false, err // reading links needs more rights than listing them (CAP_SYS_PTRACE)
			}
			if err != nil {
				continue // closed meanwhile
			}
			if inode, ok := procfs.Inode(target, "socket"); ok && slices.Contains(inodes, inode) {
				return true, nil
			}
		}
		if len(names) == 0 {
			return false, ignoreEOF(err)
		}
	}
}
