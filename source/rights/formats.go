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

// hasNetBind parses a security.capability attribute (struct vfs_cap_data in
// include/uapi/linux/capability.h): a word with version and flags, then the permitted and
// inheritable sets of the lower 32 capabilities. The capability counts only if the effective
// flag is set, because few programs raise a permitted capability themselves.
func hasNetBind(value []byte) bool {
	const effective = 1
	if len(value) < 12 {
		return false
	}
	return binary.LittleEndian.Uint32(value)&effective != 0 && binary.LittleEndian.Uint32(value[4:])&netBind != 0
}

// rootWithin reports whether a user id, as berth sees it, is uid 0 in the user namespace of
// the process.
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
	return rootOutside(bytes.NewReader(text)) == int64(uid)
}

// mapLimit is the most bytes read of a uid_map, which has at most 340 lines (since Linux 4.15).
const mapLimit = 64 << 10

// rootOutside returns the outside user id of uid 0 in a uid_map, or -1. Its lines contain the
// first id inside, the first id outside, and the count.
func rootOutside(r io.Reader) int64 {
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		var inside, outside, count int64
		if _, err := fmt.Sscan(strings.TrimSpace(lines.Text()), &inside, &outside, &count); err == nil && inside == 0 && count > 0 {
			return outside
		}
	}
	return -1
}
