package guard

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"berth/model/safe"
)

// series runs one read for each process and returns the results. The reads of the processes in
// hang do not return until the test releases them.
func (h *hangingGuard) series(ctx context.Context, pids []int, hang ...int) (results []string) {
	h.t.Helper()
	busy := false // a read is in progress: the guard must not call next
	h.Each(ctx, func() (int, time.Duration, func(), func(error)) {
		if busy {
			h.t.Error("next was called during a read")
		}
		if len(pids) == 0 {
			return 0, 0, nil, nil
		}
		pid := pids[0]
		pids, busy = pids[1:], true
		read := func() {}
		if slices.Contains(hang, pid) {
			free := make(chan struct{})
			h.free[pid] = free
			read = func() { <-free }
		}
		return pid, 0, read, func(err error) {
			busy = false
			results = append(results, fmt.Sprint(pid, " ", err))
		}
	})
	return results
}

func TestSeriesContinuesAfterAHangingRead(t *testing.T) {
	inBubble(t, func(t *testing.T, h *hangingGuard) {
		got := h.series(t.Context(), []int{1, 2, 3, 4, 5}, 2, 4)
		want := []string{"1 <nil>", "2 process does not answer", "3 <nil>", "4 process does not answer", "5 <nil>"}
		if !slices.Equal(got, want) {
			t.Errorf("said %q, want %q", got, want)
		}
		if got := h.series(t.Context(), []int{1, 2, 3}); !slices.Equal(got, []string{"1 <nil>", want[1], "3 <nil>"}) {
			t.Errorf("then said %q", got)
		}
	})
}

func TestSeriesAbandonsAtMostFourReads(t *testing.T) {
	inBubble(t, func(t *testing.T, h *hangingGuard) {
		got := h.series(t.Context(), []int{1, 2, 3, 4, 5, 6}, 1, 2, 3, 4, 5, 6)
		for i, results := range got {
			want := errNoAnswer
			if i >= maxHung {
				want = errTooMany
			}
			if !strings.HasSuffix(results, want.Error()) {
				t.Errorf("read %d: %s, want %v", i, results, want)
			}
		}
		if len(h.free) != maxHung+2 || len(got) != maxHung+2 {
			t.Errorf("%d reads were prepared, %d done", len(h.free), len(got))
		}
	})
}

func TestLongSeriesOfShortReadsIsNotAbandoned(t *testing.T) {
	inBubble(t, func(t *testing.T, h *hangingGuard) {
		const reads = 100
		begun, count := 0, 0
		h.Each(t.Context(), func() (int, time.Duration, func(), func(error)) {
			if begun++; begun > reads {
				return 0, 0, nil, nil
			}
			return 7, 0, func() { advance(timeout - 1) }, func(err error) {
				if count++; err != nil {
					t.Errorf("read %d: %v", count, err)
				}
			}
		})
		if count != reads {
			t.Errorf("%d reads, want %d", count, reads)
		}
	})
}

func TestSeriesEndsWithItsContext(t *testing.T) {
	inBubble(t, func(t *testing.T, h *hangingGuard) {
		ctx, cancel := context.WithCancel(t.Context())
		began := 0
		var failed error
		h.Each(ctx, func() (int, time.Duration, func(), func(error)) {
			began++
			free := make(chan struct{})
			h.free[7] = free
			return 7, 0, func() { cancel(); <-free }, func(err error) { failed = err }
		})
		if began != 1 || !errors.Is(failed, context.Canceled) {
			t.Errorf("%d reads, the last one with error %v", began, failed)
		}
	})
}

func TestPanicBetweenTwoReadsReachesTheCaller(t *testing.T) {
	inBubble(t, func(t *testing.T, h *hangingGuard) {
		defer func() {
			if p, _ := recover().(string); !strings.HasPrefix(p, "nothing follows") {
				t.Errorf("panic %q", p)
			}
		}()
		h.Each(t.Context(), func() (int, time.Duration, func(), func(error)) { panic("nothing follows") })
	})
}

func BenchmarkGuardOfOneRead(b *testing.B) {
	g := New(safe.Say("things"), time.Hour, time.Now)
	for b.Loop() {
		_ = g.Do(b.Context(), 7, 0, func() {})
	}
}

func BenchmarkGuardOfManyReads(b *testing.B) {
	g, read, done := New(safe.Say("things"), time.Hour, time.Now), func() {}, func(error) {}
	b.ReportAllocs()
	g.Each(b.Context(), func() (int, time.Duration, func(), func(error)) {
		if !b.Loop() {
			return 0, 0, nil, nil
		}
		return 7, 0, read, done
	})
}
