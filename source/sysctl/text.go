package sysctl

import (
	"errors"

	"golang.org/x/sys/unix"
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

// once reads a setting. The kernel prints it into the first read(2) alone and
// cuts it to the size of that read without a word, so where the buffer was
// filled it is read anew into a larger one. What it returns is good until the
// next reading.
func (r *Reader) once(path string, size int) ([]byte, error) {
	for {
		if size > len(r.buf) {
			r.buf = make([]byte, size)
		}
		n, err := r.read(path, size, 1)
		if err != nil || n < size {
			return r.buf[:n], err
		}
		if size *= 4; size > longest {
			return nil, errTooLong
		}
	}
}

// whole reads a file that goes on from one read(2) to the next.
func (r *Reader) whole(path string) ([]byte, error) {
	for {
		n, err := r.read(path, len(r.buf), -1)
		if err != nil || n < len(r.buf) {
			return r.buf[:n], err
		}
		if 4*len(r.buf) > longest {
			return nil, errTooLong
		}
		r.buf = make([]byte, 4*len(r.buf))
	}
}

// read fills the buffer up to a size, with a number of reads; -1 for as many as
// it takes. Whatever stands at the path, it does not wait.
func (r *Reader) read(path string, size, reads int) (n int, err error) {
	fd, err := unix.Open(path, unix.O_RDONLY|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		return 0, err
	}
	defer unix.Close(fd)
	for ; reads != 0 && n < size; reads-- {
		more, err := unix.Read(fd, r.buf[n:size])
		if err == unix.EINTR {
			reads++
			continue
		}
		if err != nil {
			return 0, err
		}
		if more == 0 {
			break
		}
		n += more
	}
	return n, nil
}
