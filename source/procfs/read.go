// Package procfs opens the files of a proc file system that are read often, and
// reads their formats: what the kernel writes about a process in stat and status,
// and the links that name an inode. The tables and whatever is read rarely are
// read with github.com/prometheus/procfs.
package procfs

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// Head reads the begin of a file, as much as into holds. The name is a path, or
// one from the directory dir on. A FIFO in the place of the file does not hold the
// reader: it is read as an empty file.
//
// It is for files that are read at every sample: package os would make an object
// of each and register it with the poller.
func Head(dir int, name string, into []byte) ([]byte, error) {
	return head(dir, name, unix.O_NONBLOCK, into)
}

// Here is the directory from which Head reads a relative path: the working one.
const Here = unix.AT_FDCWD

// Await is Head, but waits where the file does not answer. It may never return,
// and so is called under a guard, which makes a gap of that: a file that was
// replaced by a FIFO must not look like an empty one.
func Await(path string, into []byte) ([]byte, error) { return head(Here, path, 0, into) }

func head(dir int, name string, flags int, into []byte) ([]byte, error) {
	fd, err := unix.Openat(dir, name, unix.O_RDONLY|unix.O_CLOEXEC|flags, 0)
	if err != nil {
		return nil, err
	}
	defer unix.Close(fd)
	read := 0
	for read < len(into) {
		n, err := unix.Read(fd, into[read:])
		if err == unix.EINTR {
			continue
		}
		if err != nil {
			return nil, err
		}
		if n == 0 {
			break
		}
		read += n
	}
	return into[:read], nil
}

// Open opens a regular file, and nothing else. A FIFO in its place does not hold
// the caller.
func Open(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDONLY|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = &fs.PathError{Op: "open", Path: path, Err: errNotRegular}
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}

var errNotRegular = errors.New("not a regular file")

// Gone reports the two errors that the files of a process give when it has ended.
func Gone(err error) bool { return errors.Is(err, fs.ErrNotExist) || errors.Is(err, unix.ESRCH) }

// Denied reports that the reader lacks the permission.
func Denied(err error) bool { return errors.Is(err, fs.ErrPermission) }
