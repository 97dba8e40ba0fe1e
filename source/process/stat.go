package process

import (
	"bytes"
	"errors"
	"path/filepath"
	"strconv"

	"golang.org/x/sys/unix"
)

// stat is what berth needs of /proc/PID/stat (proc_pid_stat(5)).
type stat struct {
	comm   string
	parent int32
	flags  uint64 // PF_* of include/linux/sched.h
	start  uint64 // clock ticks after boot
}

var errStat = errors.New("a stat file that makes no sense")

// Fields of a stat file, counted from the one behind the name, which is the state.
const (
	fieldParent = 1
	fieldFlags  = 6
	fieldStart  = 19
)

// parseStat reads a stat file. The name ends at the last ")", so that one with
// newlines and parentheses does no harm.
func parseStat(data []byte) (s stat, err error) {
	from, to := bytes.IndexByte(data, '('), bytes.LastIndexByte(data, ')')
	if from < 0 || to < from {
		return stat{}, errStat
	}
	s.comm = string(data[from+1 : to])
	rest := data[to+1:]
	for i := range fieldStart + 1 {
		var word []byte
		word, rest = next(rest)
		switch i {
		case fieldParent:
			n, failed := strconv.ParseInt(string(word), 10, 32)
			s.parent, err = int32(n), failed
		case fieldFlags:
			s.flags, err = strconv.ParseUint(string(word), 10, 64)
		case fieldStart:
			s.start, err = strconv.ParseUint(string(word), 10, 64)
		}
		if err != nil {
			return stat{}, errStat
		}
	}
	return s, nil
}

// next cuts the first word off a line.
func next(line []byte) (word, rest []byte) {
	line = bytes.TrimLeft(line, " ")
	if end := bytes.IndexByte(line, ' '); end >= 0 {
		return line[:end], line[end:]
	}
	return line, nil
}

var errStatus = errors.New("a status file that makes no sense")

// parseUID reads the effective user id of a status file: the second of the four
// in the line that begins with Uid (proc_pid_status(5)).
func parseUID(data []byte) (uint32, error) {
	for line := range bytes.Lines(data) {
		ids, ok := bytes.CutPrefix(line, []byte("Uid:"))
		if !ok {
			continue
		}
		if four := bytes.Fields(ids); len(four) == 4 {
			uid, err := strconv.ParseUint(string(four[1]), 10, 32)
			return uint32(uid), err
		}
		break
	}
	return 0, errStatus
}

// head reads the begin of a file of a process, as much as into holds. It is for
// files that are read of every process: package os would make an object of each
// and ask the poller to wait for it.
func (r *Reader) head(pid int, name string, into []byte) ([]byte, error) {
	fd, err := unix.Open(filepath.Join(r.root, strconv.Itoa(pid), name), unix.O_RDONLY|unix.O_CLOEXEC, 0)
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
