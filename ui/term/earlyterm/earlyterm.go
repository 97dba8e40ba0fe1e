// Package earlyterm keeps Bubble Tea v1 from asking the terminal questions.
//
// Importing Bubble Tea v1 runs an init of its own that wants to know the
// background colour: it writes OSC 11 and CSI 6n to the terminal and waits up to
// five seconds for an answer. A program that merely prints its help pays for
// that, a terminal that never answers costs the five seconds in full, and a
// program killed meanwhile leaves the terminal raw. There is no switch against
// it, but a terminal named "dumb" is not asked.
//
// So this package says TERM=dumb while the program initialises, and main calls
// Restore as its first line. It comes early enough because Go initialises the
// packages that wait for nothing in the order of their import paths: this one
// imports only os, as one that must wait for less than Bubble Tea does, and
// berth/... stands before github.com/.... An import added here would move it
// back; the test beside it would see the question on the wire.
//
// This is the one init with an effect in the program. Lipgloss reads TERM again
// when the first colour is drawn, so nothing but the question is lost.
package earlyterm

import "os"

var term, set = os.LookupEnv("TERM")

func init() { _ = os.Setenv("TERM", "dumb") }

// Restore gives TERM back as it was. It is the first line of main.
func Restore() {
	if set {
		_ = os.Setenv("TERM", term)
		return
	}
	_ = os.Unsetenv("TERM")
}
