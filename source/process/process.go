// Package process reads what berth shows of a process that holds sockets: its
// name, command line, user, unit or container, and when it was started. Facts
// are kept by (PID, start time), and read again now and then, because exec
// gives a process another name without giving it another identity.
package process

import (
	"context"
	"path/filepath"
	"strings"
	"time"

	"berth/model"
	"berth/model/safe"
	"berth/source/procfs"
)

// Refresh is the longest that facts are kept without being read again.
const Refresh = 10 * time.Second

// nobodyKnown is the user id that the kernel keeps for "no user".
const nobodyKnown = ^uint32(0)

// Guard runs a read of one process that may never return, and grants it more
// time than usual. When it returns an error the read may still be running:
// nothing that it writes may be looked at.
type Guard func(ctx context.Context, pid int, more time.Duration, read func()) error

// Reader reads and remembers facts. It is used by one goroutine at a time,
// but for Start, Command and Bare, which any may call.
type Reader struct {
	root  string
	facts Guard
	lines Guard // command lines have one of their own: they hang where the rest still answers
	users *users
	boot  time.Time // zero where it could not be read
	now   func() time.Time
	known map[model.ProcessID]*entry
	tick  uint64
}

// entry is what is known of a process.
type entry struct {
	process model.Process
	read    model.Need // of what costs more: Unit and Box, Command
	due     time.Time  // to be read again
	seen    uint64     // tick when it was last asked for
}

// Open makes a Reader over the proc file system at root; user names stand in
// the passwd file below etc. Boot is when the machine was started, zero where
// that is not known.
func Open(root, etc string, boot time.Time, facts, lines Guard, now func() time.Time) *Reader {
	return &Reader{
		root: root, facts: facts, lines: lines,
		users: newUsers(filepath.Join(etc, "passwd")),
		boot:  boot, now: now, known: map[model.ProcessID]*entry{},
	}
}

// User is the name of a user, or its number where no name is known.
func (r *Reader) User(uid uint32) safe.Text { return r.users.name(uid) }

// Start reads when a process was started, in clock ticks since boot.
func (r *Reader) Start(pid int) (uint64, error) {
	s, err := r.stat(pid)
	return s.Start, err
}

// Read returns the facts of processes in the order of ids, without those that
// have ended meanwhile. Units and command lines are read where they are needed. A
// process that was not asked for this time is forgotten.
func (r *Reader) Read(ctx context.Context, ids []model.ProcessID, need model.Need) []model.Process {
	need &= model.NeedUnits | model.NeedCommands
	r.tick++
	processes := make([]model.Process, 0, len(ids))
	for _, id := range ids {
		e := r.known[id]
		if e == nil || !e.read.Has(need) || !r.now().Before(e.due) {
			e = r.renew(ctx, id, e, need)
		}
		if e == nil {
			delete(r.known, id)
			continue
		}
		e.seen = r.tick
		r.known[id] = e
		processes = append(processes, e.process)
	}
	for id, e := range r.known {
		if e.seen != r.tick {
			delete(r.known, id)
		}
	}
	return processes
}

// renew reads a process. It returns nil where the process is gone, and what was
// known before where it does not answer.
func (r *Reader) renew(ctx context.Context, id model.ProcessID, old *entry, need model.Need) *entry {
	var got reading
	if r.facts(ctx, int(id.PID), 0, func() { got = r.read(id, need) }) != nil {
		if old == nil {
			old = &entry{process: unknown(id)}
		}
		old.due = r.now().Add(time.Second)
		return old
	}
	if got.gone {
		return nil
	}
	p := got.process
	p.User = r.users.name(p.UID)
	if p.UID == nobodyKnown {
		p.User = safe.Say("?")
	}
	if need.Has(model.NeedCommands) {
		p.Command = r.command(ctx, id, old, p.Name)
	}
	// Spread over the last four seconds before they are due, so that not all
	// of them are read in one tick for ever.
	due := r.now().Add(Refresh - time.Duration(id.PID%40)*100*time.Millisecond)
	return &entry{process: p, read: need, due: due}
}

// command is what stands for the command line of a process in a row: what was
// there before where it does not answer.
func (r *Reader) command(ctx context.Context, id model.ProcessID, old *entry, name safe.Text) safe.Text {
	line, err := r.Command(ctx, int(id.PID))
	switch {
	case err == nil && line != "":
		return safe.Sanitise(line)
	case err != nil && old != nil && old.process.Name == name && !old.process.Command.Empty():
		return old.process.Command
	}
	return safe.Concat(safe.Say("["), name, safe.Say("]"))
}

// unknown stands for a process that does not answer.
func unknown(id model.ProcessID) model.Process {
	return model.Process{ID: id, Name: safe.Say("?"), Command: safe.Say("[?]"), UID: nobodyKnown, User: safe.Say("?")}
}

// reading is what one read found; it holds no state of the Reader.
type reading struct {
	process model.Process
	gone    bool
}

func (r *Reader) read(id model.ProcessID, need model.Need) reading {
	p := unknown(id)
	s, err := r.stat(int(id.PID))
	switch {
	case procfs.Gone(err), err == nil && s.Start != id.Start:
		return reading{gone: true}
	case err == nil:
		p.Parent = s.Parent
		p.Name = safe.Sanitise(s.Comm)
		p.Kernel = s.Flags&procfs.Kthread != 0
		if !r.boot.IsZero() {
			p.Started = r.boot.Add(time.Duration(s.Start) * (time.Second / procfs.Hertz))
		}
	default: // a stat that makes no sense; comm may
		if comm, err := r.head(int(id.PID), "comm", make([]byte, procfs.Enough)); err == nil {
			p.Name = safe.Sanitise(strings.TrimSuffix(string(comm), "\n"))
		}
	}
	if uid, err := r.uid(int(id.PID)); err == nil {
		p.UID = uid
	}
	if need.Has(model.NeedUnits) {
		p.Unit, p.Container = r.place(int(id.PID))
	}
	return reading{process: p}
}
