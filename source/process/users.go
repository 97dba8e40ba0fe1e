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

// Limits for a passwd file and for a user name.
const (
	passwdLimit = 8 << 20
	nameLimit   = 64 // LOGIN_NAME_MAX is 256, useradd accepts 32
)

// users maps user ids to names from a passwd file. It uses no name service, which would
// load code and might wait for a network.
type users struct {
	path    string
	version version
	names   map[uint32]safe.Text
	check   time.Time // when to check the file next
	now     func() time.Time
}

// version tells whether a file has changed.
type version struct {
	modified time.Time
	size     int64
	inode    uint64
}

func newUsers(path string) *users { return &users{path: path, now: time.Now} }

// name returns the name of a user, or the number if the name is unknown.
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

// renew reads the file again if it has changed. If the file cannot be read, no names are
// known.
func (u *users) renew() {
	file, err := procfs.Open(u.path)
	if err != nil {
		u.names, u.version = nil, version{}
		return
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		u.names, u.version = nil, version{}
		return
	}
	now := version{modified: info.ModTime(), size: info.Size()}
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		now.inode = st.Ino
	}
	if now == u.version {
		return
	}
	u.names, u.version = parsePasswd(io.LimitReader(file, passwdLimit)), now
}

// parsePasswd parses a passwd(5) file. It skips malformed lines. The first name of a user
// wins, as in the C library.
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
