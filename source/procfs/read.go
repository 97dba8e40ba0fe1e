// Package procfs reads the files of a proc file system that are read often: stat and status of
// a process, and links that name an inode. Socket tables and files that are read rarely are
// read with github.com/prometheus/procfs.
package procfs

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// Head reads the beginning of a file, at most len(into) bytes. The name is absolute or relative
// to the directory dir. A FIFO does not block Head; it reads as an empty file.
//
// It serves files that are read in every sample: package os would allocate an object for each
// and register it with the poller.
func Head(dir int, name string, into []byte) ([]byte, error) {
	return head(dir, name, unix.O_NONBLOCK, into)
}

// Here is the working directory as the argument dir of Head.
const Here = unix.AT_FDCWD

// Await is like Head, but it blocks if the file does not answer. It may never return, so it must
// be called under a guard, which turns that into a gap: a FIFO in place of a file must not look
// like an empty file.
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

// Open opens a file if it is a regular file. A FIFO does not block Open.
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

// Gone reports whether an error means that the process has ended.
func Gone(err error) bool { return errors.Is(err, fs.ErrNotExist) || errors.Is(err, unix.ESRCH) }

// Denied reports whether an error means that berth lacks the permission.
func Denied(err error) bool { return errors.Is(err, fs.ErrPermission) }
