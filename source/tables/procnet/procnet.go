// Package procnet reads the kernel's socket tables as text: /proc/net/tcp, tcp6, udp
// and udp6, through prometheus/procfs. Reading them needs neither privilege nor
// netlink, and every Linux has them.
package procnet

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	prom "github.com/prometheus/procfs"

	"berth/model"
	"berth/model/safe"
	"berth/source/procfs"
	"berth/source/tables"
)

// live is the proc file system of the machine that berth runs on.
const live = "/proc"

// Backend reads the socket tables of the network namespace of this process. Only one
// goroutine at a time uses it.
type Backend struct {
	root    string
	proc    prom.FS
	pending chan reading
	size    int           // number of sockets in the last read
	space   model.SpaceID // of the last read; its cookie is asked for once
}

// reading is the outcome of one read of the tables.
type reading struct {
	sockets  []model.Socket
	netns    uint32
	gaps     []model.Gap
	err      error
	panicked any // a panic
}

// Way reads the sockets of a proc file system with this package.
var Way = tables.Way{
	Name: model.Procfs.Name(), From: safe.Say("/proc/net"), Limit: 2 * time.Second,
	Open: func(root string) (tables.Tables, error) {
		b, err := Open(root)
		if err != nil {
			return nil, err
		}
		return b, nil
	},
}

// Open takes the root of a proc file system, /proc on a live machine.
func Open(root string) (*Backend, error) {
	proc, err := prom.NewFS(root)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", root, withoutPath(err))
	}
	return &Backend{root: root, proc: proc}, nil
}

// Sockets implements tables.Tables. It opens every table again: on some 6.x kernels a
// table that stays open and is read again from its start repeats and loses rows. A
// table that cannot be read is a gap; if no TCP table can be read it is an error.
//
// Reading a table can take very long: while thousands of sockets are created, the
// kernel loses its position and starts over at every 4 KiB. When ctx ends, Sockets
// returns and the read continues in the background. The next call waits for that
// read instead of starting a second one.
func (b *Backend) Sockets(ctx context.Context, want tables.Ask) (tables.Result, error) {
	if err := ctx.Err(); err != nil {
		return tables.Result{}, fmt.Errorf("read /proc/net: %w", err)
	}
	if b.pending == nil {
		b.pending = make(chan reading, 1)
		go func(done chan<- reading, size int) { done <- b.attempt(size) }(b.pending, b.size)
	}
	select {
	case r := <-b.pending:
		b.pending, b.size = nil, len(r.sockets)
		if r.panicked != nil {
			panic(r.panicked)
		}
		if r.err != nil {
			return tables.Result{}, r.err
		}
		return tables.Result{Sockets: r.sockets, Space: b.spaceOf(r.netns), Gaps: append(r.gaps, missingFacts(want)...)}, nil
	case <-ctx.Done():
		return tables.Result{}, fmt.Errorf("read /proc/net: %w", ctx.Err())
	}
}

// attempt reads the tables and passes a panic on to the caller of Sockets, which can
// restore the terminal before the program ends.
func (b *Backend) attempt(size int) (r reading) {
	defer func() {
		if p := recover(); p != nil {
			r.panicked = fmt.Sprintf("%v\n%s", p, debug.Stack())
		}
	}()
	return b.read(size)
}

func (b *Backend) read(size int) reading {
	netns, gaps := b.netns()
	set := newSet(netns, size+size/8)
	readable, failure := false, error(nil)
	for i := range files {
		t := &files[i]
		lines, skipped, err := b.lines(t)
		switch {
		case err == nil:
			readable = readable || t.proto == model.TCP
			skipped += set.add(t, lines)
		case failure == nil:
			failure = fmt.Errorf("read %s: %w", t.name, withoutPath(err))
		}
		if err != nil && !(t.six && errors.Is(err, os.ErrNotExist)) { // a missing file means that IPv6 is off
			gaps = append(gaps, model.Gap{What: t.name, Why: safe.Sanitise(withoutPath(err).Error())})
		}
		if skipped > 0 {
			gaps = append(gaps, model.Gap{What: t.lines, Count: skipped, Why: safe.Say("not understood")})
		}
	}
	if !readable {
		return reading{err: failure}
	}
	return reading{sockets: set.sockets, netns: netns, gaps: gaps}
}

// lines reads one table with procfs, or with salvage if procfs cannot parse it.
func (b *Backend) lines(t *table) (read []line, skipped int, err error) {
	path := filepath.Join(b.root, t.file)
	sockets, err := t.load(b.proc)
	var refused *os.PathError // opening or reading failed, so salvage would fail, too
	switch {
	case err == nil:
		read = fromProcfs(sockets)
	case errors.As(err, &refused):
		return nil, 0, err
	default:
		read, skipped, err = salvage(path, t.proto == model.UDP)
	}
	if err == nil && len(read) == 0 && !hasHeader(path) {
		err = errNoTable
	}
	return read, skipped, err
}

// errNoTable is the error for a file without sockets and without the header, which
// the kernel prints even in a namespace without sockets. Such a file is empty,
// garbage or truncated.
var errNoTable = errors.New("not a socket table: the header is missing")

func hasHeader(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	header, _ := bufio.NewReaderSize(f, maxLine).ReadSlice('\n')
	return bytes.Contains(header, []byte("local_address")) && bytes.Contains(header, []byte("inode"))
}

// netns is the namespace that /proc/net shows, with a gap if it is not known.
func (b *Backend) netns() (uint32, []model.Gap) {
	n, err := procfs.NetNS(b.root)
	if err != nil {
		return 0, []model.Gap{{What: safe.Say("network namespace"), Why: safe.Sanitise(withoutPath(err).Error())}}
	}
	return n, nil
}

// spaceOf is the network namespace with an inode. Only a live machine tells its cookie.
func (b *Backend) spaceOf(netns uint32) model.SpaceID {
	switch {
	case b.root != live:
		return model.SpaceID{Inode: netns}
	case b.space.Inode != netns || b.space.Cookie == 0:
		b.space = tables.OwnSpace(netns)
	}
	return b.space
}

// withoutPath removes the path from an error, because the message around it names the path.
func withoutPath(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
