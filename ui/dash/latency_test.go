//go:build bench

package dash

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
)

// loop runs a dashboard as Bubble Tea does: each command in its own goroutine, messages one
// after another.
type loop struct {
	app  *App
	msgs chan tea.Msg
}

func (l *loop) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		msg := cmd()
		if all, ok := msg.(tea.BatchMsg); ok {
			for _, c := range all {
				l.run(c)
			}
			return
		}
		l.msgs <- msg
	}()
}

func (l *loop) update(msg tea.Msg) {
	_, cmd := l.app.Update(msg)
	l.app.View()
	l.run(cmd)
}

// TestKeysAreAnsweredWhileEverythingIsRebuilt presses a key every 30 ms, while samples arrive
// and rows are built, and measures the time until each is on the screen.
func TestKeysAreAnsweredWhileEverythingIsRebuilt(t *testing.T) {
	for _, c := range []struct {
		sockets int
		most    time.Duration
		memory  int // MB
	}{{100_000, 50 * time.Millisecond, 160}, {1_000_000, 100 * time.Millisecond, 1200}} {
		host := newBusyHost(c.sockets, c.sockets/500)
		app := New(&model.Machine{Name: "web-01", Sampler: host}, Options{Interval: time.Second})
		l := &loop{app, make(chan tea.Msg, 1000)}
		l.run(app.Init())
		l.update(tea.WindowSizeMsg{Width: 200, Height: 60})
		pressed := time.NewTicker(30 * time.Millisecond)
		end := time.After(15 * time.Second)
		var took []time.Duration
		for keys := strings.Fields("tab down down tab r down tab down r pgdown 8 0 esc down >"); ; {
			select {
			case msg := <-l.msgs:
				l.update(msg)
				continue
			case at := <-pressed.C:
				l.update(keyOf(keys[len(took)%len(keys)]))
				took = append(took, time.Since(at))
				continue
			case <-end:
			}
			break
		}
		pressed.Stop()
		slices.Sort(took)
		worst, memory := took[len(took)-1], resident(t)
		t.Logf("%d sockets: %d keys, half within %v, 99 of 100 within %v, all within %v; %d samples, interval %v; %d MB at most",
			c.sockets, len(took), took[len(took)/2], took[len(took)*99/100], worst, host.taken, app.sampling.interval(), memory)
		if worst > c.most {
			t.Errorf("%d sockets: a key took %v", c.sockets, worst)
		}
		if memory > c.memory {
			t.Errorf("%d sockets: %d MB", c.sockets, memory)
		}
	}
}

// resident is the maximum resident memory of the process, in MB.
func resident(t *testing.T) int {
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	var kb int
	_, line, _ := strings.Cut(string(text), "VmHWM:")
	if _, err := fmt.Sscan(line, &kb); err != nil {
		t.Fatal(err)
	}
	return kb >> 10
}
