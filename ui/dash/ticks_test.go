package dash

import (
	"context"
	"io"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"go.uber.org/goleak"

	"berth/model"
)

// slowSampler is a machine whose samples are slow, as if there was little CPU time.
type slowSampler struct {
	worldSampler
	takes          time.Duration
	out, most, all atomic.Int32
}

func (s *slowSampler) Sample(ctx context.Context, need model.Need) (*model.Snapshot, error) {
	s.most.Store(max(s.most.Load(), s.out.Add(1)))
	defer s.out.Add(-1)
	s.all.Add(1)
	select {
	case <-time.After(s.takes):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	n, err := s.worldSampler.Sample(ctx, need)
	if err == nil {
		n.Took = s.takes
	}
	return n, err
}

// The dashboard runs under the real Bubble Tea with its real ticks, in the synthetic time of
// the test.
func TestSamplesNeverOverlapAndExpensiveOnesAreLessFrequent(t *testing.T) {
	defer goleak.VerifyNone(t)
	for _, c := range []struct {
		takes       time.Duration
		least, most int32 // samples in a minute, every second
	}{
		{10 * time.Millisecond, 55, 62},
		{400 * time.Millisecond, 20, 35}, // every 2 s
		{3 * time.Second, 3, 7},
	} {
		synctest.Test(t, func(t *testing.T) {
			machine := &slowSampler{worldSampler: worldSampler{world: quietServer()}, takes: c.takes}
			app := New(&model.Machine{Name: "web-01", Sampler: machine}, Options{Interval: time.Second})
			p := tea.NewProgram(app, tea.WithInput(nil), tea.WithOutput(io.Discard), tea.WithoutRenderer(), tea.WithoutSignalHandler())
			ended := make(chan error)
			go func() {
				_, err := p.Run()
				ended <- err
			}()
			<-time.After(time.Minute)
			p.Quit()
			if err := <-ended; err != nil {
				t.Error(err)
			}
			if n := machine.most.Load(); n != 1 {
				t.Errorf("%d samples at the same time", n)
			}
			if n := machine.all.Load(); n < c.least || n > c.most {
				t.Errorf("%d samples in a minute where one takes %v, want %d to %d", n, c.takes, c.least, c.most)
			}
			<-time.After(time.Minute) // the running sample ends
		})
	}
}
