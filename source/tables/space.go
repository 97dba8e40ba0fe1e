package tables

import (
	"golang.org/x/sys/unix"

	"berth/model"
)

// Space is the network namespace with an inode that a socket is in.
func Space(inode uint32, fd int) model.SpaceID {
	cookie, err := unix.GetsockoptUint64(fd, unix.SOL_SOCKET, unix.SO_NETNS_COOKIE)
	if err != nil { // before Linux 5.14
		cookie = 0
	}
	return model.SpaceID{Inode: inode, Cookie: cookie}
}

// OwnSpace is the network namespace with an inode that the process is in.
func OwnSpace(inode uint32) model.SpaceID {
	fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return model.SpaceID{Inode: inode}
	}
	defer unix.Close(fd)
	return Space(inode, fd)
}
