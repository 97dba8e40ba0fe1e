package term

import (
	"fmt"
	"os"
	"runtime/debug"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model/safe"
)

// rescue is deferred wherever our code runs while the dashboard is shown. After a
// panic it first restores the terminal and then prints the panic on standard error.
// Bubble Tea v1 does not catch panics in other goroutines or in its output, and prints
// a panic of a command on the alternate screen, which it then leaves.
func (t *Terminal) rescue() {
	what := recover()
	if what == nil {
		return
	}
	stack := debug.Stack()
	t.panicked.Do(func() { // a second panic waits here for the end of the program
		t.restoreSoon(fallTime)
		fmt.Fprintf(os.Stderr, "berth: panic: %s\n\n%s", clean(fmt.Sprint(what)), stack)
		os.Exit(1)
	})
}

// clean makes lines safe for a terminal: they may contain data of the machine.
func clean(text string) string {
	lines := strings.Split(strings.ReplaceAll(text, "\t", "    "), "\n")
	for i := range lines {
		lines[i] = safe.Sanitise(lines[i]).String()
	}
	return strings.Join(lines, "\n")
}

// rescued wraps a Bubble Tea model and its commands. Their panics go to rescue, and
// their frames to a screen.
type rescued struct {
	tea.Model
	show   func(frame string) string
	rescue func()
}

func (r rescued) Init() tea.Cmd {
	defer r.rescue()
	return r.command(r.Model.Init())
}

func (r rescued) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	defer r.rescue()
	next, cmd := r.Model.Update(msg)
	r.Model = next
	return r, r.command(cmd)
}

func (r rescued) View() string {
	defer r.rescue()
	return r.show(r.Model.View())
}

func (r rescued) command(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() tea.Msg {
		defer r.rescue()
		msg := cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for i := range batch {
				batch[i] = r.command(batch[i])
			}
		}
		return msg
	}
}
