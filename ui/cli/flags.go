// Package cli is the command line: its flags and commands, which print their results
// once on standard output. It never imports Bubble Tea.
package cli

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"berth/model"
	"berth/model/field"
	"berth/model/query"
)

// Flags are the options of the dashboard.
type Flags struct {
	Filter   query.Query
	Interval time.Duration
	Backend  model.Backend
	ReadOnly bool
	NoColor  bool
	ASCII    bool

	PlainOutput bool
}

func (f *Flags) declare(set *pflag.FlagSet) {
	set.SortFlags = false
	set.Var((*interval)(&f.Interval), "interval", "time between refreshes, 100ms to 1h (default 1s)")
	set.BoolVar(&f.ReadOnly, "read-only", false, "disable every key that changes the machine")
	set.BoolVar(&f.NoColor, "no-color", false, "use no colours (the variable NO_COLOR does the same)")
	set.BoolVar(&f.ASCII, "ascii", false, "use plain ASCII instead of lines and bars")
	set.BoolVar(&f.PlainOutput, "plain-output", false, "send whole lines instead of the cells that changed, if a terminal shows garbage")
}

// backend is a flag that says where to read sockets.
type backend model.Backend

func (b *backend) String() string { return "" }

func (b *backend) Type() string { return strings.Join(model.BackendNames(), "|") }

func (b *backend) Set(name string) error {
	chosen, ok := model.ParseBackend(name)
	if !ok {
		return fmt.Errorf("expected one of %s", strings.Join(model.BackendNames(), " "))
	}
	*b = backend(chosen)
	return nil
}

// The bounds of the refresh interval.
const (
	LeastInterval = 100 * time.Millisecond
	MostInterval  = time.Hour
)

// interval is a flag that holds a refresh interval.
type interval time.Duration

func (i *interval) String() string {
	if *i == 0 {
		return ""
	}
	return time.Duration(*i).String()
}

func (i *interval) Type() string { return "TIME" }

func (i *interval) Set(text string) error {
	d, err := time.ParseDuration(text)
	if err != nil || d < LeastInterval || d > MostInterval {
		return errors.New("expected a time from 100ms to 1h, such as 2s")
	}
	*i = interval(d)
	return nil
}

// filterOf joins the words of the command line that are not flags into one filter.
func filterOf(words []string) (query.Query, error) { return query.Parse(strings.Join(words, " ")) }

// flagError describes a wrong flag in one line.
func flagError(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var bare *pflag.ValueRequiredError
	var wrong *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown):
		err = unknownFlag(cmd, unknown)
	case errors.As(err, &bare):
		flag := bare.GetFlag()
		err = fmt.Errorf("--%s needs a value: %s", flag.Name, flag.Usage)
	case errors.As(err, &wrong) && wrong.GetFlag().NoOptDefVal != "":
		err = fmt.Errorf("--%s takes no value", wrong.GetFlag().Name)
	case errors.As(err, &wrong):
		err = fmt.Errorf("--%s %q: %w", wrong.GetFlag().Name, wrong.GetValue(), errors.Unwrap(wrong))
	}
	return usage(err)
}

func unknownFlag(cmd *cobra.Command, unknown *pflag.NotExistError) error {
	given := "--" + unknown.GetSpecifiedName()
	if letters := unknown.GetSpecifiedShortnames(); letters != "" {
		given = "-" + letters
	}
	if strings.Trim(given, "-0123456789") == "" {
		return fmt.Errorf("%q is not a flag and not a port; a port is a number from 1 to 65535", given)
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
	if near := field.Nearest("--"+strings.TrimLeft(given, "-"), names); near != "" {
		return fmt.Errorf("unknown flag %q; did you mean %s?", given, near)
	}
	return fmt.Errorf("unknown flag %q; %s --help lists them", given, cmd.CommandPath())
}

// completeFilter completes the fields of the filter language.
func completeFilter(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var fields []string
	for _, f := range field.Filters() {
		fields = append(fields, f.Name+"=\t"+f.Help)
	}
	return fields, cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveNoFileComp
}
