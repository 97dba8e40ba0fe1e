package drive

import (
	"fmt"
	"reflect"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
)

// restless is the maximum number of messages after one message from the test. A program
// that sends itself more messages would never stop, nor would the test.
const restless = 10_000

// Driver runs a Bubble Tea model without Bubble Tea. Commands run as soon as Update
// returns them, and their messages are delivered before the next key. So a frame is
// always what the user sees after all messages were handled. A command that waits for
// the wall clock would block the test: programs take their timers from a Clock.
type Driver struct {
	app     tea.Model
	held    bool
	waiting []tea.Cmd // while held
	left    bool
}

// Start begins the program in a window of this size.
func Start(app tea.Model, width, height int) *Driver {
	d := &Driver{app: app}
	first := app.Init()
	d.Resize(width, height)
	d.settle(d.run(first))
	return d
}

// Keys presses keys: words separated by spaces, each the name of a key ("enter",
// "shift+tab", "ctrl+c") or text to type.
func (d *Driver) Keys(keys string) *Driver {
	for _, s := range strokes(keys) {
		d.Send(s.msg)
	}
	return d
}

// Paste pastes text as one message.
func (d *Driver) Paste(text string) *Driver {
	return d.Send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true})
}

// Resize changes the size of the window.
func (d *Driver) Resize(width, height int) *Driver {
	return d.Send(tea.WindowSizeMsg{Width: width, Height: height})
}

// Send delivers one message, and all messages that follow from it.
func (d *Driver) Send(msg tea.Msg) *Driver {
	d.settle([]tea.Msg{msg})
	return d
}

// Pass lets time pass on a clock. Messages that become due are delivered in order, also
// those that were set meanwhile.
func (d *Driver) Pass(c *Clock, t time.Duration) *Driver {
	then := c.now + t
	for range restless {
		msg, due := c.next(then)
		if !due {
			return d
		}
		d.Send(msg)
	}
	panic(fmt.Sprintf("the program sets timers without end: %d within %v", restless, t))
}

// Hold delays commands until Release, as on a slow machine.
func (d *Driver) Hold() *Driver {
	d.held = true
	return d
}

// Release runs the delayed commands.
func (d *Driver) Release() *Driver {
	d.held = false
	waiting := d.waiting
	d.waiting = nil
	for _, cmd := range waiting {
		d.settle(d.run(cmd))
	}
	return d
}

// Frame is the screen as plain text.
func (d *Driver) Frame() string { return ansi.Strip(d.app.View()) }

// Styled is the screen with its colours.
func (d *Driver) Styled() string { return d.app.View() }

// Left reports whether the program has quit.
func (d *Driver) Left() bool { return d.left }

// App is the program in its current state.
func (d *Driver) App() tea.Model { return d.app }

// settle delivers messages, oldest first, until none is left.
func (d *Driver) settle(queue []tea.Msg) {
	for delivered := 0; len(queue) > 0; delivered++ {
		if delivered == restless {
			panic(fmt.Sprintf("the program never comes to rest: still sends itself %T after %d messages", queue[0], restless))
		}
		msg := queue[0]
		queue = queue[1:]
		if _, quit := msg.(tea.QuitMsg); quit {
			d.left = true
			return
		}
		var cmd tea.Cmd
		d.app, cmd = d.app.Update(msg)
		queue = append(queue, d.run(cmd)...)
	}
}

var commands = reflect.TypeFor[[]tea.Cmd]()

// run runs a command and returns its messages. Batches and sequences are slices of
// commands; Bubble Tea does not export the type of a sequence.
func (d *Driver) run(cmd tea.Cmd) []tea.Msg {
	switch {
	case cmd == nil:
		return nil
	case d.held:
		d.waiting = append(d.waiting, cmd)
		return nil
	}
	msg := cmd()
	if msg == nil {
		return nil
	}
	if v := reflect.ValueOf(msg); v.CanConvert(commands) {
		var said []tea.Msg
		for _, c := range v.Convert(commands).Interface().([]tea.Cmd) {
			said = append(said, d.run(c)...)
		}
		return said
	}
	return []tea.Msg{msg}
}
