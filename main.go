// berth is an htop for ports: which process is berthed at each port of a Linux
// host, and how full the harbour is.
package main

import (
	"context"
	"fmt"
	"os"

	"berth/source"
	"berth/ui"
	"berth/ui/cli"
	"berth/ui/earlyterm"
	"berth/ui/theme"
)

// version is set by the linker in a release.
var version = "development"

func main() {
	earlyterm.Restore()
	os.Exit(run(os.Args[1:]))
}

func run(args []string) int {
	flags, err := cli.Parse(args)
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "berth:", err)
		return 2
	case flags.Help:
		return say(cli.Help())
	case flags.Version:
		return say("berth " + version + "\n")
	}
	machine, err := source.Open(context.Background(), source.Spec{Root: "/proc", Etc: "/etc", ReadOnly: flags.ReadOnly})
	if err != nil {
		fmt.Fprintln(os.Stderr, "berth:", err)
		return 1
	}
	return ui.Run(machine, ui.Options{
		Interval: flags.Interval,
		Filter:   flags.Filter,
		ReadOnly: flags.ReadOnly,
		Theme:    theme.Options{NoColor: flags.NoColor, ASCII: flags.ASCII},
	}, os.Stderr)
}

// say prints an answer; a full disk behind standard output is a failure.
func say(text string) int {
	if _, err := os.Stdout.WriteString(text); err != nil {
		fmt.Fprintln(os.Stderr, "berth:", err)
		return 1
	}
	return 0
}
