// Package moment turns a sequence of snapshots into moments: snapshots with the facts
// that need earlier snapshots, such as ages, rates, and the growth of pools.
package moment

import (
	"maps"
	"time"

	"berth/model"
	"berth/model/listen"
	"berth/model/pool"
	"berth/model/safe"
)

// Moment is a snapshot with the facts that need earlier snapshots.
type Moment struct {
	*model.Snapshot
	pool.Ledger
	History []Tally // oldest first, the newest is this snapshot; at most HistoryLength
	rates   []Rates // by network namespace; none at the first snapshot
	now     int64   // nanoseconds since the first snapshot
	births  []tick  // of each socket, on the same clock; may be the constant before
	speeds  []speed // of each socket; empty without Flows
	users   map[uint32]safe.Text
}

// HistoryLength is how many tallies a Timeline keeps.
const HistoryLength = 120

// Tally counts sockets at one moment.
type Tally struct {
	Taken  time.Time
	States [model.States]int // TCP by state
	UDP    int
	Ranges []SpaceRange // of each network namespace; moments share them

	Listeners, Connections int // both protocols
}

// Now is the tally of this moment.
func (m *Moment) Now() Tally {
	if len(m.History) == 0 {
		return Tally{}
	}
	return m.History[len(m.History)-1]
}

// Timeline turns a sequence of snapshots into moments. Only one goroutine at a time
// may use it; its moments never change. It remembers only the sockets of the last
// snapshot, so its memory does not grow with time.
type Timeline struct {
	origin   time.Time
	watching bool // there was a snapshot
	last     previous
	births   births
	speeds   speeds
	ledgers  pool.Ledgers
	history  []Tally
}

// previous is what a Timeline remembers of the last snapshot besides its sockets;
// the snapshot itself would keep all its memory.
type previous struct {
	taken   time.Time
	spaces  []model.Space
	backend safe.Text
}

// Next adds a snapshot. interval is the planned time between snapshots.
func (t *Timeline) Next(n *model.Snapshot, interval time.Duration) *Moment {
	if !t.watching {
		t.origin = n.Taken
	}
	now := int64(n.Taken.Sub(t.origin))
	m := &Moment{Snapshot: n, Ledger: t.ledgers.Next(n, listen.New(n.Sockets), now, interval), now: now, users: usersOf(n)}
	born := tickOf(m.now)
	if !t.watching || t.last.backend != n.Backend { // another backend identifies sockets differently
		born = before
	}
	m.births = t.births.of(n.Sockets, born)
	m.speeds = t.speeds.of(n, &t.births.cookies, n.Taken.Sub(t.last.taken), interval)
	m.History = t.tally(n)
	if t.watching {
		m.rates = ratesOf(t.last.spaces, n.Spaces, n.Taken.Sub(t.last.taken), interval)
	}
	t.last = previous{n.Taken, n.Spaces, n.Backend}
	t.watching = true
	return m
}

// tally appends to the history. Moments share one array: each sees only the tallies
// up to its own, and cannot append to the array.
func (t *Timeline) tally(n *model.Snapshot) []Tally {
	now := Tally{Taken: n.Taken, Ranges: t.ranges(n.Spaces)}
	for i := range n.Sockets {
		s := &n.Sockets[i]
		if s.Proto == model.UDP {
			now.UDP++
		} else {
			now.States[s.State.Base()]++
		}
		switch {
		case s.Listening():
			now.Listeners++
		case s.State != model.Bound:
			now.Connections++
		}
	}
	t.history = append(t.history, now)
	if over := len(t.history) - HistoryLength; over > 0 {
		t.history = t.history[over:]
	}
	return t.history[:len(t.history):len(t.history)]
}

// Age is how long the i-th socket has been seen, and whether that is its whole life: a
// socket that existed at the first snapshot is older than this age.
func (m *Moment) Age(i int) (age time.Duration, whole bool) {
	if i >= len(m.births) { // a moment not made by a timeline
		return 0, false
	}
	birth, whole := m.births[i], true
	if birth == before {
		birth, whole = 0, false
	}
	return time.Duration(max(0, tickOf(m.now)-birth)) * hundredth, whole // the clock may have been set back in a recording
}

// Oldest is the greatest age of several sockets.
func (m *Moment) Oldest(sockets []int32) (age time.Duration, whole bool) {
	whole = true
	for _, i := range sockets {
		a, w := m.Age(int(i))
		age, whole = max(age, a), whole && w
	}
	return age, whole
}

// User is the name of a user id if it is known, otherwise the number. A socket with a
// hidden holder still has the user id of its creator.
func (m *Moment) User(uid uint32) safe.Text {
	if name, ok := m.users[uid]; ok {
		return name
	}
	return safe.Number(uid)
}

func usersOf(n *model.Snapshot) map[uint32]safe.Text {
	users := maps.Clone(n.Users)
	if users == nil {
		users = map[uint32]safe.Text{}
	}
	for i := range n.Processes {
		if p := &n.Processes[i]; !p.User.Empty() {
			users[p.UID] = p.User
		}
	}
	return users
}
