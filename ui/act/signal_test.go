package act_test

import (
	"context"
	"testing"

	"berth/model"
	"berth/model/safe"
	"berth/ui/act"
)

// leaver releases its port when it is signalled; gone says whether it then ends.
type leaver struct {
	err  error
	gone bool
}

func (l leaver) Signal(context.Context, model.Signal) error { return l.err }
func (l leaver) Gone(context.Context) bool                  { return l.gone }
func (leaver) Release()                                     {}

func TestWorkerThatEndsWithItsParentIsNotAFailure(t *testing.T) {
	for _, c := range []struct {
		name    string
		victims act.Victims
		failed  bool
	}{
		{"on its way out with its parent", act.Victims{{Victim: leaver{nil, true}}, {Victim: leaver{model.ErrReleased, true}}}, false},
		{"it keeps running", act.Victims{{Victim: leaver{nil, true}}, {Victim: leaver{model.ErrReleased, false}}}, true},
		{"alone", act.Victims{{Victim: leaver{model.ErrReleased, true}}}, true},
	} {
		results := c.victims.Signal(t.Context(), model.Signal{Ends: true})
		if got := results[len(results)-1].Failed(); got != c.failed {
			t.Errorf("%s: failed %v, want %v", c.name, got, c.failed)
		}
	}
}

func TestManyResultsAreSummedUpFailuresFirst(t *testing.T) {
	result := func(pid int32, alive bool) act.SignalResult {
		return act.SignalResult{Process: model.Process{ID: model.ProcessID{PID: pid}, Name: safe.Say("w")}, Signal: model.Signals[0], Alive: alive}
	}
	results := act.Results{result(1, false), result(2, true), result(3, false)}
	if got, want := results.Words().String(), "w (2) is still alive 3 s after TERM; 2 of 3 done"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if !results.Failed() || !results.Alive() || results[:1].Failed() || results[:1].Alive() {
		t.Error("a process that is still alive is not distinguished from those that are gone")
	}
}
