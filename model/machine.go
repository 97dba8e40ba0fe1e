package model

import (
	"context"

	"berth/model/safe"
)

// Sampler takes snapshots. One at a time: a caller waits for Sample to return
// before it calls again.
type Sampler interface {
	Sample(ctx context.Context, need Need) (*Snapshot, error)
}

// Actor changes the machine. Machine.Actor is nil where nothing may be changed.
type Actor interface {
	// Hold takes hold of a process, so that its PID cannot come to mean
	// another one while a person decides. It fails with a *Refusal where the
	// process must not be signalled, and with ErrGone where the identity no
	// longer matches. The victim must be released.
	Hold(ctx context.Context, target Target) (Victim, error)
	// FindSocket finds a socket in the kernel by its ends. It fails with ErrNoSocket
	// where there is none.
	FindSocket(ctx context.Context, id SocketID) (SocketHandle, error)
	// Close ends the socket that was seized, and no other that has come to have
	// the same ends since. What is no connection is refused, unless forced.
	Close(ctx context.Context, grip SocketHandle, force bool) error
}

// Target is a process to be signalled because it holds sockets.
type Target struct {
	Process ProcessID
	Name    safe.Text // that a person saw; empty: whatever its name is
	Inodes  []uint64  // of the sockets; it must still hold one of them. Empty: the process itself is meant
}

// Victim is a process that is held. Signal verifies the start time and the
// sockets again before it sends.
type Victim interface {
	Signal(ctx context.Context, s Signal) error
	// Gone waits until the process has ended or ctx is over, and reports which.
	Gone(ctx context.Context) bool
	Release()
}

// Inspector looks closely at one process: facts too dear for every row.
type Inspector interface {
	Detail(ctx context.Context, id ProcessID) (*Detail, error)
	// Command reads the command line with its secrets, escaped, at most 4 KiB: for
	// a person who asked to see them, and for nothing that is written anywhere.
	Command(ctx context.Context, id ProcessID) (safe.Text, error)
}

// Detail is what inspecting one process shows beyond its row.
type Detail struct {
	Name     safe.Text // escaped, so that nothing is lost: \x1b stands for an escape byte
	Command  safe.Text // escaped, secrets masked, at most 4 KiB
	Memory   Reading   // resident set in bytes
	CPU      float64   // percent of one core since the process started; negative where unknown
	Threads  Reading
	Files    Reading // descriptors that are open
	MayOpen  Reading // how many it may have open (RLIMIT_NOFILE, soft)
	Cwd      safe.Text
	Children []Process // direct children; ID, Name only
}

// Machine is where the outside plugs in.
type Machine struct {
	Name         string
	Sampler      Sampler
	Actor        Actor     // nil: look, don't touch
	Frozen       safe.Text // why Actor is nil, where nobody asked for that
	Inspector    Inspector
	RightsReader RightsReader // nil: what processes may do cannot be told
	Prober       Prober       // nil: nothing can be reached from here
	SysctlWriter SysctlWriter // nil: no setting may be changed
}

// RightsReader tells which rights a process has.
type RightsReader interface {
	// Rights reads those of a process; the zero identity is berth itself.
	Rights(ctx context.Context, id ProcessID) (Rights, error)
}

// Prober tries whether an address answers.
type Prober interface {
	Probe(ctx context.Context, call ProbeRequest) ProbeResult
}

// Signal is a signal that berth can send, by its number on Linux.
type Signal struct {
	Number int
	Name   safe.Text // "TERM"
	Does   safe.Text // what a process usually does with it
	Ends   bool      // the process is expected to end
}

// Refusal is why a process must not be signalled.
type Refusal struct{ Why safe.Text }

func (r *Refusal) Error() string { return "refused: " + r.Why.String() }

// failure is a constant error of this package.
type failure string

func (f failure) Error() string { return string(f) }

// Changed is ErrChanged with the name of what the process runs now.
type Changed struct{ Now safe.Text }

func (c *Changed) Error() string       { return ErrChanged.Error() + "; it runs " + c.Now.String() + " now" }
func (c *Changed) Is(other error) bool { return other == ErrChanged }

// What can have become of a target between the look and the act.
const (
	ErrGone         failure = "process is gone"
	ErrChanged      failure = "process has changed, nothing sent"
	ErrReleased     failure = "process no longer holds the port, nothing sent"
	ErrNotPermitted failure = "not permitted"
	ErrNoSocket     failure = "no such socket"
	ErrCannotClose  failure = "this kernel cannot close sockets"
)
