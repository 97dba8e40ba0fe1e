package drive_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"berth/ui/drive"
)

// recorder is a program that records the messages it receives, and counts its ticks.
type recorder struct {
	after    func(time.Duration, tea.Msg) tea.Cmd
	received []string
	ticks    int
}

type tick struct{}

func (d recorder) Init() tea.Cmd { return d.after(time.Second, tick{}) }

func (d recorder) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tick:
		d.ticks++
		return d, d.after(time.Second, tick{})
	case tea.KeyMsg:
		d.received = append(d.received[:len(d.received):len(d.received)], msg.String())
		switch msg.String() {
		case "q":
			return d, tea.Quit
		case "b":
			return d, tea.Batch(say("left"), say("right"))
		case "s":
			return d, tea.Sequence(say("first"), say("second"))
		case "!":
			return d, func() tea.Msg { return msg }
		}
	case string:
		d.received = append(d.received[:len(d.received):len(d.received)], msg)
	case tea.WindowSizeMsg:
		d.received = append(d.received[:len(d.received):len(d.received)], fmt.Sprintf("%dx%d", msg.Width, msg.Height))
	}
	return d, nil
}

func (d recorder) View() string {
	return fmt.Sprintf("\x1b[1m%d ticks\x1b[0m\n%s", d.ticks, strings.Join(d.received, " "))
}

func say(text string) tea.Cmd { return func() tea.Msg { return text } }

func start() (*drive.Driver, *drive.Clock) {
	clock := &drive.Clock{}
	return drive.Start(recorder{after: clock.After}, 80, 24), clock
}

func TestKeysArriveAsBubbleTeaNamesThem(t *testing.T) {
	app, _ := start()
	app.Keys("/ port=2 space enter shift+tab ctrl+c f9 é").Resize(40, 10)
	want := "0 ticks\n80x24 / p o r t = 2   enter shift+tab ctrl+c f9 é 40x10"
	if got := app.Frame(); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if !strings.HasPrefix(app.Styled(), "\x1b[1m0 ticks") {
		t.Errorf("the styled frame lost its style: %q", app.Styled())
	}
}

func TestCommandsRunBeforeTheNextKey(t *testing.T) {
	app, _ := start()
	app.Keys("b s x")
	if want := "b left right s first second x"; !strings.HasSuffix(app.Frame(), want) {
		t.Errorf("got %q, want it to end in %q", app.Frame(), want)
	}
}

func TestPasteIsOneMessage(t *testing.T) {
	app, _ := start()
	if app.Paste("q q"); !strings.HasSuffix(app.Frame(), "[q q]") || app.Left() {
		t.Errorf("got %q, left %v", app.Frame(), app.Left())
	}
}

func TestTimePassesOnlyInPass(t *testing.T) {
	app, clock := start()
	app.Keys("x").Pass(clock, 999*time.Millisecond)
	if !strings.HasPrefix(app.Frame(), "0 ticks") {
		t.Errorf("ticked early: %q", app.Frame())
	}
	if app.Pass(clock, 2001*time.Millisecond); !strings.HasPrefix(app.Frame(), "3 ticks") {
		t.Errorf("after three seconds: %q", app.Frame())
	}
}

func TestHeldCommandsRunOnRelease(t *testing.T) {
	app, _ := start()
	app.Hold().Keys("b x")
	if !strings.HasSuffix(app.Frame(), "b x") {
		t.Errorf("held: %q", app.Frame())
	}
	if app.Release(); !strings.HasSuffix(app.Frame(), "b x left right") {
		t.Errorf("released: %q", app.Frame())
	}
}

func TestQuitLeaves(t *testing.T) {
	app, _ := start()
	if app.Keys("x"); app.Left() {
		t.Error("has quit before it was asked to")
	}
	if app.Keys("q"); !app.Left() {
		t.Error("has not quit")
	}
}

func TestProgramThatNeverStopsSendingIsAnError(t *testing.T) {
	app, _ := start()
	defer func() {
		if recover() == nil {
			t.Error("a program that sends itself messages endlessly was not detected")
		}
	}()
	app.Keys("!")
}
