// Package procnet reads the kernel's socket tables as text: /proc/net/tcp,
// tcp6, udp and udp6, through prometheus/procfs. They need no privilege and no
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

// Backend reads the socket tables of the network namespace that the process is
// in. One goroutine at a time uses it.
type Backend struct {
	root    string
	proc    prom.FS
	pending chan reading
	size    int           // how many sockets there were the last time
	space   model.SpaceID // that was read last; its cookie is asked for once
}

// reading is what one pass over the tables gave.
type reading struct {
	sockets []model.Socket
	netns   uint32
	gaps    []model.Gap
	err     error
	caught  any // a panic
}

// Way is how the sockets of a proc file system are read here.
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
		return nil, fmt.Errorf("open %s: %w", root, plain(err))
	}
	return &Backend{root: root, proc: proc}, nil
}

// Sockets implements tables.Tables. It opens every table again: one that is kept
// open and read from its start repeats and loses rows on some 6.x kernels. What
// could not be read is a gap; it is an error when no TCP table could be.
//
// A table can take very long: while sockets are made by the thousand, the
// kernel loses its place and starts over at every 4 KiB. When ctx is over,
// Sockets returns and leaves that reading to itself; the next call waits for
// it instead of starting another one beside it.
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
		if r.caught != nil {
			panic(r.caught)
		}
		if r.err != nil {
			return tables.Result{}, r.err
		}
		return tables.Result{Sockets: r.sockets, Space: b.spaceOf(r.netns), Gaps: append(r.gaps, untold(want)...)}, nil
	case <-ctx.Done():
		return tables.Result{}, fmt.Errorf("read /proc/net: %w", ctx.Err())
	}
}

// attempt reads, and carries a panic to whoever asked: only they can bring the
// terminal back before it ends the program.
func (b *Backend) attempt(size int) (r reading) {
	defer func() {
		if p := recover(); p != nil {
			r.caught = fmt.Sprintf("%v\n%s", p, debug.Stack())
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
			failure = fmt.Errorf("read %s: %w", t.name, plain(err))
		}
		if err != nil && !(t.six && errors.Is(err, os.ErrNotExist)) { // no file: IPv6 is off
			gaps = append(gaps, model.Gap{What: t.name, Why: safe.Sanitise(plain(err).Error())})
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

// lines reads one table: with procfs, and where procfs gives up, by ourselves.
func (b *Backend) lines(t *table) (read []line, skipped int, err error) {
	path := filepath.Join(b.root, t.file)
	sockets, err := t.load(b.proc)
	var refused *os.PathError // it could not be opened or read, which we can do no better
	switch {
	case err == nil:
		read = adopt(sockets)
	case errors.As(err, &refused):
		return nil, 0, err
	default:
		read, skipped, err = salvage(path, t.proto == model.UDP)
	}
	if err == nil && len(read) == 0 && !headed(path) {
		err = errNoTable
	}
	return read, skipped, err
}

// errNoTable is a file without a socket that is empty, garbage or cut in its
// header. The kernel prints a header in a namespace without sockets, too.
var errNoTable = errors.New("no table, as not even its header is there")

func headed(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	header, _ := bufio.NewReaderSize(f, longest).ReadSlice('\n')
	return bytes.Contains(header, []byte("local_address")) && bytes.Contains(header, []byte("inode"))
}

// netns is the namespace that /proc/net shows, with a gap where it cannot be told.
func (b *Backend) netns() (uint32, []model.Gap) {
	n, err := procfs.NetNS(b.root)
	if err != nil {
		return 0, []model.Gap{{What: safe.Say("network namespace"), Why: safe.Sanitise(plain(err).Error())}}
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

// plain is an error without the path that our own words name already.
func plain(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
