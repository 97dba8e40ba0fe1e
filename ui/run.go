// Package ui speaks to the person at the terminal: it shows the dashboard there.
package ui

import (
	"fmt"
	"io"
	"os"
	"runtime/debug"

	"berth/model"
	"berth/ui/dash"
	"berth/ui/term"
	"berth/ui/theme"
)

// garbage is how much of the living memory may be garbage before it is collected,
// in percent. A million sockets hold no pointer, so that collecting costs next to
// nothing: with 50 the dashboard over them takes 640 MB at most, with Go's own 100
// it takes 850, and keys are answered as fast.
const garbage = 50

// Run shows the dashboard until the person leaves it, and returns the exit code
// of the program: 0 left, 1 failed, 2 no terminal, 128+n ended by signal n.
func Run(machine *model.Machine, o dash.Options, stderr io.Writer) int {
	t, err := term.Open(o.PlainOutput)
	if err != nil {
		fmt.Fprintf(stderr, "berth: %v\nhint: run it in a terminal (over SSH with ssh -t), or print once with berth list\n", err)
		return 2
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
	env := term.Environment(os.Getenv)
	o.Theme = theme.Options{NoColor: o.Theme.NoColor || env.NoColor, ASCII: o.Theme.ASCII || env.ASCII}
	o.Copy = t.Copy
	app := dash.New(machine, o)
	if err = t.Run(app); err != nil {
		fmt.Fprintf(stderr, "berth: %v\n", err)
	}
	for _, line := range app.RemainingChanges() {
		fmt.Fprintln(stderr, "berth:", line)
	}
	return t.Code(err)
}
