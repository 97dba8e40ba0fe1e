package act_test

import (
	"context"
	"errors"
	"testing"

	"berth/model"
	"berth/model/safe"
	"berth/ui/act"
)

// holder is an actor that fails once for each process in errs.
type holder struct {
	model.Actor
	errs map[int32]error
	asks []model.Target
}

func (h *holder) Hold(_ context.Context, t model.Target) (model.Victim, error) {
	h.asks = append(h.asks, t)
	if err := h.errs[t.Process.PID]; err != nil {
		delete(h.errs, t.Process.PID)
		return nil, err
	}
	return leaver{nil, true}, nil
}

func candidate(pid int32) model.Candidate {
	id := model.ProcessID{PID: pid}
	return model.Candidate{Target: model.Target{Process: id}, Facts: model.Process{ID: id, Name: safe.Say("sh"), Command: safe.Say("sh -c x")}}
}

func TestProcessThatRunsAnotherProgramIsHeldAndShownByThatName(t *testing.T) {
	h := &holder{errs: map[int32]error{7: &model.Changed{Now: safe.Say("cat")}}}
	v := act.Hold(t.Context(), h, []model.Candidate{candidate(7)})
	if v.Held() != 1 || v.Names() != safe.Say("cat (7)") || v[0].Facts.Command != safe.Say("[cat]") {
		t.Errorf("%d held: %s, %s", v.Held(), v.Names(), v[0].Facts.Command)
	}
	if len(h.asks) != 2 || h.asks[0].Name != safe.Say("sh") || h.asks[1].Name != safe.Say("cat") {
		t.Errorf("asked for %v", h.asks)
	}
}

func TestFailureNamesTheProcessOnce(t *testing.T) {
	refusal := &model.Refusal{Why: safe.Say("sh (1) is an ancestor of berth")}
	h := &holder{errs: map[int32]error{1: refusal, 2: errors.New("no such file")}}
	v := act.Hold(t.Context(), h, []model.Candidate{candidate(1), candidate(2), candidate(3)})
	if err := v[0].Failure(); err != error(refusal) {
		t.Errorf("got %v", err)
	}
	if err := v[1].Failure(); err == nil || err.Error() != "sh (2): no such file" {
		t.Errorf("got %v", err)
	}
	if v.Held() != 1 {
		t.Errorf("%d of 3 are held, want 1", v.Held())
	}
	if err := v[2].Failure(); err != nil {
		t.Errorf("one that is held has failed: %v", err)
	}
}
