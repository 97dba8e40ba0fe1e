package guard

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"berth/model/safe"
)

// timeout is the time limit of the guards in these tests. They use the clock of a synctest
// bubble, which advances only when all goroutines wait, so the load of the machine does not
// matter.
const timeout = 200 * time.Millisecond

// hangingGuard is a guard with reads that hang until the test releases them.
type hangingGuard struct {
	*Guard
	t    *testing.T
	free map[int]chan struct{}
}

// inBubble runs a test with a guard whose clock advances only while the test waits. It fails if
// a goroutine is left at the end.
func inBubble(t *testing.T, test func(t *testing.T, h *hangingGuard)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		h := &hangingGuard{Guard: New(safe.Say("things"), timeout, time.Now), t: t, free: map[int]chan struct{}{}}
		defer func() {
			for pid := range h.free {
				h.release(pid)
			}
		}()
		test(t, h)
	})
}

// advance advances the clock.
func advance(d time.Duration) { <-time.After(d) }

// hang starts a read that does not return.
func (h *hangingGuard) hang(pid int) {
	h.t.Helper()
	free := make(chan struct{})
	h.free[pid] = free
	if err := h.Do(h.t.Context(), pid, 0, func() { <-free }); err != errNoAnswer {
		h.t.Fatalf("a read that hangs: error %v", err)
	}
}

// release lets a read return and waits until the guard has noticed.
func (h *hangingGuard) release(pid int) {
	close(h.free[pid])
	delete(h.free, pid)
	synctest.Wait()
}

// runs reports whether a read of the process was started, or the error if it was not.
func (h *hangingGuard) runs(pid int) (ran bool, err error) {
	err = h.Do(context.Background(), pid, 0, func() { ran = true })
	return ran, err
}

func (h *hangingGuard) want(pid int, ran bool, err error) {
	h.t.Helper()
	if gotRan, gotErr := h.runs(pid); gotRan != ran || !errors.Is(gotErr, err) {
		h.t.Errorf("process %d: ran %v, error %v; want %v, %v", pid, gotRan, gotErr, ran, err)
	}
}

func TestHangingReadIsAbandonedAndItsProcessIsNotReadForAMinute(t *testing.T) {
	inBubble(t, func(t *testing.T, h *hangingGuard) {
		began := time.Now()
		h.hang(7)
		if waited := time.Since(began); waited != timeout {
			t.Errorf("it was abandoned after %v, want %v", waited, timeout)
		}
		h.want(7, false, errNoAnswer)
		h.want(8, true, nil)
		advance(maxRest - 1)
		h.release(7)
		h.want(7, false, errNoAnswer)
		if !h.Silent(7) || h.Silent(8) {
			t.Errorf("silent: 7 %v, 8 %v", h.Silent(7), h.Silent(8))
		}
		advance(1)
		h.want(7, true, nil)
		if gap, ok := h.Gap(); ok || h.Silent(7) {
			t.Errorf("gap %v when all answer", gap)
		}
	})
}

func TestProcessThatAnsweredLateIsReadAgainSoon(t *testing.T) {
	for _, c := range []struct{ returnedLate, rest time.Duration }{{0, restFactor * timeout}, {time.Second, restFactor * (time.Second + timeout)}, {maxRest, 0}} {
		inBubble(t, func(t *testing.T, h *hangingGuard) {
			h.hang(7)
			advance(c.returnedLate)
			h.release(7)
			if c.rest > 0 {
				advance(c.rest - 1)
				h.want(7, false, errNoAnswer)
				advance(1)
			}
			h.want(7, true, nil)
		})
	}
}

func TestProcessIsNotReadWhileItsReadHangs(t *testing.T) {
	inBubble(t, func(t *testing.T, h *hangingGuard) {
		h.hang(7)
		advance(10 * maxRest)
		h.want(7, false, errNoAnswer)
		if gap, ok := h.Gap(); !ok || gap.Count != 1 || gap.What.String() != "things" || !h.Silent(7) {
			t.Errorf("gap %v, %v", gap, ok)
		}
	})
}

func TestAfterFourHangingReadsNothingIsReadUntilOneReturns(t *testing.T) {
	inBubble(t, func(t *testing.T, h *hangingGuard) {
		for pid := 1; pid <= maxHung; pid++ {
			h.want(9, true, nil)
			h.hang(pid)
		}
		h.want(9, false, errTooMany)
		if gap, ok := h.Gap(); !ok || !strings.Contains(gap.Why.String(), "too many") {
			t.Errorf("gap %v, %v", gap, ok)
		}
		h.release(2)
		h.want(9, true, nil)
	})
}

func TestReadAbandonedByItsContextIsAllowedAgainOnceItReturns(t *testing.T) {
	inBubble(t, func(t *testing.T, h *hangingGuard) {
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
			t.Error("a read was started after the context ended")
		}
	})
}

func TestReadGetsItsExtraTime(t *testing.T) {
	inBubble(t, func(t *testing.T, h *hangingGuard) {
		for more, want := range map[time.Duration]error{time.Hour: nil, time.Hour - timeout + 1: nil, time.Hour - timeout - 1: errNoAnswer} {
			if err := h.Do(t.Context(), int(more), more, func() { advance(time.Hour) }); err != want {
				t.Errorf("an hour with %v more: error %v, want %v", more, err, want)
			}
		}
		advance(time.Hour) // wait until the last read has returned
	})
}

func TestPanicInAReadReachesTheCaller(t *testing.T) {
	inBubble(t, func(t *testing.T, h *hangingGuard) {
		defer func() {
			if p, _ := recover().(string); !strings.HasPrefix(p, "out of range") || !strings.Contains(p, "guard_test.go") {
				t.Errorf("panic %q, want the one of the read, and where it was", p)
			}
		}()
		_ = h.Do(t.Context(), 7, 0, func() { panic("out of range") })
	})
}
