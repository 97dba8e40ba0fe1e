package process

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/prometheus/procfs"

	"berth/model"
)

// stat reads /proc/PID/stat. procfs finds the end of the name by the last ")",
// so a name with newlines and parentheses does no harm; but it panics where the
// file is cut behind the name, which must not end the dashboard.
func (r *Reader) stat(pid int) (s procfs.ProcStat, err error) {
	defer rescue(&err)
	p, err := r.fs.Proc(pid)
	if err != nil {
		return s, err
	}
	return p.Stat()
}

// uid reads the effective user id. The owner of /proc/PID will not do: it is
// root for every process that may not be dumped.
func (r *Reader) uid(pid int) (uid uint32, err error) {
	defer rescue(&err)
	p, err := r.fs.Proc(pid)
	if err != nil {
		return 0, err
	}
	status, err := p.NewStatus()
	return uint32(status.UIDs[1]), err
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

// rescue turns a panic of procfs over a file that makes no sense into an error.
func rescue(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("read a process: %v", p)
	}
}

func trimNewline(s string) string { return strings.TrimSuffix(s, "\n") }
