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
	Guard    Guard
	Start    func(pid int) (uint64, error)                      // in clock ticks since boot
	Command  func(ctx context.Context, pid int) (string, error) // secrets masked, not yet escaped
	Unmasked func(ctx context.Context, pid int) (string, error) // with the secrets, not yet escaped
}

// Inspector looks closely at one process. It is safe for several goroutines.
type Inspector struct {
	root  string
	looks Looks
}

// OpenInspector makes a Prober over the proc file system at root.
func OpenInspector(root string, looks Looks) *Inspector { return &Inspector{root, looks} }

// Detail implements model.Prober. It fails with model.ErrGone where the PID
// does not mean this process, or stops to mean it meanwhile.
func (p *Inspector) Detail(ctx context.Context, id model.ProcessID) (*model.Detail, error) {
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
	d.Command = safe.Concat(safe.Say("["), d.Name, safe.Say("]"))
	if line, err := p.looks.Command(ctx, int(id.PID)); err == nil && line != "" {
		d.Command = safe.Escape(line).Cut(textLimit)
	}
	if !p.same(id) {
		return nil, model.ErrGone
	}
	return &d, nil
}

// Command implements model.Prober.
func (p *Inspector) Command(ctx context.Context, id model.ProcessID) (safe.Text, error) {
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	line, err := p.looks.Unmasked(ctx, int(id.PID))
	switch {
	case !p.same(id):
		return safe.Text{}, model.ErrGone
	case err != nil:
		return safe.Text{}, err
	}
	return safe.Escape(line).Cut(textLimit), nil
}

// same reports whether the PID still means the process.
func (p *Inspector) same(id model.ProcessID) bool {
	start, err := p.looks.Start(int(id.PID))
	return err == nil && start == id.Start
}

// read reads what does not wait for the memory of the process. Whatever cannot
// be read stays unknown.
func (p *Inspector) read(ctx context.Context, pid int32) (d model.Detail) {
	d = model.Detail{Name: safe.Escape(p.comm(pid)), CPU: -1}
	proc, err := procfs.NewFS(p.root)
	if err != nil {
		return d
	}
	d.Children = p.children(ctx, proc, pid)
	one, err := proc.Proc(int(pid))
	if err != nil {
		return d
	}
	if cwd, err := one.Cwd(); err == nil && cwd != "" {
		d.Cwd = safe.Escape(cwd).Cut(textLimit)
	}
	if s, err := statOf(one); err == nil {
		d.Memory = model.Reading{Value: int64(s.ResidentMemory()), Known: true}
		d.Threads = model.Reading{Value: int64(s.NumThreads), Known: true}
		d.CPU = p.percent(s)
	}
	d.Files, d.MayOpen = files(one)
	return d
}

// files are how many descriptors a process has, which its own user and root may
// count, and how many it may have.
func files(one procfs.Proc) (open, most model.Reading) {
	if n, err := one.FileDescriptorsLen(); err == nil {
		open = model.Reading{Value: int64(n), Known: true}
	}
	if limits, err := one.Limits(); err == nil && limits.OpenFiles > 0 {
		most = model.Reading{Value: int64(min(limits.OpenFiles, math.MaxInt64)), Known: true}
	}
	return open, most
}

// statOf reads /proc/PID/stat. procfs panics where the file is cut behind the name.
func statOf(one procfs.Proc) (s procfs.ProcStat, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("read a process: %v", p)
		}
	}()
	return one.Stat()
}

// ticks is how many clock ticks /proc counts in a second, on every architecture
// that Go has.
const ticks = 100

// percent is what a process took of one CPU since it was started, -1 where that
// cannot be told.
func (p *Inspector) percent(s procfs.ProcStat) float64 {
	up, ok := uptime(p.root)
	if !ok {
		return -1
	}
	lived := max(up.Seconds()-float64(s.Starttime)/ticks, 1)
	return 100 * s.CPUTime() / lived
}

// comm is the name as it stands in the kernel, without the newline behind it.
func (p *Inspector) comm(pid int32) string {
	name, err := os.ReadFile(filepath.Join(p.root, strconv.Itoa(int(pid)), "comm"))
	if err != nil {
		return "?"
	}
	return strings.TrimSuffix(string(name), "\n")
}

// children are the processes whose parent this is, by PID.
func (p *Inspector) children(ctx context.Context, proc procfs.FS, parent int32) []model.Process {
	all, err := proc.AllProcs()
	if err != nil {
		return nil
	}
	slices.SortFunc(all, func(a, b procfs.Proc) int { return a.PID - b.PID })
	var children []model.Process
	for _, one := range all {
		if ctx.Err() != nil || len(children) == childLimit {
			break
		}
		if s, err := statOf(one); err != nil || int32(s.PPID) != parent {
			continue
		}
		if start, err := p.looks.Start(one.PID); err == nil {
			id := model.ProcessID{PID: int32(one.PID), Start: start}
			children = append(children, model.Process{ID: id, Parent: parent, Name: safe.Sanitise(p.comm(id.PID))})
		}
	}
	return children
}
