package sysctl

import (
	"errors"

	"berth/source/procfs"
)

const (
	// short is more than a setting of a few numbers.
	short = 256
	// usual is more than the tables of counters of today's kernels.
	usual = 16 << 10
	// longest is more than the kernel can print of a set of ports: its worst is
	// every second port, 32,768 numbers of at most five digits and a comma. The
	// counters of conntrack on a thousand processors are shorter.
	longest = 256 << 10
)

var errTooLong = errors.New("longer than anything the kernel prints there")

// text reads a file, into a buffer of a size at first. The kernel prints a setting
// into the first read(2) alone and cuts it to the size of that read without a word,
// so where the buffer was filled, it is read again into a larger one. What it
// returns is good until the next reading.
func (r *Reader) text(path string, size int) ([]byte, error) {
	for {
		if size > len(r.buf) {
			r.buf = make([]byte, size)
		}
		text, err := procfs.Head(procfs.Here, path, r.buf[:size])
		if err != nil || len(text) < size {
			return text, err
		}
		if size *= 4; size > longest {
			return nil, errTooLong
		}
	}
}
