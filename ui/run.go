// Package ui shows the dashboard to the user at the terminal.
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

// garbage is the garbage collection target in percent (GOGC). A million sockets have no
// pointers, so that collecting costs almost nothing. With 50 the dashboard needs at most
// 640 MB for them, with Go's default of 100 it needs 850, and keys are as fast.
const garbage = 50

// Run shows the dashboard until the user quits, and returns the exit code of the
// program: 0 quit, 1 failed, 2 no terminal, 128+n ended by signal n.
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
