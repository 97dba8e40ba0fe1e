// Package earlyterm keeps Bubble Tea v1 from asking the terminal questions.
//
// Bubble Tea v1 has an init function that queries the background colour: it writes
// OSC 11 and CSI 6n to the terminal and waits up to five seconds for the answer. Even a
// program that only prints its help pays for this. A terminal that never answers costs the
// full five seconds, and a program that is killed meanwhile leaves the terminal in raw
// mode. The query cannot be switched off, but a terminal named "dumb" is not queried.
//
// So this package sets TERM=dumb while the program initialises, and main calls Restore as
// its first line. The order of initialisation makes this early enough: Go initialises
// packages whose imports are initialised in the order of their import paths. This package
// imports only os, so it is ready before Bubble Tea, and berth/... sorts before
// github.com/.... Another import here would delay it; the test of this package would then
// see the query.
//
// This is the only init function of the program that has an effect. Lipgloss reads TERM
// again when it draws the first colour, so only the query is lost.
package earlyterm

import "os"

var term, set = os.LookupEnv("TERM")

func init() { _ = os.Setenv("TERM", "dumb") }

// Restore restores TERM. It is the first line of main.
func Restore() {
	if set {
		_ = os.Setenv("TERM", term)
		return
	}
	_ = os.Unsetenv("TERM")
}
