package dash

import (
	"slices"
	"time"

	"berth/model"
	"berth/model/follow"
)

// sampling is which sample is out, what the last one told, and when the next is due.
type sampling struct {
	follower *follow.Follower

	out     int           // number of the sample that is out; 0: none
	taken   int           // how many there have been
	moments int           // how many of them told something
	late    int           // seconds the sample that is out has taken
	began   bool          // the first, quick sample is in
	owned   bool          // the last one knows the owners
	known   model.Need    // what the last one knows
	trouble string        // why the last one failed; "" when it did not
	asked   time.Duration // the interval the person chose
	rhythm  rhythm        // what samples make of it
	paused  bool
	ticks   int // generation of the tick that counts
}

// interval is the one in force: what the person asked for, unless samples cost
// too much for it.
func (s *sampling) interval() time.Duration { return max(s.asked, s.rhythm.stretched) }

// begin counts a sample that goes out.
func (s *sampling) begin() (number int) {
	s.taken++
	s.out, s.late = s.taken, 0
	return s.out
}

// done takes in what the sample that was out told.
func (s *sampling) done(msg sampleMsg) {
	s.out, s.late, s.trouble = 0, 0, ""
	if msg.err != nil {
		s.trouble = msg.err.Error()
		return
	}
	s.known, s.owned = msg.Known, s.began
	s.moments++
	s.rhythm.sampled(msg.Took, s.asked)
}

// pace makes the interval longer or shorter by a step.
func (s *sampling) pace(by int) {
	if by > 0 {
		if i := slices.IndexFunc(paces, func(d time.Duration) bool { return d > s.asked }); i >= 0 {
			s.asked = paces[i]
		}
		return
	}
	for _, d := range slices.Backward(paces) {
		if d < s.asked {
			s.asked = d
			return
		}
	}
}

// paces are the intervals that + and - step through.
var paces = []time.Duration{
	500 * time.Millisecond, time.Second, 2 * time.Second, 5 * time.Second,
	10 * time.Second, 30 * time.Second, time.Minute,
}

// learnTime bounds reading what findings want to know.
const learnTime = time.Second
