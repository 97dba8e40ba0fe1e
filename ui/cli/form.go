package cli

import (
	"errors"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// form is the format of the output.
type form struct{ json, csv bool }

func (f *form) declare(set *pflag.FlagSet) {
	set.BoolVar(&f.json, "json", false, "print one JSON document on one line")
	set.BoolVar(&f.csv, "csv", false, "print comma-separated values with a header line")
}

func (f *form) check() error {
	if f.json && f.csv {
		return usage(errors.New("--json and --csv cannot be used together"))
	}
	return nil
}

// text is a flag with a name for its value in the help.
type text struct {
	to   *string
	kind string
}

func (t text) String() string { return "" }

func (t text) Type() string { return t.kind }

func (t text) Set(value string) error {
	if t.kind == columnNames && len(listed(value)) == 0 {
		return errors.New("expected names of columns, such as pid,process")
	}
	*t.to = value
	return nil
}

// columnNames is the name of a value that is a list of columns.
const columnNames = "COLUMNS"

// times is a flag for a number of repetitions.
type times int

func (n *times) String() string { return strconv.Itoa(int(*n)) }

func (n *times) Type() string { return "N" }

func (n *times) Set(text string) error {
	i, err := strconv.Atoi(text)
	if err != nil || i < 1 {
		return errors.New("must be 1 or more")
	}
	*n = times(i)
	return nil
}

// complete completes the value of a flag with words, also after a comma.
func complete(cmd *cobra.Command, flag string, words func() []string) {
	offer := func(_ *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
		before := begun[:strings.LastIndexByte(begun, ',')+1]
		var offers []string
		for _, word := range words() {
			offers = append(offers, before+word)
		}
		return offers, cobra.ShellCompDirectiveNoFileComp
	}
	_ = cmd.RegisterFlagCompletionFunc(flag, offer) // it fails only for a flag that was not declared
}
