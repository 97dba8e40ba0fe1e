package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"berth/model"
)

// filters and codes are the texts after the tables in the help of the program.
const (
	filters = `filter: 8080, nginx, 10.0.0.0/8, port=80,443, state=time-wait, process~ngin, user=root,
  with and, or, not and parentheses, or in the syntax of ss: state established dport = :443.
  Press ? in the dashboard for all fields. To filter by a word that is a command: berth -- list.
`
	codes = "exit codes: 0 done, 1 failed, 2 wrong usage or no terminal, 3 refused, 128+n ended by signal n\n"
	sight = "without root, the owners of other users' sockets are hidden. To let berth see them:\n  " + model.Sight + "\n" +
		"  Everyone who can run berth can then see the processes of all users.\n"
)

// help writes the help of a command. It replaces the template of cobra, because the
// template engine makes every start slower.
func help(cmd *cobra.Command, _ []string) {
	var b strings.Builder
	long := cmd.Long
	if long == "" {
		long = cmd.Short
	}
	fmt.Fprintf(&b, "%s\n\nusage: %s\n", long, cmd.UseLine())
	lines := func(title string, lines [][2]string) {
		width := 0
		for _, l := range lines {
			width = max(width, len(l[0]))
		}
		for i, l := range lines {
			if i == 0 {
				fmt.Fprintf(&b, "\n%s:\n", title)
			}
			fmt.Fprintf(&b, "  %-*s  %s\n", width, l[0], l[1])
		}
	}
	lines("commands", subcommands(cmd))
	lines("flags", append(FlagLines(cmd.NonInheritedFlags()), FlagLines(cmd.InheritedFlags())...))
	if cmd.Example != "" {
		fmt.Fprintf(&b, "\nexamples:\n%s\n", strings.TrimRight(cmd.Example, "\n"))
	}
	if !cmd.HasParent() {
		b.WriteString("\n" + filters + "\n" + sight + "\n" + codes)
	}
	fmt.Fprint(cmd.OutOrStdout(), b.String())
}

func subcommands(cmd *cobra.Command) [][2]string {
	var lines [][2]string
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() {
			lines = append(lines, [2]string{sub.Name(), sub.Short})
		}
	}
	return lines
}

// kinds are names of flag values that replace those of pflag.
var kinds = map[string]string{"duration": "TIME", "int": "N"}

// FlagLines are the flags and their descriptions, for the help and the manual.
func FlagLines(set *pflag.FlagSet) [][2]string {
	var lines [][2]string
	set.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		name := "--" + f.Name
		kind, text := f.Value.Type(), f.Usage
		if ours, ok := kinds[kind]; ok {
			kind = ours
		}
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", " + name
		}
		if f.NoOptDefVal == "" {
			name += " " + kind
		}
		lines = append(lines, [2]string{name, text})
	})
	return lines
}
