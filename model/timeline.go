package model

import (
	"maps"
	"math"
	"time"
)

// Moment is a snapshot together with what only watching can tell.
type Moment struct {
	*Snapshot
	Budget  Budget
	Index   *Index  // local ports with a listener
	History []Tally // oldest first, the newest is this snapshot; at most HistoryLength
	Drops   Rate    // accept-queue drops a second (ListenDrops)
	now     int64   // nanoseconds since the first snapshot
	births  []int64 // of each socket, on the same clock, or before
	users   map[uint32]Safe
}

// HistoryLength is how many tallies a Timeline keeps.
const HistoryLength = 120

// Tally counts sockets at one moment.
type Tally struct {
	Taken  time.Time
	States [States]int // TCP by state
	UDP    int

	Listeners, Connections int // both protocols
}

// Now is the tally of this moment.
func (m *Moment) Now() Tally {
	if len(m.History) == 0 {
		return Tally{}
	}
	return m.History[len(m.History)-1]
}

// Timeline turns a sequence of snapshots into moments. It is used by one
// goroutine at a time. It remembers the sockets of the last snapshot and no
// others, so that its memory follows the machine and not the time it runs.
type Timeline struct {
	origin  time.Time
	last    *Snapshot
	seen    map[SocketID]sighting
	history []Tally
}

// sighting is what is remembered of a socket from one snapshot to the next.
type sighting struct {
	birth int64
	over  bool // it was in TIME-WAIT
}

// before is the birth of a socket that was there when watching began.
const before = math.MinInt64

// Next adds a snapshot. interval is how often snapshots are meant to come.
func (t *Timeline) Next(n *Snapshot, interval time.Duration) *Moment {
	if t.last == nil {
		t.origin = n.Taken
	}
	x := indexOf(n.Sockets)
	m := &Moment{Snapshot: n, Budget: budgetOf(n, x), Index: x, users: usersOf(n)}
	m.now = int64(n.Taken.Sub(t.origin))
	m.births = t.births(n, m.now)
	m.History = t.tally(n)
	if t.last != nil {
		m.Drops = rateOf(t.last.Kernel.ListenDrops, n.Kernel.ListenDrops, n.Taken.Sub(t.last.Taken), interval)
	}
	t.last = n
	return m
}

// births gives each socket of n the time it was first seen.
func (t *Timeline) births(n *Snapshot, now int64) []int64 {
	first := t.last == nil
	next := make(map[SocketID]sighting, len(n.Sockets))
	births := make([]int64, len(n.Sockets))
	for i := range n.Sockets {
		s := &n.Sockets[i]
		id, over := s.ID(), s.State == TimeWait
		known, ok := t.seen[id]
		switch {
		case first:
			births[i] = before
		case ok && (over || !known.over):
			births[i] = known.birth
		default: // also one that left TIME-WAIT: another connection with the same ends
			births[i] = now
		}
		next[id] = sighting{births[i], over}
	}
	t.seen = next
	return births
}

// tally appends to the history. Moments share one array: each sees only what
// was written before it was made, and cannot write past it.
func (t *Timeline) tally(n *Snapshot) []Tally {
	now := Tally{Taken: n.Taken}
	for i := range n.Sockets {
		s := &n.Sockets[i]
		if s.Proto == UDP {
			now.UDP++
		} else {
			now.States[s.State.Base()]++
		}
		if s.Listening() {
			now.Listeners++
		} else {
			now.Connections++
		}
	}
	t.history = append(t.history, now)
	if over := len(t.history) - HistoryLength; over > 0 {
		t.history = t.history[over:]
	}
	return t.history[:len(t.history):len(t.history)]
}

// Age is how long the i-th socket has been seen, and whether that is its whole
// life: a socket that was there at the first snapshot is older than its age.
func (m *Moment) Age(i int) (age time.Duration, whole bool) {
	if i >= len(m.births) { // a moment that no timeline made
		return 0, false
	}
	birth, whole := m.births[i], true
	if birth == before {
		birth, whole = 0, false
	}
	return time.Duration(max(0, m.now-birth)), whole // a recording may hold a clock that was set back
}

// oldest is the greatest age of several sockets.
func (m *Moment) oldest(sockets []int32) (age time.Duration, whole bool) {
	whole = true
	for _, i := range sockets {
		a, w := m.Age(int(i))
		age, whole = max(age, a), whole && w
	}
	return age, whole
}

// User is the name of a user id where a process of that user was seen, else
// the number: sockets whose holder is hidden still tell their creator.
func (m *Moment) User(uid uint32) Safe {
	if name, ok := m.users[uid]; ok {
		return name
	}
	return Number(uid)
}

func usersOf(n *Snapshot) map[uint32]Safe {
	users := maps.Clone(n.Users)
	if users == nil {
		users = map[uint32]Safe{}
	}
	for i := range n.Processes {
		if p := &n.Processes[i]; !p.User.Empty() {
			users[p.UID] = p.User
		}
	}
	return users
}
