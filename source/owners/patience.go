package owners

import "time"

// patience says when a socket that was not found is looked for again. It may
// belong to the kernel or to a process of another PID namespace, so looking for
// it again and again would cost much and find nothing. The upper bits are the
// moment, the lower ones how often it was looked for everywhere in vain. 0 is a
// socket that was never looked for.
type patience uint32

const (
	depth  = 3 // bits of the count
	levels = 1<<depth - 1
	unit   = 100 * time.Millisecond
)

// The waits between two walks for a socket that cannot be found.
const (
	firstWait = time.Second
	lastWait  = time.Minute
)

// moment counts from 1, so that no patience that was set is 0.
func moment(since time.Duration) patience { return patience(since/unit) + 1 }

// due reports whether the socket is worth being looked for.
func (p patience) due(since time.Duration) bool { return moment(since) >= p>>depth }

// walked reports whether every process was read in search of it.
func (p patience) walked() bool { return p&levels > 0 }

// probed is what follows when only the likely places were looked at.
func probed(since time.Duration) patience { return moment(since) << depth }

// longer is what follows when everything was looked at.
func (p patience) longer(since time.Duration) patience {
	level := min(p&levels+1, levels)
	return moment(since+min(firstWait<<(level-1), lastWait))<<depth | level
}
