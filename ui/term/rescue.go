package term

import (
	"fmt"
	"os"
	"runtime/debug"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model/safe"
)

// rescue is deferred wherever code of ours runs while the dashboard is shown. A
// panic brings the terminal back first and is told then, on standard error.
// Bubble Tea v1 catches none in a goroutine that is not its own or in what it
// writes to, and tells of one in a command on the screen that it leaves next.
func (t *Terminal) rescue() {
	what := recover()
	if what == nil {
		return
	}
	stack := debug.Stack()
	t.panicked.Do(func() { // a second one waits here for the end of the first
		t.restoreSoon(fallTime)
		fmt.Fprintf(os.Stderr, "berth: panic: %s\n\n%s", clean(fmt.Sprint(what)), stack)
		os.Exit(1)
	})
}

// clean makes lines fit for a terminal: what was read of the machine may be in them.
func clean(text string) string {
	lines := strings.Split(strings.ReplaceAll(text, "\t", "    "), "\n")
	for i := range lines {
		lines[i] = safe.Sanitise(lines[i]).String()
	}
	return strings.Join(lines, "\n")
}

// rescued is a Bubble Tea model and its commands, whose panics end the program
// as rescue does, and whose frames go to a screen.
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
