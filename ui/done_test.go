package ui

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
	"berth/ui/drive"
)

// reuser is a sampler that writes over a snapshot as soon as it has it back.
type reuser struct {
	stage
	given int
}

func (r *reuser) Sample(ctx context.Context, need model.Need) (*model.Snapshot, error) {
	n, err := r.stage.Sample(ctx, need)
	if err != nil {
		return nil, err
	}
	users := map[uint32]model.Safe{}
	for uid, name := range n.Users {
		users[uid] = name
	}
	n.Users = users
	n.Processes = append([]model.Process(nil), n.Processes...)
	n.Gaps = append([]model.Gap(nil), n.Gaps...)
	n.Done = func() {
		r.given++
		clear(n.Sockets)
		clear(n.Processes)
		clear(n.Holders)
		clear(n.Gaps)
		clear(n.Users)
		for i := range n.Holders {
			n.Holders[i] = 1 << 30 // whoever looks a process up by it falls over
		}
		for i := range n.Sockets {
			n.Sockets[i].OwnerCount = 1
		}
	}
	return n, nil
}

// TestMomentsAreGivenBackOnlyWhenNobodyLooksAtThem presses the same keys on two
// dashboards of one world: one gets its snapshots written over, one does not.
func TestMomentsAreGivenBackOnlyWhenNobodyLooksAtThem(t *testing.T) {
	keys := []string{
		"tab", "shift+tab", "down", "down", "end", "home", "pgdown", "enter", "esc", "i", "esc", "s", "r", ">", "<",
		"8", "0", "esc", "/ user=redis enter", "?", "esc", "p", "p", "y", "x", "c", "esc", "t", "esc", "w", "down", "esc", "+", "-",
	}
	for seed := range uint64(6) {
		w := quietServer()
		sampler := &reuser{stage: stage{world: w}}
		width := []int{120, 200, 80}[seed%3]
		begin := func(s model.Sampler) (*App, *drive.Driver, *drive.Clock) {
			clock := &drive.Clock{}
			app := New(&model.Machine{Name: "web-01", Sampler: s, Actor: &fakeActor{}}, Options{Interval: time.Second, After: clock.After, Now: func() time.Time { return noon }})
			return app, drive.Start(app, width, 40), clock
		}
		_, one, oneClock := begin(sampler)
		_, two, twoClock := begin(&stage{world: w})
		random := rand.New(rand.NewPCG(seed, 7))
		for step := range 300 {
			key := keys[random.IntN(len(keys))]
			switch random.IntN(4) {
			case 0:
				at := random.IntN(len(w.Sockets))
				if s := &w.Sockets[at]; s.Listening() {
					w.drop(func(o *model.Socket) bool { return o == s })
				} else {
					s.Remote.Port += 3
				}
			case 1:
				w.socket(model.TCP, "10.0.0.7:443", "198.51.100.9:1000", model.Established, "worker1").Remote.Port += uint16(step)
			}
			for _, d := range []*drive.Driver{one, two} {
				d.Keys(key)
			}
			if random.IntN(20) == 0 {
				width := []int{120, 200, 80, 30}[random.IntN(4)]
				one.Resize(width, 40)
				two.Resize(width, 40)
			}
			if random.IntN(3) == 0 {
				one.Pass(oneClock, time.Second)
				two.Pass(twoClock, time.Second)
			}
			if got, want := one.Frame(), two.Frame(); got != want {
				t.Fatalf("seed %d, step %d, after %s: what is on the screen was written over:\n%s\nwant\n%s", seed, step, key, got, want)
			}
		}
		if sampler.given < sampler.taken/4 {
			t.Errorf("seed %d: of %d snapshots %d were given back", seed, sampler.taken, sampler.given)
		}
	}
}

// rowsOf runs what Update returned, as far as it makes rows.
func rowsOf(t *testing.T, cmd tea.Cmd) rowsMsg {
	t.Helper()
	switch msg := cmd().(type) {
	case rowsMsg:
		return msg
	case tea.BatchMsg:
		for _, c := range msg {
			if c != nil {
				if rows, ok := c().(rowsMsg); ok {
					return rows
				}
			}
		}
	}
	t.Fatal("no rows are made")
	return rowsMsg{}
}

func TestMomentIsNotGivenBackWhileItsRowsAreMadeOrShown(t *testing.T) {
	w := quietServer()
	sampler := &reuser{stage: stage{world: w}}
	d := start(t, w, 120, 36, func(a *App) { a.machine.Sampler = sampler })
	given := sampler.given
	_, older := d.app.Update(keyOf("8"))
	n, _ := sampler.Sample(t.Context(), d.app.told)
	d.app.Update(sampleMsg{moment: d.app.timeline.Next(n, time.Second), need: d.app.told})
	_, newer := d.app.Update(rowsOf(t, older))
	if sampler.given != given {
		t.Fatal("the moment of the rows on the screen was given back")
	}
	d.app.Update(rowsOf(t, newer))
	if sampler.given != given+1 {
		t.Errorf("%d given back, want 1", sampler.given-given)
	}
}

func TestMomentUnderAnOverlayIsLeftAlone(t *testing.T) {
	w := quietServer()
	sampler := &reuser{stage: stage{world: w}}
	d := start(t, w, 120, 36, func(a *App) { a.machine.Sampler = sampler })
	d.keys("i")
	given := sampler.given
	d.tick()
	if sampler.given != given {
		t.Error("the moment that an overlay may look at was given back")
	}
	d.keys("esc")
	d.tick()
	if sampler.given != given+1 {
		t.Errorf("%d given back, want 1", sampler.given-given)
	}
}

func TestPaneBesideIsMadeAnewWhenTheWindowIsWideAgain(t *testing.T) {
	sampler := &reuser{stage: stage{world: quietServer()}}
	d := start(t, sampler.world, 200, 40, func(a *App) { a.machine.Sampler = sampler })
	d.keys("down down down down") // tcp 443
	d.sees("198.51.100.")
	d.Resize(120, 40)
	d.tick()
	d.tick()
	d.Hold()
	d.Resize(200, 40)
	d.misses("198.51.100.", "0.0.0.0:0") // of a moment that was given back
	d.Release()
	d.sees("198.51.100.")
}
