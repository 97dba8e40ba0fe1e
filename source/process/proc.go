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
	var buffer [procfs.Enough]byte
	data, err := r.head(pid, "stat", buffer[:])
	if err != nil {
		return procfs.Stat{}, err
	}
	return procfs.ParseStat(data)
}

// uid reads the effective user id. The owner of /proc/PID is the same on a live system,
// but not in a copy of /proc.
func (r *Reader) uid(pid int) (uint32, error) {
	var buffer [procfs.Enough]byte
	data, err := r.head(pid, "status", buffer[:])
	if err != nil {
		return 0, err
	}
	return procfs.EffectiveUser(data)
}

// groupsLimit is the most bytes read of a cgroup file. Paths of the unified hierarchy have
// at most 4 KiB (PATH_MAX); version 1 has a dozen hierarchies.
const groupsLimit = 16 << 10

// readPlace reads the systemd unit and the container of a process.
func (r *Reader) readPlace(pid int) (unit, container safe.Text) {
	data, err := r.head(pid, "cgroup", make([]byte, groupsLimit))
	if err != nil {
		return
	}
	return unitAndContainer(string(data))
}

// Command reads the command line of a process as one line of at most 4 KiB, with secrets
// masked. It is empty for kernel threads and zombies. It may contain escape sequences and
// must be sanitised before it is shown.
func (r *Reader) Command(ctx context.Context, pid int) (string, error) {
	argv, err := r.arguments(ctx, pid)
	return Mask(argv), err
}

// Bare is Command without masking.
func (r *Reader) Bare(ctx context.Context, pid int) (string, error) {
	argv, err := r.arguments(ctx, pid)
	return cut(strings.Join(argv, " "), lineLimit), err
}

// argumentsLimit is the most bytes read of a command line, which may have 2 MiB. It is
// more than is shown, because masking shortens the line.
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

// head reads the beginning of a file of a process, at most len(into) bytes. It may never
// return; the guards handle that.
func (r *Reader) head(pid int, name string, into []byte) ([]byte, error) {
	return procfs.Await(filepath.Join(r.root, strconv.Itoa(pid), name), into)
}
