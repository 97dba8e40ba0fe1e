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

// timeout is what the guards of these tests grant a read. Their time is that of a
// synctest bubble, which passes when every goroutine waits, so that no test
// depends on how loaded the machine is.
const timeout = 200 * time.Millisecond

// hung is a guard over reads that hang until the test lets them go.
type hung struct {
	*Guard
	t    *testing.T
	free map[int]chan struct{}
}

// bubble runs a test with a guard whose time stands still until the test waits. It
// fails where a goroutine is left at the end.
func bubble(t *testing.T, test func(t *testing.T, h *hung)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		h := &hung{Guard: New(safe.Say("things"), timeout, time.Now), t: t, free: map[int]chan struct{}{}}
		defer func() {
			for pid := range h.free {
				h.release(pid)
			}
		}()
		test(t, h)
	})
}

// pass lets time pass.
func pass(d time.Duration) { <-time.After(d) }

// hang begins a read that does not return.
func (h *hung) hang(pid int) {
	h.t.Helper()
	free := make(chan struct{})
	h.free[pid] = free
	if err := h.Do(h.t.Context(), pid, 0, func() { <-free }); err != errNoAnswer {
		h.t.Fatalf("a read that hangs: error %v", err)
	}
}

// release lets a read return, and waits until the guard knows.
func (h *hung) release(pid int) {
	close(h.free[pid])
	delete(h.free, pid)
	synctest.Wait()
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
	bubble(t, func(t *testing.T, h *hung) {
		began := time.Now()
		h.hang(7)
		if waited := time.Since(began); waited != timeout {
			t.Errorf("it was abandoned after %v, want %v", waited, timeout)
		}
		h.want(7, false, errNoAnswer)
		h.want(8, true, nil)
		pass(maxRest - 1)
		h.release(7)
		h.want(7, false, errNoAnswer)
		if !h.Silent(7) || h.Silent(8) {
			t.Errorf("silent: 7 %v, 8 %v", h.Silent(7), h.Silent(8))
		}
		pass(1)
		h.want(7, true, nil)
		if gap, ok := h.Gap(); ok || h.Silent(7) {
			t.Errorf("gap %v when all answer", gap)
		}
	})
}

func TestProcessThatWasLateIsSoonAskedAgain(t *testing.T) {
	for _, c := range []struct{ late, rest time.Duration }{{0, restFactor * timeout}, {time.Second, restFactor * (time.Second + timeout)}, {maxRest, 0}} {
		bubble(t, func(t *testing.T, h *hung) {
			h.hang(7)
			pass(c.late)
			h.release(7)
			if c.rest > 0 {
				pass(c.rest - 1)
				h.want(7, false, errNoAnswer)
				pass(1)
			}
			h.want(7, true, nil)
		})
	}
}

func TestProcessIsNotTriedAgainWhileItsReadStillHangs(t *testing.T) {
	bubble(t, func(t *testing.T, h *hung) {
		h.hang(7)
		pass(10 * maxRest)
		h.want(7, false, errNoAnswer)
		if gap, ok := h.Gap(); !ok || gap.Count != 1 || gap.What.String() != "things" || !h.Silent(7) {
			t.Errorf("gap %v, %v", gap, ok)
		}
	})
}

func TestAfterFourHangingReadsNothingIsReadUntilOneReturns(t *testing.T) {
	bubble(t, func(t *testing.T, h *hung) {
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

func TestWhenTimeIsOverTheReadIsAbandonedWithoutPenance(t *testing.T) {
	bubble(t, func(t *testing.T, h *hung) {
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
	})
}

func TestReadIsGrantedTheTimeThatItNeeds(t *testing.T) {
	bubble(t, func(t *testing.T, h *hung) {
		for more, want := range map[time.Duration]error{time.Hour: nil, time.Hour - timeout + 1: nil, time.Hour - timeout - 1: errNoAnswer} {
			if err := h.Do(t.Context(), int(more), more, func() { pass(time.Hour) }); err != want {
				t.Errorf("an hour with %v more: error %v, want %v", more, err, want)
			}
		}
		pass(time.Hour) // until the last one has returned
	})
}

func TestPanicOfAReadReachesItsCaller(t *testing.T) {
	bubble(t, func(t *testing.T, h *hung) {
		defer func() {
			if p, _ := recover().(string); !strings.HasPrefix(p, "out of range") || !strings.Contains(p, "guard_test.go") {
				t.Errorf("panic %q, want the one of the read, and where it was", p)
			}
		}()
		_ = h.Do(t.Context(), 7, 0, func() { panic("out of range") })
	})
}
