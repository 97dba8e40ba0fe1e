package procfs

import (
	"errors"
	"math"
	"os"
	"path/filepath"
)

// Text is what a link or the name of a directory entry is read into.
type Text interface{ ~string | ~[]byte }

// Inode takes the number out of a link like socket:[34062]. It reports false for a
// link of any other kind.
func Inode[T Text](link T, kind string) (uint64, bool) {
	open, last := len(kind), len(link)-1
	if last <= open+1 || string(link[:open]) != kind || link[open] != ':' || link[open+1] != '[' || link[last] != ']' {
		return 0, false
	}
	return Number(link[open+2 : last])
}

// Number reads a decimal number, and nothing beside it.
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

// NetNS is the inode of the network namespace that the reading process is in. The
// link names it on a live machine and in a written tree alike.
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
