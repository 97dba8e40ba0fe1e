package model

import (
	"math"

	"berth/model/safe"
)

// Figure is one number that the kernel reports about its limits and problems, besides
// those that have a field in Kernel.
type Figure uint8

// The figures. An older kernel may not have all of them.
const (
	// Settings of the network namespace.
	TWReuseDelay  Figure = iota // least age in ms of a TIME_WAIT that tcp_tw_reuse may reuse; before Linux 6.14 it was fixed at one second
	Timestamps                  // if 0, tcp_tw_reuse has no effect
	SynCookies                  // 0: never, 1: when the SYN queue is full, 2: always
	AcceptLimit                 // the largest backlog of listen(2)
	SynLimit                    // half-open connections of a listener, if SYN cookies are off
	TimeWaitLimit               // sockets in TIME_WAIT; above it, they are closed at once

	// Settings of the whole machine. Only its first network namespace has them.
	OrphanLimit    // sockets that no process holds any more and that still have data to send
	MemoryLow      // of tcp_mem, in pages: below it, TCP frees no memory
	MemoryPressure // above it, TCP limits windows until its memory is below MemoryLow
	MemoryHigh     // above it, TCP drops packets

	// Connection tracking, if the module is loaded. The machine has one limit, which
	// applies to each namespace separately; 0 means no limit.
	TrackedLimit
	Tracked
	TrackedEvicted // entries removed early because the table was full
	TrackedDropped // packets dropped because the table was full and no entry could be removed

	// Present values.
	TCPInUse    // IPv4 sockets of the namespace, without TIME_WAIT
	TimeWaits   // of the namespace, both families
	Orphans     // of the whole machine
	MemoryPages // of the whole machine, held by TCP
	PageSize    // bytes per page, the unit of tcp_mem and MemoryPages

	// Counters since the namespace was made.
	SynDrops          // SYNs dropped because the SYN queue was full
	SynCookied        // SYNs answered with a cookie because the SYN queue was full
	TimeWaitOverflows // sockets closed without TIME_WAIT because of TimeWaitLimit
	MemoryAborts      // connections reset because of too little memory, or OrphanLimit
	Opens             // connects that sent a SYN
	FailedOpens       // connects and accepts that ended before they were established

	FigureCount
)

// Scope says whether a figure or setting has one value per network namespace or one
// for the machine.
type Scope uint8

// The scopes.
const (
	OfNamespace Scope = iota // each network namespace has its own value
	OfMachine                // all network namespaces share one value
)

// figureTable has the properties of each figure.
var figureTable = [FigureCount]struct {
	source safe.Text
	scope  Scope
	counts bool
	most   int64 // the greatest valid value of a figure that is one number in a file of its own
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

// Source names the place of a figure in the words in which people look it up.
func (f Figure) Source() safe.Text { return figureTable[f].source }

// Scope is the scope of the figure.
func (f Figure) Scope() Scope { return figureTable[f].scope }

// Counts reports whether a figure is a counter: its rate says more than its value.
func (f Figure) Counts() bool { return figureTable[f].counts }

// Most is the greatest valid value, if the figure is one number in a file of its own
// under /proc/sys, which Source names; else 0.
func (f Figure) Most() int64 { return figureTable[f].most }

// Absence is why a figure is not Known.
type Absence uint8

// The reasons. A figure that could not be read (NotAllowed, NotUnderstood, NotReadable)
// is also a Gap; one that does not exist is not.
const (
	NotRead Absence = iota // the sample did not ask for it
	NotThere
	NotAllowed
	NotUnderstood
	NotReadable
)

// FigureReading is a figure as it was read, or why it was not.
type FigureReading struct {
	Reading `wire:"reading"`
	Why     Absence `wire:"why"` // if it is not Known
}

// Figures are all figures at one moment.
//
// None of them counts a connect that found no free port: the kernel returns
// EADDRNOTAVAIL before it counts anything in /proc/net/netstat, snmp or sockstat (seen
// on Linux 6.18; a test of source/sysctl checks the running kernel).
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
		return safe.Format("%s n/a: %s", f.Source(), k.Why(f))
	}
	return safe.Format("%s is %d", f.Source(), k[f].Value)
}
