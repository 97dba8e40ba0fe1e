package cli

import (
	"strings"
	"testing"
	"time"
)

func TestFlagsAndFilterStandInAnyOrder(t *testing.T) {
	f, err := Parse([]string{"port=8080", "--interval", "2s", "and", "-read-only", "state=listening", "--no-color", "--ascii"})
	if err != nil {
		t.Fatal(err)
	}
	if f.Interval != 2*time.Second || !f.ReadOnly || !f.NoColor || !f.ASCII || f.Filter.Empty() {
		t.Errorf("got %+v", f)
	}
	if f, err = Parse([]string{"--interval=500ms"}); err != nil || f.Interval != 500*time.Millisecond || !f.Filter.Empty() {
		t.Errorf("got %+v, %v", f, err)
	}
}

func TestWrongArgumentsSayWhatWasExpectedInOneLine(t *testing.T) {
	for args, want := range map[string]string{
		"--intervall 2s":  `unknown flag "--intervall"; did you mean --interval?`,
		"--readonly":      `unknown flag "--readonly"; did you mean --read-only?`,
		"-z":              `unknown flag "-z"; berth --help lists them`,
		"--interval":      "--interval needs a value",
		"--interval 0s":   "expected a time from 100ms to 1h",
		"--interval 9h":   "expected a time from 100ms to 1h",
		"--interval soon": "expected a time from 100ms to 1h",
		"--read-only=yes": "--read-only takes no value",
		"port=":           "filter, ",
		"prot=80":         "did you mean",
		"port=70000":      "65535",
		"( port=80":       "filter, ",
	} {
		_, err := Parse(strings.Fields(args))
		if err == nil {
			t.Errorf("%q is accepted", args)
			continue
		}
		if !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %q, want one line with %q", args, err, want)
		}
	}
}

func TestHostileArgumentIsNotEchoedRaw(t *testing.T) {
	_, err := Parse([]string{"--\x1b[2J"})
	if err == nil || strings.Contains(err.Error(), "\x1b") {
		t.Errorf("got %q", err)
	}
}

func TestHelpNamesEveryFlag(t *testing.T) {
	for _, f := range flags {
		if !strings.Contains(Help(), f.name) {
			t.Errorf("%s is missing", f.name)
		}
	}
}
