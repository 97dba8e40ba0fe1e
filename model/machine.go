package model

import (
	"context"

	"berth/model/safe"
)

// Sampler takes snapshots, one at a time: a caller waits for Sample to return before
// it calls again.
type Sampler interface {
	Sample(ctx context.Context, need Need) (*Snapshot, error)
}

// Actor changes the machine. Machine.Actor is nil if nothing may be changed.
type Actor interface {
	// Hold opens a handle of a process, so that its PID cannot be reused for another
	// process while the user decides. It fails with a *Refusal if the process must not
	// be signalled, and with ErrGone if the identity no longer matches. The caller must
	// release the victim.
	Hold(ctx context.Context, target Target) (Victim, error)
	// FindSocket finds a socket in the kernel by its ends. It fails with ErrNoSocket
	// if there is none.
	FindSocket(ctx context.Context, id SocketID) (SocketHandle, error)
	// Close closes the socket of the handle, and no newer one with the same ends. It
	// refuses a socket that is not a connection, unless forced.
	Close(ctx context.Context, socket SocketHandle, force bool) error
}

// Target is a process to be signalled because it holds sockets.
type Target struct {
	Process ProcessID
	Name    safe.Text // as the user saw it; empty: any name
	Inodes  []uint64  // of the sockets; it must still hold one of them. Empty: the target is the process itself
}

// Victim is a process held for a signal. Signal checks the start time and the sockets
// again before it sends.
type Victim interface {
	Signal(ctx context.Context, s Signal) error
	// Gone waits until the process has ended or ctx is over, and reports which.
	Gone(ctx context.Context) bool
	Release()
}

// Inspector reads facts of one process that would cost too much for every row.
type Inspector interface {
	Detail(ctx context.Context, id ProcessID) (*Detail, error)
	// Command reads the command line with its secrets, escaped, at most 4 KiB. It is
	// only for a person who asked to see it, and is never written to a file.
	Command(ctx context.Context, id ProcessID) (safe.Text, error)
}

// Detail is what inspecting one process shows beyond its row.
type Detail struct {
	Name     safe.Text // escaped, so that nothing is lost: \x1b stands for an escape byte
	Command  safe.Text // escaped, secrets masked, at most 4 KiB
	Memory   Reading   // resident set in bytes
	CPU      float64   // percent of one core since the process started; negative if unknown
	Threads  Reading
	Files    Reading // descriptors that are open
	MayOpen  Reading // how many it may have open (RLIMIT_NOFILE, soft)
	Cwd      safe.Text
	Children []Process // direct children; ID, Name only
}

// Machine is a set of interfaces to one machine.
type Machine struct {
	Name         string
	Sampler      Sampler
	Actor        Actor     // nil: read-only
	Frozen       safe.Text // why Actor is nil, if the user did not ask for it
	Inspector    Inspector
	RightsReader RightsReader // nil: the rights of processes cannot be read
	Prober       Prober       // nil: no probes
	SysctlWriter SysctlWriter // nil: no setting may be changed
}

// RightsReader reads the rights of a process.
type RightsReader interface {
	// Rights reads the rights of a process; the zero identity is berth itself.
	Rights(ctx context.Context, id ProcessID) (Rights, error)
}

// Prober checks whether an address answers.
type Prober interface {
	Probe(ctx context.Context, request ProbeRequest) ProbeResult
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

// Changed is ErrChanged with the name of the program that the process runs now.
type Changed struct{ Now safe.Text }

func (c *Changed) Error() string       { return ErrChanged.Error() + "; it runs " + c.Now.String() + " now" }
func (c *Changed) Is(other error) bool { return other == ErrChanged }

// The reasons why an action fails: its target changed since the sample, or the kernel
// refuses.
const (
	ErrGone         failure = "process is gone"
	ErrChanged      failure = "process has changed, nothing sent"
	ErrReleased     failure = "process no longer holds the port, nothing sent"
	ErrNotPermitted failure = "not permitted"
	ErrNoSocket     failure = "no such socket"
	ErrCannotClose  failure = "this kernel cannot close sockets"
)

// Signals are the signals that the kill dialog offers. TERM is first because the
// process can clean up. Numbers as in signal(7) for x86 and ARM.
var Signals = []Signal{
	{15, safe.Say("TERM"), safe.Say("asks it to clean up and end"), true},
	{2, safe.Say("INT"), safe.Say("interrupts it, as Ctrl-C does"), true},
	{1, safe.Say("HUP"), safe.Say("hangs up; many servers reload their configuration"), false},
	{3, safe.Say("QUIT"), safe.Say("ends it with a core dump; Go and Java print their stacks"), true},
	{9, safe.Say("KILL"), safe.Say("ends it at once; it cannot clean up"), true},
	{10, safe.Say("USR1"), safe.Say("means what the program defines; unhandled, it ends the process"), false},
	{12, safe.Say("USR2"), safe.Say("means what the program defines; unhandled, it ends the process"), false},
	{19, safe.Say("STOP"), safe.Say("stops it until CONT"), false},
	{18, safe.Say("CONT"), safe.Say("continues a stopped process"), false},
}
