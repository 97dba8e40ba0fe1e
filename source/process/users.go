package process

import (
	"bufio"
	"io"
	"strconv"
	"strings"
	"syscall"
	"time"

	"berth/model/safe"
	"berth/source/procfs"
)

// Bounds of what is read of a passwd file and shown of a name.
const (
	passwdLimit = 8 << 20
	nameLimit   = 64 // LOGIN_NAME_MAX is 256, useradd takes 32
)

// users names user ids out of a passwd file. It asks no name service: that
// would load code and might wait for a network.
type users struct {
	path  string
	stamp stamp
	names map[uint32]safe.Text
	check time.Time // of the next look at the stamp
	now   func() time.Time
}

// stamp tells whether a file has changed.
type stamp struct {
	modified time.Time
	size     int64
	inode    uint64
}

func newUsers(path string) *users { return &users{path: path, now: time.Now} }

// name is the name of a user, or its number where no name is known.
func (u *users) name(uid uint32) safe.Text {
	if now := u.now(); !now.Before(u.check) {
		u.check = now.Add(time.Second)
		u.renew()
	}
	if name, ok := u.names[uid]; ok {
		return name
	}
	return safe.Number(uid)
}

// renew reads the file again where it has changed. A file that cannot be read
// leaves the numbers.
func (u *users) renew() {
	file, err := procfs.Open(u.path)
	if err != nil {
		u.names, u.stamp = nil, stamp{}
		return
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		u.names, u.stamp = nil, stamp{}
		return
	}
	now := stamp{modified: info.ModTime(), size: info.Size()}
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		now.inode = st.Ino
	}
	if now == u.stamp {
		return
	}
	u.names, u.stamp = parsePasswd(io.LimitReader(file, passwdLimit)), now
}

// parsePasswd reads the lines of passwd(5). Those that make no sense are
// skipped; the first name of a user counts, as in the C library.
func parsePasswd(r io.Reader) map[uint32]safe.Text {
	names := map[uint32]safe.Text{}
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		fields := strings.SplitN(lines.Text(), ":", 4)
		if len(fields) < 4 || fields[0] == "" {
			continue
		}
		uid, err := strconv.ParseUint(fields[2], 10, 32)
		if err != nil {
			continue
		}
		if _, ok := names[uint32(uid)]; !ok {
			names[uint32(uid)] = safe.Sanitise(fields[0]).Cut(nameLimit)
		}
	}
	return names
}
