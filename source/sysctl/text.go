package sysctl

import (
	"errors"

	"berth/source/procfs"
)

const (
	// smallBuffer is larger than a setting of a few numbers.
	smallBuffer = 256
	// usualBuffer is larger than the counter tables of today's kernels.
	usualBuffer = 16 << 10
	// maxBuffer is larger than the longest set of ports: every second port, that is 32,768
	// numbers of at most five digits and a comma. The counters of conntrack on a thousand
	// processors are shorter.
	maxBuffer = 256 << 10
)

var errTooLong = errors.New("the file is longer than any setting of the kernel")

// text reads a file. The kernel prints a setting only into the first read(2) and silently
// truncates it to the size of that read. So if the buffer was filled, text reads the file
// again into a larger one; size is that of the first attempt. The result is valid until the
// next call.
func (r *Reader) text(path string, size int) ([]byte, error) {
	for {
		if size > len(r.buf) {
			r.buf = make([]byte, size)
		}
		text, err := procfs.Head(procfs.Here, path, r.buf[:size])
		if err != nil || len(text) < size {
			return text, err
		}
		if size *= 4; size > maxBuffer {
			return nil, errTooLong
		}
	}
}
