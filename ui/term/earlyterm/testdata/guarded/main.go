// Guarded is the same program as bare, with the guard.
package main

import (
	"os"

	_ "github.com/charmbracelet/bubbletea"

	"berth/ui/term/earlyterm"
)

func main() {
	earlyterm.Restore()
	println("started, TERM=" + os.Getenv("TERM"))
}
