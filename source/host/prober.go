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
	"github.com/shirou/gopsutil/v3/host"
	"github.com/shirou/gopsutil/v3/process"

	"berth/model"
)

// deadline is how long a person waits for the details of a process.
const deadline = time.Second

// Bounds of what is shown.
const (
	textLimit  = 4 << 10
	childLimit = 100
)

// Guard runs a read of one process that may never return, and grants it more
// time than usual. When it returns an error the read may still be running:
// nothing that it writes may be looked at.
type Guard func(ctx context.Context, pid int, more time.Duration, read func()) error

// Looks are how other rooms of the source look at a process.
type Looks struct {
	Guard   Guard
	Start   func(pid int) (uint64, error)                      // in clock ticks since boot
	Command func(ctx context.Context, pid int) (string, error) // secrets masked, not yet escaped
	Bare    func(ctx context.Context, pid int) (string, error) // with the secrets, not yet escaped
}

// Prober looks closely at one process. It is safe for several goroutines.
//
// Some of gopsutil's calls are left alone: Process.Children runs pgrep,
// NewProcess sends a signal where /proc is not a mount, and whatever reads
// /proc/PID/stat (CPU time, parent) looks into the environment of process 1.
type Prober struct {
	root  string
	looks Looks
}

// OpenProber makes a Prober over the proc file system at root.
func OpenProber(root string, looks Looks) *Prober { return &Prober{root, looks} }

// Detail implements model.Prober. It fails with model.ErrGone where the PID
// does not mean this process, or stops to mean it meanwhile.
func (p *Prober) Detail(ctx context.Context, id model.ProcessID) (*model.Detail, error) {
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	var d model.Detail
	var found bool
	err := p.looks.Guard(ctx, int(id.PID), deadline, func() {
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
	d.Command = model.Concat(model.Say("["), d.Name, model.Say("]"))
	if line, err := p.looks.Command(ctx, int(id.PID)); err == nil && line != "" {
		d.Command = model.Escape(line).Cut(textLimit)
	}
	if !p.same(id) {
		return nil, model.ErrGone
	}
	return &d, nil
}

// Command implements model.Prober.
func (p *Prober) Command(ctx context.Context, id model.ProcessID) (model.Safe, error) {
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	line, err := p.looks.Bare(ctx, int(id.PID))
	switch {
	case !p.same(id):
		return model.Safe{}, model.ErrGone
	case err != nil:
		return model.Safe{}, err
	}
	return model.Escape(line).Cut(textLimit), nil
}

// same reports whether the PID still means the process.
func (p *Prober) same(id model.ProcessID) bool {
	start, err := p.looks.Start(int(id.PID))
	return err == nil && start == id.Start
}

// read reads what does not wait for the memory of the process. Whatever cannot
// be read stays unknown.
func (p *Prober) read(ctx context.Context, pid int32) (d model.Detail) {
	d = model.Detail{Name: model.Escape(p.comm(pid)), CPU: -1}
	defer func() { _ = recover() }() // gopsutil panics on files that make no sense
	ctx = under(ctx, p.root)
	one := &process.Process{Pid: pid}
	if cwd, err := one.CwdWithContext(ctx); err == nil {
		d.Cwd = model.Escape(cwd).Cut(textLimit)
	}
	d.Children = p.children(ctx, pid)
	if memory, err := one.MemoryInfoWithContext(ctx); err == nil {
		d.Memory = model.Reading{Value: int64(memory.RSS), Known: true}
	}
	if threads, err := one.NumThreadsWithContext(ctx); err == nil && threads > 0 { // 0 where the line is missing
		d.Threads = model.Reading{Value: int64(threads), Known: true}
	}
	if stat, err := p.stat(pid); err == nil {
		d.CPU = percent(ctx, stat)
	}
	d.Files, d.MayOpen = p.files(pid)
	return d
}

// files are how many descriptors a process has, which its own user and root may
// count, and how many it may have.
func (p *Prober) files(pid int32) (open, most model.Reading) {
	fs, err := procfs.NewFS(p.root)
	if err != nil {
		return open, most
	}
	proc, err := fs.Proc(int(pid))
	if err != nil {
		return open, most
	}
	if n, err := proc.FileDescriptorsLen(); err == nil {
		open = model.Reading{Value: int64(n), Known: true}
	}
	if limits, err := proc.Limits(); err == nil && limits.OpenFiles > 0 {
		most = model.Reading{Value: int64(min(limits.OpenFiles, math.MaxInt64)), Known: true}
	}
	return open, most
}

func (p *Prober) stat(pid int32) (procfs.ProcStat, error) {
	proc, err := procfs.NewFS(p.root)
	if err != nil {
		return procfs.ProcStat{}, err
	}
	one, err := proc.Proc(int(pid))
	if err != nil {
		return procfs.ProcStat{}, err
	}
	return one.Stat()
}

// ticks is how many clock ticks /proc counts in a second, on every architecture
// that Go has.
const ticks = 100

// percent is what a process took of one CPU since it was started, -1 where that
// cannot be told.
func percent(ctx context.Context, stat procfs.ProcStat) float64 {
	up, err := host.UptimeWithContext(ctx)
	if err != nil {
		return -1
	}
	// In whole seconds, as the kernel tells the uptime.
	lived := max(float64(up)-float64(stat.Starttime)/ticks, 1)
	return 100 * stat.CPUTime() / lived
}

// comm is the name as it stands in the kernel, without the newline behind it.
func (p *Prober) comm(pid int32) string {
	name, err := os.ReadFile(filepath.Join(p.root, strconv.Itoa(int(pid)), "comm"))
	if err != nil {
		return "?"
	}
	return strings.TrimSuffix(string(name), "\n")
}

// children are the processes whose parent this is, by PID.
func (p *Prober) children(ctx context.Context, parent int32) []model.Process {
	pids, err := process.PidsWithContext(ctx)
	if err != nil {
		return nil
	}
	slices.Sort(pids)
	var children []model.Process
	for _, pid := range pids {
		if ctx.Err() != nil || len(children) == childLimit {
			break
		}
		if stat, err := p.stat(pid); err != nil || int32(stat.PPID) != parent {
			continue
		}
		if start, err := p.looks.Start(int(pid)); err == nil {
			id := model.ProcessID{PID: pid, Start: start}
			children = append(children, model.Process{ID: id, Parent: parent, Name: model.Sanitise(p.comm(pid))})
		}
	}
	return children
}
