package ui

import (
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"

	"berth/model"
	"berth/ui/theme"
)

// garbage is how much of the living memory may be garbage before it is collected,
// in percent. A million sockets hold no pointer, so that collecting costs next to
// nothing: with 50 the dashboard over them takes 640 MB at most, with Go's own 100
// it takes 850, and keys are answered as fast.
const garbage = 50

// Run shows the dashboard until the person leaves it, and returns the exit code
// of the program: 0 left, 1 failed, 2 no terminal, 128+n ended by signal n.
func Run(machine *model.Machine, o Options, stderr io.Writer) int {
	t, err := openTerminal(o.PlainOutput)
	if err != nil {
		fmt.Fprintf(stderr, "berth: %v\nhint: run it in a terminal (over SSH with ssh -t), or print once with berth list\n", err)
		return 2
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
	env := environment(os.Getenv)
	o.Theme = theme.Options{NoColor: o.Theme.NoColor || env.NoColor, ASCII: o.Theme.ASCII || env.ASCII}
	o.Copy = t.copyOut
	app := New(machine, o)
	if err = t.run(app); err != nil {
		fmt.Fprintf(stderr, "berth: %v\n", err)
	}
	for _, line := range app.standing() {
		fmt.Fprintln(stderr, "berth:", line)
	}
	return t.code(err)
}

// environment is what the variables say of the terminal: NO_COLOR, and the
// locale as setlocale(3) finds it.
func environment(get func(string) string) theme.Options {
	locale := get("LC_ALL")
	for _, name := range []string{"LC_CTYPE", "LANG"} {
		if locale == "" {
			locale = get(name)
		}
	}
	charset := strings.ToLower(strings.ReplaceAll(locale, "-", ""))
	return theme.Options{
		NoColor: get("NO_COLOR") != "",
		ASCII:   !strings.Contains(charset, "utf8"),
	}
}
