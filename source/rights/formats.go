package rights

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"strings"

	"berth/source/procfs"
)

// permits reads a security.capability attribute (struct vfs_cap_data of
// include/uapi/linux/capability.h): a word of version and flags, then permitted
// and inheritable of the lower 32 capabilities. It counts when the effective
// flag is set, because few programs raise a permitted capability themselves.
func permits(value []byte) bool {
	const effective = 1
	if len(value) < 12 {
		return false
	}
	return binary.LittleEndian.Uint32(value)&effective != 0 && binary.LittleEndian.Uint32(value[4:])&netBind != 0
}

// rootWithin reports whether a user, as we see it, is uid 0 in the user
// namespace of the process.
func (r *Reader) rootWithin(pid int, uid uint32) bool {
	ours, err := os.Stat(r.path(os.Getpid(), "ns", "user"))
	theirs, other := os.Stat(r.path(pid, "ns", "user"))
	if err != nil || other != nil || os.SameFile(ours, theirs) {
		return uid == 0
	}
	text, err := procfs.Await(r.path(pid, "uid_map"), make([]byte, mapLimit))
	if err != nil {
		return uid == 0
	}
	return zeroOf(bytes.NewReader(text)) == int64(uid)
}

// mapLimit bounds what is read of a map: 340 lines at most, since Linux 4.15.
const mapLimit = 64 << 10

// zeroOf finds the user out here that is uid 0 of a namespace, in its uid_map:
// lines of inside, outside, count. It is -1 where there is none.
func zeroOf(r io.Reader) int64 {
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		var inside, outside, count int64
		if _, err := fmt.Sscan(strings.TrimSpace(lines.Text()), &inside, &outside, &count); err == nil && inside == 0 && count > 0 {
			return outside
		}
	}
	return -1
}
