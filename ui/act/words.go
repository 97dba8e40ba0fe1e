package act

import (
	"errors"

	"berth/model"
	"berth/model/safe"
)

// Words is the result in one sentence.
func (r SignalResult) Words() safe.Text {
	who := r.Process.Label()
	switch {
	case errors.Is(r.Err, model.ErrGone):
		return safe.Format("%s was already gone; nothing was sent", who)
	case r.Err != nil:
		return safe.Format("%s: %s", who, r.Err.Error())
	case r.Alive:
		return safe.Format("%s is still alive 3 s after %s", who, r.Signal.Name)
	case r.Signal.Ends:
		return safe.Format("%s is gone", who)
	}
	return safe.Format("%s sent to %s", r.Signal.Name, who)
}

// Words are the results in one line. A few results are all named; of many, the line
// says how many processes are gone and which are not. Failures come first, because
// the end of a line may be cut.
func (r Results) Words() safe.Text {
	const few = 2
	var failed, done []safe.Text
	for i := range r {
		if r[i].Failed() {
			failed = append(failed, r[i].Words())
		} else {
			done = append(done, r[i].Words())
		}
	}
	if len(r) > few && len(done) > 0 {
		done = []safe.Text{safe.Format("%d of %d done", len(done), len(r))}
	}
	return safe.Join(safe.Say("; "), append(failed, done...)...)
}

// Words is the result in one sentence about the socket that label names.
func (r CloseResult) Words(label safe.Text) safe.Text {
	switch {
	case r.Ended():
		return safe.Format("%s had already ended; nothing was closed", label)
	case r.Err != nil:
		return safe.Sanitise(r.Err.Error())
	}
	return safe.Format("closed %s", label)
}
