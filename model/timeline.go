package model

import "time"

// Moment is a snapshot together with what only watching can tell.
type Moment struct {
	*Snapshot
	Budget  Budget
	Index   *Index  // local ports with a listener
	History []Tally // oldest first, the newest is this snapshot; at most HistoryLength
	Drops   Rate    // accept-queue drops a second (ListenDrops)
	since   []time.Time
	whole   []bool
}

// HistoryLength is how many tallies a Timeline keeps.
const HistoryLength = 120

// Tally counts sockets at one moment.
type Tally struct {
	Taken  time.Time
	States [States]int // TCP by state
	UDP    int
}

// Rate is a change per second that may not be known: before the second sample,
// after a gap in time, after a counter went backwards.
type Rate struct {
	PerSecond float64
	Known     bool
}

// Timeline turns a sequence of snapshots into moments. It is used by one
// goroutine at a time.
type Timeline struct{}

// Next adds a snapshot. interval is how often snapshots are meant to come.
func (t *Timeline) Next(n *Snapshot, interval time.Duration) *Moment { panic("stub") }

// Age is how long the i-th socket has been seen, and whether that is its whole
// life: a socket that was there at the first snapshot is older than its age.
func (m *Moment) Age(i int) (age time.Duration, whole bool) { panic("stub") }

// Index tells which local ports have a listener.
type Index struct{}

// Listener finds the listeners (indices of sockets) that accept for the local end of s:
// same namespace, protocol and port, and its address or the wildcard.
func (x *Index) Listener(s *Socket) []int32 { panic("stub") }
