package procfs

import (
	"errors"
	"math"
	"os"
	"path/filepath"
)

// Text is the type of a link or of the name of a directory entry.
type Text interface{ ~string | ~[]byte }

// Inode parses the inode in a link like socket:[34062]. It returns false for links of another
// kind.
func Inode[T Text](link T, kind string) (uint64, bool) {
	open, last := len(kind), len(link)-1
	if last <= open+1 || string(link[:open]) != kind || link[open] != ':' || link[open+1] != '[' || link[last] != ']' {
		return 0, false
	}
	return Number(link[open+2 : last])
}

// Number parses a text that is a decimal number and nothing else.
func Number[T Text](text T) (n uint64, ok bool) {
	for i := range len(text) {
		digit := uint64(text[i]) - '0'
		if digit > 9 || n > (math.MaxUint64-digit)/10 {
			return 0, false
		}
		n = 10*n + digit
	}
	return n, len(text) > 0
}

// NetNS returns the inode of the network namespace of this process. It reads the link
// self/ns/net, so it works in a copy of /proc, too.
func NetNS(root string) (uint32, error) {
	target, err := os.Readlink(filepath.Join(root, "self/ns/net"))
	if err != nil {
		return 0, err
	}
	if n, ok := Inode(target, "net"); ok && n <= math.MaxUint32 {
		return uint32(n), nil
	}
	return 0, errors.New("not understood")
}
