// Package process reads what berth shows of a process that owns sockets: its name, command
// line, user, unit or container, and start time. It keeps these facts by PID and start
// time. It reads them again from time to time, because exec changes the name of a process
// but not its identity.
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

// Refresh is the longest time that facts are kept before they are read again.
const Refresh = 10 * time.Second

// noUser is the user id that the kernel reserves for "no user".
const noUser = ^uint32(0)

// Guard runs a read of one process that may never return; more is extra time for it. If
// Guard returns an error, the read may still be running, and nothing that it writes may be
// used.
type Guard func(ctx context.Context, pid int, more time.Duration, read func()) error

// Reader reads facts and remembers them. Only one goroutine at a time may use it, except
// for Start, Command and Bare, which are safe for concurrent use.
type Reader struct {
	root  string
	facts Guard
	lines Guard // a separate guard: command lines can hang while the other files still answer
	users *users
	boot  time.Time // zero if unknown
	now   func() time.Time
	known map[model.ProcessID]*entry
	tick  uint64
}

// entry is what is known of a process.
type entry struct {
	process     model.Process
	read        model.Need // which expensive facts were read: Unit and Container, Command
	due         time.Time  // when to read again
	requestedAt uint64     // tick of the last request
}

// Open returns a Reader for the proc file system at root. User names come from the passwd
// file in etc. boot is when the machine was started, or zero if that is unknown.
func Open(root, etc string, boot time.Time, facts, lines Guard, now func() time.Time) *Reader {
	return &Reader{
		root: root, facts: facts, lines: lines,
		users: newUsers(filepath.Join(etc, "passwd")),
		boot:  boot, now: now, known: map[model.ProcessID]*entry{},
	}
}

// User returns the name of a user, or the number if the name is unknown.
func (r *Reader) User(uid uint32) safe.Text { return r.users.name(uid) }

// Start reads when a process was started, in clock ticks since boot.
func (r *Reader) Start(pid int) (uint64, error) {
	s, err := r.stat(pid)
	return s.Start, err
}

// Read returns the facts of processes in the order of ids, without those that have ended.
// Units and command lines are read only if they are needed. Processes that are not in ids
// are forgotten.
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
		e.requestedAt = r.tick
		r.known[id] = e
		processes = append(processes, e.process)
	}
	for id, e := range r.known {
		if e.requestedAt != r.tick {
			delete(r.known, id)
		}
	}
	return processes
}

// renew reads a process. It returns nil if the process has ended, and the old facts if it
// does not answer.
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
	if p.UID == noUser {
		p.User = safe.Say("?")
	}
	if need.Has(model.NeedCommands) {
		p.Command = r.command(ctx, id, old, p.Name)
	}
	// Spread the next reads over four seconds, so that not all processes are read in
	// the same tick every time.
	due := r.now().Add(Refresh - time.Duration(id.PID%40)*100*time.Millisecond)
	return &entry{process: p, read: need, due: due}
}

// command returns the command line to show: the previous one if the process does not
// answer, the name in brackets if there is none.
func (r *Reader) command(ctx context.Context, id model.ProcessID, old *entry, name safe.Text) safe.Text {
	line, err := r.Command(ctx, int(id.PID))
	switch {
	case err == nil && line != "":
		return safe.Sanitise(line)
	case err != nil && old != nil && old.process.Name == name && !old.process.Command.Empty():
		return old.process.Command
	}
	return safe.Format("[%s]", name)
}

// unknown returns the facts of a process that does not answer.
func unknown(id model.ProcessID) model.Process {
	return model.Process{ID: id, Name: safe.Say("?"), Command: safe.Say("[?]"), UID: noUser, User: safe.Say("?")}
}

// reading is the result of one read. It shares no state with the Reader.
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
	default: // stat cannot be parsed; try comm
		if comm, err := r.head(int(id.PID), "comm", make([]byte, procfs.Enough)); err == nil {
			p.Name = safe.Sanitise(strings.TrimSuffix(string(comm), "\n"))
		}
	}
	if uid, err := r.uid(int(id.PID)); err == nil {
		p.UID = uid
	}
	if need.Has(model.NeedUnits) {
		p.Unit, p.Container = r.readPlace(int(id.PID))
	}
	return reading{process: p}
}
