package model

import (
	"math"

	"berth/model/safe"
)

// Figure is one number that the kernel tells of its limits and troubles, beside
// those that Kernel has a field for.
type Figure uint8

// The figures. What a kernel since a certain version has is not there before it.
const (
	// Settings of the network namespace.
	TWReuseDelay  Figure = iota // age in ms from which tcp_tw_reuse takes a TIME_WAIT; Linux 6.14 and later, one second before
	Timestamps                  // tcp_tw_reuse does nothing at 0
	SynCookies                  // 0: never, 1: when the SYN queue is full, 2: always
	AcceptLimit                 // what listen(2) cuts its backlog to
	SynLimit                    // half-open connections of a listener, where SYN cookies are off
	TimeWaitLimit               // sockets in TIME_WAIT; those above it vanish at once

	// Settings of the whole machine, which only its first network namespace shows.
	OrphanLimit    // sockets that no process holds and that still have to send
	MemoryLow      // of tcp_mem, in pages: below it TCP frees nothing
	MemoryPressure // above it TCP gives windows sparingly, until it is below MemoryLow
	MemoryHigh     // above it TCP drops

	// Connection tracking, where the module is loaded. The limit is one value of
	// the machine that counts in each namespace for itself; 0 is none.
	TrackedLimit
	Tracked
	TrackedEvicted // entries that had to give way because the table was full
	TrackedDropped // packets that were dropped because nothing would give way

	// What there is now.
	TCPInUse    // IPv4 sockets of the namespace, without TIME_WAIT
	TimeWaits   // of the namespace, both families
	Orphans     // of the whole machine
	MemoryPages // of the whole machine, held by TCP
	PageSize    // bytes of a page, which tcp_mem and MemoryPages count in

	// Counters since the namespace was made.
	SynDrops          // SYNs dropped because the SYN queue was full
	SynCookied        // SYNs answered with a cookie because it was full
	TimeWaitOverflows // sockets that should have waited and did not, for TimeWaitLimit
	MemoryAborts      // connections reset for want of memory, or for OrphanLimit
	Opens             // connects that got as far as a SYN
	FailedOpens       // connects and accepts that ended before they were established

	FigureCount
)

// Scope is what a figure or a setting is one value of.
type Scope uint8

// The scopes.
const (
	OfNamespace Scope = iota // each network namespace has its own
	OfMachine                // all of them share it
)

// traits of figures, by figure.
var figureTable = [FigureCount]struct {
	source safe.Text
	scope  Scope
	counts bool
	most   int64 // of a setting or gauge that is one number in a file of its own: the greatest that makes sense
}{
	TWReuseDelay:  {source: safe.Say("net.ipv4.tcp_tw_reuse_delay"), most: math.MaxInt32},
	Timestamps:    {source: safe.Say("net.ipv4.tcp_timestamps"), most: 2},
	SynCookies:    {source: safe.Say("net.ipv4.tcp_syncookies"), most: 2},
	AcceptLimit:   {source: safe.Say("net.core.somaxconn"), most: math.MaxInt32},
	SynLimit:      {source: safe.Say("net.ipv4.tcp_max_syn_backlog"), most: math.MaxInt32},
	TimeWaitLimit: {source: safe.Say("net.ipv4.tcp_max_tw_buckets"), most: math.MaxInt32},

	OrphanLimit:    {source: safe.Say("net.ipv4.tcp_max_orphans"), scope: OfMachine, most: math.MaxInt32},
	MemoryLow:      {source: safe.Say("net.ipv4.tcp_mem (low)"), scope: OfMachine},
	MemoryPressure: {source: safe.Say("net.ipv4.tcp_mem (pressure)"), scope: OfMachine},
	MemoryHigh:     {source: safe.Say("net.ipv4.tcp_mem (high)"), scope: OfMachine},

	TrackedLimit:   {source: safe.Say("net.netfilter.nf_conntrack_max"), scope: OfMachine, most: math.MaxInt32},
	Tracked:        {source: safe.Say("net.netfilter.nf_conntrack_count"), most: math.MaxInt32},
	TrackedEvicted: {source: safe.Say("nf_conntrack early_drop"), counts: true},
	TrackedDropped: {source: safe.Say("nf_conntrack drop"), counts: true},

	TCPInUse:    {source: safe.Say("sockstat TCP inuse")},
	TimeWaits:   {source: safe.Say("sockstat TCP tw")},
	Orphans:     {source: safe.Say("sockstat TCP orphan"), scope: OfMachine},
	MemoryPages: {source: safe.Say("sockstat TCP mem"), scope: OfMachine},
	PageSize:    {source: safe.Say("page size"), scope: OfMachine},

	SynDrops:          {source: safe.Say("TcpExt TCPReqQFullDrop"), counts: true},
	SynCookied:        {source: safe.Say("TcpExt TCPReqQFullDoCookies"), counts: true},
	TimeWaitOverflows: {source: safe.Say("TcpExt TCPTimeWaitOverflow"), counts: true},
	MemoryAborts:      {source: safe.Say("TcpExt TCPAbortOnMemory"), counts: true},
	Opens:             {source: safe.Say("Tcp ActiveOpens"), counts: true},
	FailedOpens:       {source: safe.Say("Tcp AttemptFails"), counts: true},
}

// Source names where a figure stands, as people look it up.
func (f Figure) Source() safe.Text { return figureTable[f].source }

// Scope is what a figure is one value of.
func (f Figure) Scope() Scope { return figureTable[f].scope }

// Counts reports whether a figure only grows, so that its rate says more.
func (f Figure) Counts() bool { return figureTable[f].counts }

// Most is the greatest value that makes sense, where the figure is one number in a
// file of its own under /proc/sys, which Source names; 0 where it is not.
func (f Figure) Most() int64 { return figureTable[f].most }

// Absence is why a figure is not Known.
type Absence uint8

// The reasons. What was not allowed, not understood or not readable is a Gap,
// too; what is not there is none.
const (
	NotRead Absence = iota // nobody asked
	NotThere
	NotAllowed
	NotUnderstood
	NotReadable
)

// FigureReading is a figure as it was read, or why it was not.
type FigureReading struct {
	Reading `wire:"reading"`
	Why     Absence `wire:"why"` // where it is not Known
}

// Figures are all of them at one moment.
//
// None of them tells of a connect that found no port: the kernel gives it
// EADDRNOTAVAIL before it counts anything, in /proc/net/netstat and snmp as in
// sockstat (seen on Linux 6.18; a test of source/sysctl asks the kernel again).
type Figures [FigureCount]FigureReading

// Why says why a figure is not known.
func (k *Figures) Why(f Figure) safe.Text {
	switch k[f].Why {
	case NotThere:
		if f.Scope() == OfMachine {
			return safe.Say("not in this network namespace, or not in this kernel")
		}
		return safe.Say("not in this kernel")
	case NotAllowed:
		return safe.Say("permission denied")
	case NotUnderstood:
		return safe.Say("not understood")
	case NotReadable:
		return safe.Say("cannot be read")
	}
	return safe.Say("not read")
}

// Words are a figure with its source: "net.core.somaxconn is 4096".
func (k *Figures) Words(f Figure) safe.Text {
	if !k[f].Known {
		return safe.Concat(f.Source(), safe.Say(" n/a: "), k.Why(f))
	}
	return safe.Concat(f.Source(), safe.Say(" is "), safe.Number(k[f].Value))
}
