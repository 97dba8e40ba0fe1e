// Package source reads the machine and acts on it: it reads /proc and netlink, sends signals,
// closes sockets and sets sysctls. Each package below it does one thing (socket tables, owners,
// processes, kernel figures, host facts, signals). Only source combines them into what the
// readers use: a model.Machine.
package source

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"berth/model"
	"berth/model/safe"
	"berth/source/guard"
	"berth/source/host"
	"berth/source/owners"
	"berth/source/probe"
	"berth/source/process"
	"berth/source/rights"
	"berth/source/signal"
	"berth/source/sysctl"
	"berth/source/tables"
	"berth/source/tables/sockdiag"
)

// Spec says which machine to open.
type Spec struct {
	Root    string // the proc file system; "/proc" if empty
	Etc     string // the directory with passwd and services; "/etc" if empty
	Backend model.Backend
	// Search is how long one sample may search for owners; the rest is left to the next
	// sample. The default is 2 s, or less once every socket has an owner. A caller that
	// takes only one sample should allow more.
	Search   time.Duration
	ReadOnly bool // no Actor and no SysctlWriter: nothing can be changed

	// Set by tests; zero values mean the defaults.
	now         func() time.Time // decides when facts are read again
	clock       func() time.Time // the clock of the guards
	readTimeout time.Duration    // how long one process may take to answer
	backends    []tables.Way     // ways to read the sockets
}

// Open opens the machine that berth runs on. It fails if the proc file system cannot be read
// at all. Every smaller failure is a gap in the snapshots.
func Open(ctx context.Context, spec Spec) (*model.Machine, error) {
	if spec.Root == "" {
		spec.Root = "/proc"
	}
	if spec.Etc == "" {
		spec.Etc = "/etc"
	}
	if err := checkMounted(spec.Root); err != nil {
		return nil, err
	}
	l, err := openLocal(spec)
	if err != nil {
		return nil, err
	}
	m := &model.Machine{Name: l.host.Name().String(), Sampler: l, Inspector: l.inspector, RightsReader: l.rights, Prober: probe.Prober{}}
	if spec.ReadOnly {
		return m, nil
	}
	if isLiveProc(spec.Root) {
		m.SysctlWriter = sysctl.OpenWriter(spec.Root)
	}
	// Without an Actor nothing can be signalled or closed. That is necessary if Root shows
	// another PID namespace, where the same number means another process.
	signals, err := signal.Open(spec.Root)
	if err != nil {
		m.Frozen = safe.Sanitise(err.Error())
		return m, nil
	}
	m.Actor = actor{signals, sockdiag.Closer{}}
	return m, nil
}

func openLocal(spec Spec) (*local, error) {
	if spec.now == nil {
		spec.now = time.Now
	}
	if spec.clock == nil {
		spec.clock = time.Now
	}
	if spec.backends == nil {
		spec.backends = backends
	}
	guarded := func(kind safe.Text) *guard.Guard {
		return guard.New(kind, cmp.Or(spec.readTimeout, readTimeout), spec.clock)
	}
	l := &local{
		root:        spec.Root,
		search:      cmp.Or(spec.Search, budget),
		descriptors: guarded(safe.Say("descriptors")),
		facts:       guarded(safe.Say("processes")),
		lines:       guarded(safe.Say("command lines")),
		details:     guarded(safe.Say("process details")),
		files:       files{guarded(safe.Text{})},
		services:    sync.OnceValue(func() model.Services { return names(filepath.Join(spec.Etc, "services")) }),
	}
	var err error
	if l.tables, err = openTables(spec.Root, spec.Backend, spec.backends); err != nil {
		return nil, err
	}
	var boot, read time.Time
	if l.files.read(context.Background(), partBoot, func() { read = host.Booted(spec.Root) }) {
		boot = read
	}
	l.processes = process.Open(spec.Root, spec.Etc, boot, l.facts.Do, l.lines.Do, spec.now)
	if l.owners, err = owners.Open(spec.Root, l.descriptors.Each, l.processes.Start, spec.now); err != nil {
		return nil, err
	}
	if spec.Search == 0 {
		l.owners.Hurry(hurry)
	}
	l.host = host.Open(spec.Root)
	l.kernel = sysctl.Open(spec.Root)
	l.inspector = host.OpenInspector(spec.Root, host.ProcessReads{
		Guard: l.details.Do, Start: l.processes.Start, Command: l.processes.Command, Unmasked: l.processes.Bare,
	})
	if l.rights, err = rights.Open(spec.Root, l.details.Do); err != nil {
		return nil, err
	}
	return l, nil
}

// checkMounted returns an error of one line unless root is a readable proc file system. A tree made
// for a test is accepted if it contains stat or net.
func checkMounted(root string) error {
	var st unix.Statfs_t
	real := unix.Statfs(root, &st) == nil && st.Type == unix.PROC_SUPER_MAGIC
	names := []string{"stat"} // a real one is accepted without listing its processes
	dir, err := os.Open(root)
	if err == nil {
		defer dir.Close()
		if !real {
			names, err = dir.Readdirnames(-1)
		}
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s is not mounted: it does not exist", root)
	case errors.Is(err, unix.ENOTDIR):
		return fmt.Errorf("%s is not mounted: it is not a directory", root)
	case err != nil:
		return fmt.Errorf("read %s: %w", root, errors.Unwrap(err))
	case len(names) == 0:
		return fmt.Errorf("%s is not mounted: it is empty", root)
	case slices.Contains(names, "stat"), slices.Contains(names, "net"):
		return nil
	}
	return fmt.Errorf("%s is not mounted: it is not a proc file system", root)
}
