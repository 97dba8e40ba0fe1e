// Package cli speaks to a shell: what stands on the command line, and one-shot
// answers on standard output. It never imports Bubble Tea.
package cli

import (
	"fmt"
	"strings"
	"time"

	"berth/model/field"
	"berth/model/query"
)

// Flags is what the command line asks for.
type Flags struct {
	Filter   query.Query
	Interval time.Duration
	ReadOnly bool
	NoColor  bool
	ASCII    bool
	Help     bool
	Version  bool
}

// The bounds of the refresh interval.
const (
	LeastInterval = 100 * time.Millisecond
	MostInterval  = time.Hour
)

// flag is a row of the table that parsing, help and suggestions share.
type flag struct {
	name, value, help string // value is the name of its argument, "" for none
	set               func(*Flags, string) error
}

var flags = []flag{
	{"--interval", "TIME", "time between refreshes, 100ms to 1h (default 1s)", setInterval},
	{"--read-only", "", "look, don't touch: no key changes the machine", func(f *Flags, _ string) error { f.ReadOnly = true; return nil }},
	{"--no-color", "", "no colours (NO_COLOR does the same)", func(f *Flags, _ string) error { f.NoColor = true; return nil }},
	{"--ascii", "", "plain ASCII instead of lines and bars", func(f *Flags, _ string) error { f.ASCII = true; return nil }},
	{"--help", "", "this help", func(f *Flags, _ string) error { f.Help = true; return nil }},
	{"--version", "", "the version", func(f *Flags, _ string) error { f.Version = true; return nil }},
}

func setInterval(f *Flags, text string) error {
	d, err := time.ParseDuration(text)
	if err != nil || d < LeastInterval || d > MostInterval {
		return fmt.Errorf("--interval %q: expected a time from 100ms to 1h, such as 2s", text)
	}
	f.Interval = d
	return nil
}

// Parse reads the arguments after the program's name. Whatever is no flag is the
// filter, as is everything behind "--". Its errors are one line.
func Parse(args []string) (Flags, error) {
	f := Flags{Interval: time.Second}
	var words []string
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if arg == "--" {
			words = append(words, args[i+1:]...)
			break
		}
		if !strings.HasPrefix(arg, "-") || arg == "-" {
			words = append(words, arg)
			continue
		}
		name, value, given := strings.Cut(arg, "=")
		known := find(name)
		switch {
		case known == nil:
			return f, unknown(name)
		case known.value == "" && given:
			return f, fmt.Errorf("%s takes no value", known.name)
		case known.value != "" && !given:
			if i++; i == len(args) {
				return f, fmt.Errorf("%s needs a value: %s", known.name, known.help)
			}
			value = args[i]
		}
		if err := known.set(&f, value); err != nil {
			return f, err
		}
	}
	var err error
	f.Filter, err = query.Parse(strings.Join(words, " "))
	return f, err
}

// find takes -interval for --interval, and -h for --help, as many programs do.
func find(name string) *flag {
	if name == "-h" {
		name = "--help"
	}
	for i := range flags {
		if flags[i].name == name || flags[i].name == "-"+name {
			return &flags[i]
		}
	}
	return nil
}

func unknown(name string) error {
	names := make([]string, len(flags))
	for i := range flags {
		names[i] = flags[i].name
	}
	if near := field.Nearest("--"+strings.TrimLeft(name, "-"), names); near != "" {
		return fmt.Errorf("unknown flag %q; did you mean %s?", name, near)
	}
	return fmt.Errorf("unknown flag %q; berth --help lists them", name)
}

// Help is the text of --help.
func Help() string {
	var b strings.Builder
	b.WriteString("berth shows which process is berthed at each port of this host, and how full the harbour is.\n\n" +
		"usage: berth [flags] [FILTER]\n\nflags:\n")
	for _, f := range flags {
		fmt.Fprintf(&b, "  %-18s %s\n", strings.TrimSpace(f.name+" "+f.value), f.help)
	}
	b.WriteString("\nfilter: 8080, nginx, 10.0.0.0/8, port=80,443, state=time-wait, process~ngin, user=root,\n" +
		"  with and, or, not and parentheses; ? in the dashboard shows the rest.\n\n" +
		"exit codes: 0 left, 1 failed, 2 wrong usage or no terminal, 128+n ended by signal n\n")
	return b.String()
}
