package process

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"berth/model/safe"
	"berth/source/procfs"
)

// stat reads /proc/PID/stat.
func (r *Reader) stat(pid int) (procfs.Stat, error) {
	var room [procfs.Enough]byte
	data, err := r.head(pid, "stat", room[:])
	if err != nil {
		return procfs.Stat{}, err
	}
	return procfs.ParseStat(data)
}

// uid reads the effective user id. It is the owner of /proc/PID as well, but not
// where that is a copy.
func (r *Reader) uid(pid int) (uint32, error) {
	var room [procfs.Enough]byte
	data, err := r.head(pid, "status", room[:])
	if err != nil {
		return 0, err
	}
	return procfs.EffectiveUser(data)
}

// groupsLimit is the longest cgroup file that is read. The paths of the unified
// hierarchy are 4 KiB at most (PATH_MAX); version 1 has a dozen hierarchies.
const groupsLimit = 16 << 10

// place reads the systemd unit and the container of a process.
func (r *Reader) place(pid int) (unit, box safe.Text) {
	data, err := r.head(pid, "cgroup", make([]byte, groupsLimit))
	if err != nil {
		return
	}
	return placeOf(string(data))
}

// Command reads the command line of a process on one line, with secrets masked
// and cut to 4 KiB. It is empty for kernel threads and zombies. It is not yet
// fit to be shown: escapes are still in it.
func (r *Reader) Command(ctx context.Context, pid int) (string, error) {
	argv, err := r.arguments(ctx, pid)
	return Mask(argv), err
}

// Bare is Command with the secrets in it.
func (r *Reader) Bare(ctx context.Context, pid int) (string, error) {
	argv, err := r.arguments(ctx, pid)
	return cut(strings.Join(argv, " "), lineLimit), err
}

// argumentsLimit is how much of a command line is read: more than is shown, as
// masking makes it shorter. Whole it may have 2 MiB.
const argumentsLimit = 4 * lineLimit

func (r *Reader) arguments(ctx context.Context, pid int) ([]string, error) {
	var data []byte
	var failed error
	read := func() { data, failed = r.head(pid, "cmdline", make([]byte, argumentsLimit)) }
	if err := r.lines(ctx, pid, time.Duration(0), read); err != nil {
		return nil, fmt.Errorf("read the command line of process %d: %w", pid, err)
	}
	if failed != nil {
		return nil, fmt.Errorf("read the command line of process %d: %w", pid, failed)
	}
	line := strings.TrimRight(string(data), "\x00")
	if line == "" {
		return nil, nil
	}
	return strings.Split(line, "\x00"), nil
}

// head reads the begin of a file of a process, as much as into holds. It may never
// return: that is what the guards are for.
func (r *Reader) head(pid int, name string, into []byte) ([]byte, error) {
	return procfs.Await(filepath.Join(r.root, strconv.Itoa(pid), name), into)
}
