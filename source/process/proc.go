package process

import (
	"context"
	"fmt"
	"strings"
	"time"

	"berth/model"
)

// stat reads /proc/PID/stat. Its end is of no use: what is needed stands in the
// first 22 fields, which 1 KiB holds, with a name of 64 bytes.
func (r *Reader) stat(pid int) (stat, error) {
	var room [1024]byte
	data, err := r.head(pid, "stat", room[:])
	if err != nil {
		return stat{}, err
	}
	return parseStat(data)
}

// uid reads the effective user id. The owner of /proc/PID will not do: it is
// root for every process that may not be dumped.
func (r *Reader) uid(pid int) (uint32, error) {
	var room [1024]byte
	data, err := r.head(pid, "status", room[:])
	if err != nil {
		return 0, err
	}
	return parseUID(data)
}

// place reads the systemd unit and the container of a process.
func (r *Reader) place(pid int) (unit, box model.Safe) {
	p, err := r.fs.Proc(pid)
	if err != nil {
		return
	}
	groups, err := p.Cgroups()
	if err != nil {
		return
	}
	return placeOf(groups)
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

func (r *Reader) arguments(ctx context.Context, pid int) ([]string, error) {
	var argv []string
	var failed error
	read := func() {
		p, err := r.fs.Proc(pid)
		if err == nil {
			argv, err = p.CmdLine()
		}
		failed = err
	}
	if err := r.lines(ctx, pid, time.Duration(0), read); err != nil {
		return nil, fmt.Errorf("read the command line of process %d: %w", pid, err)
	}
	if failed != nil {
		return nil, fmt.Errorf("read the command line of process %d: %w", pid, failed)
	}
	return argv, nil
}

func trimNewline(s string) string { return strings.TrimSuffix(s, "\n") }
