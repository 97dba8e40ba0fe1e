package cli

import (
	"errors"
	"strconv"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// form is how an answer is written.
type form struct{ json, csv bool }

func (f *form) declare(set *pflag.FlagSet) {
	set.BoolVar(&f.json, "json", false, "one JSON document, on one line")
	set.BoolVar(&f.csv, "csv", false, "comma-separated values under the names of the columns")
}

func (f *form) check() error {
	if f.json && f.csv {
		return usage(errors.New("--json and --csv: one of them at a time"))
	}
	return nil
}

// word, names and times are flags that say in the help what they take.
type (
	word  string
	names string
	times int
)

func (w *word) String() string { return string(*w) }

func (w *word) Type() string { return "KIND" }

func (w *word) Set(text string) error { *w = word(text); return nil }

func (n *names) String() string { return string(*n) }

func (n *names) Type() string { return "COLUMNS" }

func (n *names) Set(text string) error {
	if len(listed(text)) == 0 {
		return errors.New("expected names of columns, such as pid,process")
	}
	*n = names(text)
	return nil
}

func (n *times) String() string { return strconv.Itoa(int(*n)) }

func (n *times) Type() string { return "N" }

func (n *times) Set(text string) error {
	i, err := strconv.Atoi(text)
	if err != nil || i < 1 {
		return errors.New("expected a number from 1 on")
	}
	*n = times(i)
	return nil
}

// complete offers words for the value of a flag.
func complete(cmd *cobra.Command, flag string, words func() []string) {
	_ = cmd.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return words(), cobra.ShellCompDirectiveNoFileComp
	}) // it fails only for a flag that was not declared
}
