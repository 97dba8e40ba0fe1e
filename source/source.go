// Package source touches the machine: it reads /proc, and sends signals. It is
// the only package that composes the leaves below it, each of which knows one
// thing (socket tables, owners, processes, kernel figures, the host, signals),
// into what readers see: a model.Machine.
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

// Spec says which machine is opened.
type Spec struct {
	Root    string // of the proc file system; "/proc" where empty
	Etc     string // where passwd and services stand; "/etc" where empty
	Backend model.Backend
	// Search is how long one sample may look for owners before it leaves the rest
	// to the next; 2 s where 0, and less where all sockets have one by then. Who
	// takes one sample only grants more.
	Search   time.Duration
	ReadOnly bool // no Actor and no Tuner: look, don't touch

	// What tests set; the usual where zero.
	now         func() time.Time // when what was read is due again
	clock       func() time.Time // of the guards: when a read has had its time
	readTimeout time.Duration    // how long one process may take to answer
	ways        []tables.Way     // to read the sockets
}

// Open opens the machine that the program runs on. It fails where the proc file
// system cannot be read at all; everything less is a gap of its snapshots.
func Open(ctx context.Context, spec Spec) (*model.Machine, error) {
	if spec.Root == "" {
		spec.Root = "/proc"
	}
	if spec.Etc == "" {
		spec.Etc = "/etc"
	}
	if err := mounted(spec.Root); err != nil {
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
	if living(spec.Root) {
		m.SysctlWriter = sysctl.OpenWriter(spec.Root)
	}
	// Without an Actor the dashboard only looks. That is the right thing where
	// Root shows the processes of another PID namespace: the numbers there
	// mean other processes here.
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
	if spec.ways == nil {
		spec.ways = ways
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
	if l.tables, err = openTables(spec.Root, spec.Backend, spec.ways); err != nil {
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
	l.inspector = host.OpenInspector(spec.Root, host.Looks{
		Guard: l.details.Do, Start: l.processes.Start, Command: l.processes.Command, Unmasked: l.processes.Bare,
	})
	if l.rights, err = rights.Open(spec.Root, l.details.Do); err != nil {
		return nil, err
	}
	return l, nil
}

// mounted says in one line why root is no proc file system that can be read. A
// tree made for a test counts as one when it has the file stat or net.
func mounted(root string) error {
	var st unix.Statfs_t
	real := unix.Statfs(root, &st) == nil && st.Type == unix.PROC_SUPER_MAGIC
	names := []string{"stat"} // for a real one nobody has to list its processes
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
	return fmt.Errorf("%s is not mounted: what stands there is no proc file system", root)
}
