// Bare is a program with Bubble Tea in it and no guard.
package main

import (
	"os"

	_ "github.com/charmbracelet/bubbletea"
)

func main() { println("started, TERM=" + os.Getenv("TERM")) }
