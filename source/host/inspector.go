package host

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/procfs"

	"berth/model"
	"berth/model/safe"
)

// deadline is how long the user waits for the details of a process.
const deadline = time.Second

// Limits of what is shown.
const (
	textLimit  = 4 << 10
	childLimit = 100
)

// Guard runs a read of one process that may never return; more is extra time for it. If
// Guard returns an error, the read may still be running, and nothing that it writes may be
// used.
type Guard func(ctx context.Context, pid int, more time.Duration, read func()) error

// ProcessReads are the functions of other packages that read a process.
type ProcessReads struct {
	Guard    Guard
	Start    func(pid int) (uint64, error)                      // in clock ticks since boot
	Command  func(ctx context.Context, pid int) (string, error) // secrets masked, not yet escaped
	Unmasked func(ctx context.Context, pid int) (string, error) // with the secrets, not yet escaped
}

// Inspector reads the details of one process. It is safe for concurrent use.
type Inspector struct {
	root  string
	reads ProcessReads
}

// OpenInspector returns an Inspector for the proc file system at root.
func OpenInspector(root string, reads ProcessReads) *Inspector { return &Inspector{root, reads} }

// Detail implements model.Inspector. It fails with model.ErrGone if the PID belongs to
// another process, before the read or after it.
func (p *Inspector) Detail(ctx context.Context, id model.ProcessID) (*model.Detail, error) {
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	var d model.Detail
	var found bool
	err := p.reads.Guard(ctx, int(id.PID), deadline, func() {
		if found = p.same(id); found {
			d = p.read(ctx, id.PID)
		}
	})
	switch {
	case err != nil:
		return nil, fmt.Errorf("read process %d: %w", id.PID, err)
	case !found:
		return nil, model.ErrGone
	}
	d.Command = safe.Format("[%s]", d.Name)
	if line, err := p.reads.Command(ctx, int(id.PID)); err == nil && line != "" {
		d.Command = safe.Escape(line).Cut(textLimit)
	}
	if !p.same(id) {
		return nil, model.ErrGone
	}
	return &d, nil
}

// Command implements model.Inspector.
func (p *Inspector) Command(ctx context.Context, id model.ProcessID) (safe.Text, error) {
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	line, err := p.reads.Unmasked(ctx, int(id.PID))
	switch {
	case !p.same(id):
		return safe.Text{}, model.ErrGone
	case err != nil:
		return safe.Text{}, err
	}
	return safe.Escape(line).Cut(textLimit), nil
}

// same reports whether the PID still belongs to the process.
func (p *Inspector) same(id model.ProcessID) bool {
	start, err := p.reads.Start(int(id.PID))
	return err == nil && start == id.Start
}

// read reads the files that do not wait for the memory of the process. Facts that cannot be
// read stay unknown.
func (p *Inspector) read(ctx context.Context, pid int32) (d model.Detail) {
	d = model.Detail{Name: safe.Escape(p.comm(pid)), CPU: -1}
	proc, err := procfs.NewFS(p.root)
	if err != nil {
		return d
	}
	d.Children = p.children(ctx, proc, pid)
	process, err := proc.Proc(int(pid))
	if err != nil {
		return d
	}
	if cwd, err := process.Cwd(); err == nil && cwd != "" {
		d.Cwd = safe.Escape(cwd).Cut(textLimit)
	}
	if s, err := statOf(process); err == nil {
		d.Memory = model.Reading{Value: int64(s.ResidentMemory()), Known: true}
		d.Threads = model.Reading{Value: int64(s.NumThreads), Known: true}
		d.CPU = p.percent(s)
	}
	d.Files, d.MayOpen = files(process)
	return d
}

// files returns how many descriptors a process has and how many it may have. Only the user
// of the process and root may count them.
func files(process procfs.Proc) (open, limit model.Reading) {
	if n, err := process.FileDescriptorsLen(); err == nil {
		open = model.Reading{Value: int64(n), Known: true}
	}
	if limits, err := process.Limits(); err == nil && limits.OpenFiles > 0 {
		limit = model.Reading{Value: int64(min(limits.OpenFiles, math.MaxInt64)), Known: true}
	}
	return open, limit
}

// statOf reads /proc/PID/stat. procfs panics if the file is truncated after the name.
func statOf(process procfs.Proc) (s procfs.ProcStat, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("read a process: %v", p)
		}
	}()
	return process.Stat()
}

// ticks is the number of clock ticks per second in /proc: 100 on every architecture that Go
// supports.
const ticks = 100

// percent returns the average CPU use of a process since its start, in percent of one CPU,
// or -1 if it is unknown.
func (p *Inspector) percent(s procfs.ProcStat) float64 {
	up, ok := uptime(p.root)
	if !ok {
		return -1
	}
	age := max(up.Seconds()-float64(s.Starttime)/ticks, 1)
	return 100 * s.CPUTime() / age
}

// comm returns the name of a process without the newline at its end.
func (p *Inspector) comm(pid int32) string {
	name, err := os.ReadFile(filepath.Join(p.root, strconv.Itoa(int(pid)), "comm"))
	if err != nil {
		return "?"
	}
	return strings.TrimSuffix(string(name), "\n")
}

// children lists the children of a process, ordered by PID.
func (p *Inspector) children(ctx context.Context, proc procfs.FS, parent int32) []model.Process {
	all, err := proc.AllProcs()
	if err != nil {
		return nil
	}
	slices.SortFunc(all, func(a, b procfs.Proc) int { return a.PID - b.PID })
	var children []model.Process
	for _, process := range all {
		if ctx.Err() != nil || len(children) == childLimit {
			break
		}
		if s, err := statOf(process); err != nil || int32(s.PPID) != parent {
			continue
		}
		if start, err := p.reads.Start(process.PID); err == nil {
			id := model.ProcessID{PID: int32(process.PID), Start: start}
			children = append(children, model.Process{ID: id, Parent: parent, Name: safe.Sanitise(p.comm(id.PID))})
		}
	}
	return children
}
