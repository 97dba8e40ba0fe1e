package cli

import (
	"context"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"berth/model"
)

// Program is what only main knows: the version, and functions of packages that this
// package must not import.
type Program struct {
	Version   string
	Open      func(context.Context, model.Backend) (*model.Machine, error)
	Dashboard func(Flags) int // returns the exit code
}

// deps is everything that commands need from outside; a test replaces it.
type deps struct {
	version   string
	open      func(context.Context, model.Backend) (*model.Machine, error)
	backend   model.Backend
	dashboard func(Flags) int

	stdin          io.Reader
	stdout, stderr io.Writer
	interactive    bool // standard input is a terminal, so questions can be asked
	width          int  // of standard output in cells; 0 if it is not a terminal
	now            func() time.Time
}

// commands are all commands of the program: one line each.
var commands = []func(*deps) *cobra.Command{
	newList,
	newCount,
	newSummary,
	newCheck,
	newDoctor,
	newKill,
	newClose,
	newProbe,
	newCompletion,
	newVersion,
}

// Main runs the program for the arguments after its name, and returns its exit code.
func Main(args []string, p Program) int {
	d := &deps{
		version: p.Version, open: p.Open, dashboard: p.Dashboard,
		stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr,
		now: time.Now,
	}
	_, d.interactive = widthOf(os.Stdin)
	d.width, _ = widthOf(os.Stdout)
	return d.run(args)
}

// Command is the whole tree of commands, for the manual.
func Command() *cobra.Command {
	root := newRoot(new(deps))
	root.Long += "\n\n" + filters + "\n" + codes
	return root
}

func (d *deps) run(args []string) int {
	root := newRoot(d)
	began := false
	root.PersistentPreRun = func(*cobra.Command, []string) { began = true }
	root.SetArgs(doubleDashes(root, args))
	root.SetIn(d.stdin)
	out := &sink{to: d.stdout}
	root.SetOut(out)
	root.SetErr(d.stderr)
	err := root.Execute()
	switch {
	case err == nil:
		err = out.err
	case !began: // cobra has rejected the arguments
		err = usage(err)
	}
	return end(d.stderr, err)
}

// newRoot is the root command, which starts the dashboard, with all other commands.
func newRoot(d *deps) *cobra.Command {
	var version bool
	f := Flags{Interval: time.Second}
	root := &cobra.Command{
		Use:   "berth [flags] [FILTER]",
		Short: "an htop for ports",
		Long:  "berth shows which process uses each port of this host, and how many ephemeral ports are left.",
		// A word that is not a command is a filter: berth 8080, berth nginx.
		Args:              cobra.ArbitraryArgs,
		ValidArgsFunction: completeFilter,
		RunE: func(_ *cobra.Command, words []string) (err error) {
			if f.Filter, err = filterOf(words); err != nil {
				return err
			}
			if version {
				return d.write("berth " + d.version + "\n")
			}
			f.Backend = d.backend
			return ended(d.dashboard(f))
		},
		SilenceErrors:         true,
		SilenceUsage:          true,
		DisableFlagsInUseLine: true,
	}
	root.CompletionOptions.DisableDefaultCmd = true // newCompletion replaces it
	f.declare(root.Flags())
	root.PersistentFlags().Var((*backend)(&d.backend), "backend", "where to read sockets: netlink, /proc/net, or the first that answers (default auto)")
	complete(root, "backend", model.BackendNames)
	root.Flags().BoolVar(&version, "version", false, "print the version")
	root.SetFlagErrorFunc(flagError)
	root.SetHelpFunc(help)
	root.SetUsageFunc(func(cmd *cobra.Command) error { help(cmd, nil); return nil })
	for _, command := range commands {
		root.AddCommand(command(d))
	}
	nowhere := cobra.ShellCompDirectiveNoFileComp // no command has a file as an argument
	root.CompletionOptions.DefaultShellCompDirective = &nowhere
	root.SetHelpCommand(newHelp())
	root.InitDefaultHelpCmd()
	for _, cmd := range append(root.Commands(), root) {
		cmd.Flags().BoolP("help", "h", false, "show this help")
	}
	return root
}

// write writes text to standard output.
func (d *deps) write(text string) error {
	_, err := io.WriteString(d.stdout, text)
	return err
}

// sink stores the first error of a write: cobra ignores it when it prints help and
// completions.
type sink struct {
	to  io.Writer
	err error
}

func (s *sink) Write(b []byte) (int, error) {
	n, err := s.to.Write(b)
	if s.err == nil {
		s.err = err
	}
	return n, err
}

// doubleDashes accepts -interval for --interval, as many programs do. A word that is
// not a long flag of any command is left unchanged, as short flags.
func doubleDashes(root *cobra.Command, args []string) []string {
	out := make([]string, len(args)) // never nil: cobra replaces nil by the arguments of the process
	copy(out, args)
	for i, arg := range out {
		name, _, _ := strings.Cut(strings.TrimPrefix(arg, "-"), "=")
		switch {
		case arg == "--":
			return out
		case len(name) > 1 && name[0] != '-' && arg[0] == '-' && longFlag(root, name):
			out[i] = "-" + arg
		}
	}
	return out
}

func longFlag(cmd *cobra.Command, name string) bool {
	if name == "help" || cmd.Flags().Lookup(name) != nil {
		return true
	}
	for _, sub := range cmd.Commands() {
		if longFlag(sub, name) {
			return true
		}
	}
	return false
}
