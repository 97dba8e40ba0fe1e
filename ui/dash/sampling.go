package dash

import (
	"slices"
	"time"

	"berth/model"
	"berth/model/follow"
)

// sampling is the state of the running sample, the outcome of the last one, and the
// time of the next one.
type sampling struct {
	follower *follow.Follower

	running int           // number of the running sample; 0: none
	taken   int           // number of samples that were started
	moments int           // number of samples that succeeded
	late    int           // seconds that the running sample has taken so far
	began   bool          // the first, quick sample is complete
	owned   bool          // the last sample has the owners
	known   model.Need    // what the last sample has
	trouble string        // why the last sample failed; "" if it did not
	asked   time.Duration // the interval that the user chose
	rhythm  rhythm        // makes the interval longer if samples are expensive
	paused  bool
	ticks   int // generation of the valid tick
}

// interval is the interval in force: the one that the user chose, or a longer one if
// samples are too expensive for that.
func (s *sampling) interval() time.Duration { return max(s.asked, s.rhythm.stretched) }

// begin counts a sample that starts.
func (s *sampling) begin() (number int) {
	s.taken++
	s.running, s.late = s.taken, 0
	return s.running
}

// done records the result of the running sample.
func (s *sampling) done(msg sampleMsg) {
	s.running, s.late, s.trouble = 0, 0, ""
	if msg.err != nil {
		s.trouble = msg.err.Error()
		return
	}
	s.known, s.owned = msg.Known, s.began
	s.moments++
	s.rhythm.sampled(msg.Took, s.asked)
}

// pace makes the interval longer or shorter by one step.
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

// paces are the intervals that the keys + and - step through.
var paces = []time.Duration{
	500 * time.Millisecond, time.Second, 2 * time.Second, 5 * time.Second,
	10 * time.Second, 30 * time.Second, time.Minute,
}

// learnTime is the time limit for reading the facts that findings need.
const learnTime = time.Second
