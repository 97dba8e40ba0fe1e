package source

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"berth/model"
	"berth/source/worlds"
)

// hour is more patience than a test has: a read that is to return does.
const hour = time.Hour

// hung is a guard over reads that hang until the test lets them go.
type hung struct {
	*guard
	t     *testing.T
	clock time.Time
	free  map[int]chan struct{}
}

func newHung(t *testing.T) *hung {
	t.Helper()
	h := &hung{guard: newGuard(model.Say("things")), t: t, clock: time.Unix(0, 0), free: map[int]chan struct{}{}}
	h.now = func() time.Time { return h.clock }
	h.patience = hour
	t.Cleanup(func() {
		for pid := range h.free {
			h.release(pid)
		}
		goleak.VerifyNone(t)
	})
	return h
}

// hang begins a read that does not return.
func (h *hung) hang(pid int) {
	h.t.Helper()
	h.patience = time.Millisecond
	defer func() { h.patience = hour }()
	free := make(chan struct{})
	h.free[pid] = free
	if err := h.Do(h.t.Context(), pid, 0, func() { <-free }); err != errNoAnswer {
		h.t.Fatalf("a read that hangs: error %v", err)
	}
}

// release lets a read return, and waits until the guard knows.
func (h *hung) release(pid int) {
	h.t.Helper()
	close(h.free[pid])
	delete(h.free, pid)
	worlds.Until(h.t, "the read to return", func() bool {
		h.mu.Lock()
		defer h.mu.Unlock()
		return h.stuck[pid] == nil || h.stuck[pid].returned
	})
}

// runs reports whether a read of the process is begun, and with which error it is not.
func (h *hung) runs(pid int) (ran bool, err error) {
	err = h.Do(context.Background(), pid, 0, func() { ran = true })
	return ran, err
}

func (h *hung) want(pid int, ran bool, err error) {
	h.t.Helper()
	if gotRan, gotErr := h.runs(pid); gotRan != ran || !errors.Is(gotErr, err) {
		h.t.Errorf("process %d: ran %v, error %v; want %v, %v", pid, gotRan, gotErr, ran, err)
	}
}

func TestReadThatHangsIsAbandonedAndItsProcessLeftAloneForAMinute(t *testing.T) {
	h := newHung(t)
	h.hang(7)
	h.want(7, false, errNoAnswer)
	h.want(8, true, nil)
	h.release(7)
	h.want(7, false, errNoAnswer)
	h.clock = h.clock.Add(penance)
	h.want(7, true, nil)
	if gap, ok := h.Gap(); ok {
		t.Errorf("gap %v when all answer", gap)
	}
}

func TestProcessThatWasLateIsSoonAskedAgain(t *testing.T) {
	for _, c := range []struct{ late, rest time.Duration }{{0, repose * patience}, {time.Second, repose * (time.Second + patience)}, {penance, 0}} {
		h := newHung(t)
		h.hang(7)
		h.guard.patience = patience
		h.clock = h.clock.Add(c.late)
		h.release(7)
		if c.rest > 0 {
			h.clock = h.clock.Add(c.rest - 1)
			h.want(7, false, errNoAnswer)
			h.clock = h.clock.Add(1)
		}
		h.want(7, true, nil)
	}
}

func TestProcessIsNotTriedAgainWhileItsReadStillHangs(t *testing.T) {
	h := newHung(t)
	h.hang(7)
	h.clock = h.clock.Add(10 * penance)
	h.want(7, false, errNoAnswer)
	if gap, ok := h.Gap(); !ok || gap.Count != 1 || gap.What.String() != "things" {
		t.Errorf("gap %v, %v", gap, ok)
	}
}

func TestAfterFourHangingReadsNothingIsReadUntilOneReturns(t *testing.T) {
	h := newHung(t)
	for pid := 1; pid <= lost; pid++ {
		h.want(9, true, nil)
		h.hang(pid)
	}
	h.want(9, false, errTooMany)
	if gap, ok := h.Gap(); !ok || !strings.Contains(gap.Why.String(), "too many") {
		t.Errorf("gap %v, %v", gap, ok)
	}
	h.release(2)
	h.want(9, true, nil)
}

func TestWhenTimeIsOverTheReadIsAbandonedWithoutPenance(t *testing.T) {
	h := newHung(t)
	ctx, cancel := context.WithCancel(t.Context())
	free := make(chan struct{})
	h.free[7] = free
	err := h.Do(ctx, 7, 0, func() { cancel(); <-free })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	h.want(7, false, errNoAnswer)
	h.release(7)
	h.want(7, true, nil)
	if ran := false; h.Do(ctx, 8, 0, func() { ran = true }) == nil || ran {
		t.Error("a read was begun after time was over")
	}
}

func TestReadIsGrantedTheTimeThatItNeeds(t *testing.T) {
	h := newHung(t)
	h.patience = 0
	slow := make(chan struct{})
	time.AfterFunc(20*time.Millisecond, func() { close(slow) })
	if err := h.Do(t.Context(), 7, hour, func() { <-slow }); err != nil {
		t.Errorf("error %v", err)
	}
}

func TestPanicOfAReadReachesItsCaller(t *testing.T) {
	h := newHung(t)
	defer func() {
		if p, _ := recover().(string); !strings.HasPrefix(p, "out of range") || !strings.Contains(p, "guard_test.go") {
			t.Errorf("panic %q, want the one of the read, and where it was", p)
		}
	}()
	_ = h.Do(t.Context(), 7, 0, func() { panic("out of range") })
}
