// berth is an htop for ports: it shows which process uses each port of a Linux
// host, and how many ephemeral ports are left.
package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"berth/model"
	"berth/source"
	"berth/ui"
	"berth/ui/cli"
	"berth/ui/dash"
	"berth/ui/term/earlyterm"
	"berth/ui/theme"
)

// version is set by the linker in a release.
var version = "development"

func main() {
	earlyterm.Restore()
	os.Exit(cli.Main(os.Args[1:], cli.Program{Version: version, Open: open, Dashboard: dashboard}))
}

// open opens this host for the commands.
func open(ctx context.Context, backend model.Backend) (*model.Machine, error) {
	return source.Open(ctx, source.Spec{Root: "/proc", Etc: "/etc", Backend: backend, Search: time.Minute})
}

// dashboard shows this host until the user quits.
func dashboard(flags cli.Flags) int {
	machine, err := source.Open(context.Background(), source.Spec{Root: "/proc", Etc: "/etc", Backend: flags.Backend, ReadOnly: flags.ReadOnly})
	if err != nil {
		fmt.Fprintln(os.Stderr, "berth:", err)
		return 1
	}
	return ui.Run(machine, dash.Options{
		Interval:    flags.Interval,
		Filter:      flags.Filter,
		ReadOnly:    flags.ReadOnly,
		Theme:       theme.Options{NoColor: flags.NoColor, ASCII: flags.ASCII},
		PlainOutput: flags.PlainOutput,
	}, os.Stderr)
}
