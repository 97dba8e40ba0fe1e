package signal

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"

	"berth/model/procstat"
)

// readStat reads stat through the directory that is held: by its path another
// process may stand there by now.
func readStat(dir int) (procstat.Stat, error) {
	data, err := readAt(dir, "stat")
	if err != nil {
		return procstat.Stat{}, err
	}
	return procstat.Parse(data)
}

// program tells one program from the next that exec puts in its place: PID and
// start time stay. Addresses change with every exec, where they are random and
// may be read; the name and the file are the rest.
type program struct{ comm, exe, code string }

func programOf(dir int, s procstat.Stat) program {
	exe, err := readlinkAt(dir, "exe")
	if err != nil {
		exe = "" // another user's, or a zombie's
	}
	return program{s.Comm, exe, s.Code}
}

// readAt reads a file of the directory, at most a page: stat is shorter.
// O_NONBLOCK keeps a FIFO in its place from holding us.
func readAt(dir int, name string) ([]byte, error) {
	fd, err := unix.Openat(dir, name, unix.O_RDONLY|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer closeAll(fd)
	data := make([]byte, os.Getpagesize())
	n, err := unix.Read(fd, data)
	if err != nil {
		return nil, err
	}
	return data[:n], nil
}

func readlinkAt(dir int, name string) (string, error) {
	target := make([]byte, unix.PathMax)
	n, err := unix.Readlinkat(dir, name, target)
	if err != nil {
		return "", err
	}
	return string(target[:n]), nil
}

// gone reports the errors that /proc gives for a process that has ended.
func gone(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, unix.ESRCH)
}
