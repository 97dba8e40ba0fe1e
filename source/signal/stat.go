package signal

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// Flags of include/linux/sched.h.
const (
	exiting = 0x00000004 // PF_EXITING
	kthread = 0x00200000 // PF_KTHREAD
)

// stat is what matters here of /proc/PID/stat. procfs reads the same file, but
// by its path, where another process may stand by now; this one is read through
// the directory that is held.
type stat struct {
	pid   int
	comm  string
	state byte
	ppid  int
	flags uint64
	start uint64 // clock ticks since boot
	code  string // where the program and its stack lie in memory; 0 without permission to trace it
}

// Fields of /proc/PID/stat behind the name, counted from the state (field 3 of
// proc_pid_stat(5)).
const (
	fieldState = 0
	fieldPPID  = 1
	fieldFlags = 6
	fieldStart = 19
	fieldCode  = 23
	fieldStack = 25
)

func readStat(dir int) (stat, error) {
	data, err := readAt(dir, "stat")
	if err != nil {
		return stat{}, err
	}
	return parseStat(data)
}

// parseStat finds the end of the name by the last parenthesis: the name may
// hold newlines and parentheses, what follows it does not.
func parseStat(data []byte) (stat, error) {
	open, end := bytes.IndexByte(data, '('), bytes.LastIndexByte(data, ')')
	if open < 1 || end < open {
		return stat{}, errors.New("no name in it")
	}
	fields := bytes.Fields(data[end+1:])
	if len(fields) <= fieldStack {
		return stat{}, fmt.Errorf("only %d fields in it", len(fields))
	}
	s := stat{
		comm:  string(data[open+1 : end]),
		state: fields[fieldState][0],
		code:  string(fields[fieldCode]) + " " + string(fields[fieldStack]),
	}
	var pid, ppid uint64
	for _, f := range []struct {
		text []byte
		to   *uint64
	}{
		{bytes.TrimSpace(data[:open]), &pid},
		{fields[fieldPPID], &ppid},
		{fields[fieldFlags], &s.flags},
		{fields[fieldStart], &s.start},
	} {
		n, err := strconv.ParseUint(string(f.text), 10, 64)
		if err != nil {
			return stat{}, err
		}
		*f.to = n
	}
	s.pid, s.ppid = int(pid), int(ppid)
	return s, nil
}

// ended reports a process that has ended and only waits for its parent to ask how.
func (s stat) ended() bool { return s.state == 'Z' || s.state == 'X' || s.state == 'x' }

// program tells one program from the next that exec puts in its place: PID and
// start time stay. Addresses change with every exec, where they are random and
// may be read; the name and the file are the rest.
type program struct{ comm, exe, code string }

func programOf(dir int, s stat) program {
	exe, err := readlinkAt(dir, "exe")
	if err != nil {
		exe = "" // another user's, or a zombie's
	}
	return program{s.comm, exe, s.code}
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
