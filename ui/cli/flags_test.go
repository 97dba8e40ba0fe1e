package cli

import (
	"bytes"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"
)

// asked runs the program with a dashboard that only records its options.
func asked(args ...string) (f Flags, code int, stdout, stderr string) {
	var out, err bytes.Buffer
	d := &deps{version: "test", stdout: &out, stderr: &err, dashboard: func(got Flags) int { f = got; return 0 }}
	code = d.run(args)
	return f, code, out.String(), err.String()
}

func TestFlagsAndFilterMayComeInAnyOrder(t *testing.T) {
	f, code, _, stderr := asked("port=8080", "--interval", "2s", "and", "-read-only", "state=listening", "--no-color", "--ascii")
	if code != 0 || stderr != "" {
		t.Fatalf("exit code %d, %s", code, stderr)
	}
	if f.Interval != 2*time.Second || !f.ReadOnly || !f.NoColor || !f.ASCII || f.Filter.String() != "port=8080 state=listening" {
		t.Errorf("got %+v", f)
	}
	if f, code, _, _ = asked("--interval=500ms"); code != 0 || f.Interval != 500*time.Millisecond || !f.Filter.Empty() {
		t.Errorf("got %+v, exit code %d", f, code)
	}
	if f, code, _, _ = asked(); code != 0 || f.Interval != time.Second {
		t.Errorf("got %+v, exit code %d", f, code)
	}
}

func TestFilterAfterTwoDashesMayBeACommandName(t *testing.T) {
	f, code, stdout, stderr := asked("--", "version")
	if code != 0 || stdout+stderr != "" || f.Filter.String() != "process~version" {
		t.Errorf("filter %q, exit code %d, wrote %q", f.Filter, code, stdout+stderr)
	}
	if f, code, _, _ = asked("nginx", "version"); code != 0 || f.Filter.String() != "process~nginx process~version" {
		t.Errorf("filter %q, exit code %d: only the first word can be a command", f.Filter, code)
	}
}

func TestWrongArgumentsSayWhatWasExpectedInOneLine(t *testing.T) {
	for args, want := range map[string]string{
		"--intervall 2s":  `unknown flag "--intervall"; did you mean --interval?`,
		"--readonly":      `unknown flag "--readonly"; did you mean --read-only?`,
		"-readonly":       `unknown flag "-readonly"; did you mean --read-only?`,
		"check -1":        `"-1" is not a flag and not a port; a port is a number from 1 to 65535`,
		"-z":              `unknown flag "-z"; berth --help lists them`,
		"--interval":      "--interval needs a value: time between refreshes",
		"--interval 0s":   "expected a time from 100ms to 1h",
		"--interval 9h":   "expected a time from 100ms to 1h",
		"--interval soon": `--interval "soon": expected a time from 100ms to 1h`,
		"--read-only=yes": "--read-only takes no value",
		"port=":           "filter, ",
		"prot=80":         "did you mean",
		"port=70000":      "65535",
		"( port=80":       "filter, ",
		"version now":     "now",
		"version --zzzzz": `unknown flag "--zzzzz"; berth version --help lists them`,
	} {
		_, code, stdout, stderr := asked(strings.Fields(args)...)
		if code != 2 || stdout != "" {
			t.Errorf("%q: exit code %d, wrote %q", args, code, stdout)
		}
		if !strings.HasPrefix(stderr, "berth: ") || !strings.Contains(stderr, want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%q: %q, want one line with %q", args, stderr, want)
		}
	}
}

func TestHostileArgumentIsNotEchoedRaw(t *testing.T) {
	for _, arg := range []string{"--\x1b[2J", "-\x1b[2J", "--interval=\x1b[2J\u202e", "port=\x1b[2J", "port=\xff\u009b"} {
		_, code, _, stderr := asked(arg)
		if code != 2 || !utf8.ValidString(stderr) || strings.ContainsAny(stderr, "\x1b\u009b\u202e") {
			t.Errorf("%q: exit code %d, wrote %q", arg, code, stderr)
		}
	}
}

func TestHelpNamesEveryFlagAndCommand(t *testing.T) {
	for _, arg := range []string{"--help", "-h", "help", "-help"} {
		_, code, stdout, _ := asked(arg)
		if code != 0 {
			t.Errorf("%s: exit code %d", arg, code)
		}
		for _, want := range []string{"--interval TIME", "--read-only", "--no-color", "--ascii", "--version", "-h, --help", "usage: berth [flags] [FILTER]", "exit codes"} {
			if !strings.Contains(stdout, want) {
				t.Errorf("%s does not name %s", arg, want)
			}
		}
		for _, command := range commands {
			if name := command(new(deps)).Name(); !strings.Contains(stdout, "\n  "+name+" ") {
				t.Errorf("%s does not name %s", arg, name)
			}
		}
	}
}

func TestVersionIsPrintedByFlagAndByCommand(t *testing.T) {
	for _, arg := range []string{"--version", "version"} {
		if _, code, stdout, _ := asked(arg); code != 0 || stdout != "berth test\n" {
			t.Errorf("%s: exit code %d, wrote %q", arg, code, stdout)
		}
	}
}

func TestExitCodeOfTheDashboardIsThatOfTheProgram(t *testing.T) {
	var out bytes.Buffer
	d := &deps{stdout: &out, stderr: &out, dashboard: func(Flags) int { return 143 }}
	if code := d.run(nil); code != 143 || out.Len() > 0 {
		t.Errorf("exit code %d, wrote %q", code, out.String())
	}
}

func TestEveryCommandHasADescription(t *testing.T) {
	for _, command := range commands {
		if c := command(new(deps)); c.Short == "" || c.RunE == nil || c.Args == nil {
			t.Errorf("%s has no description, no arguments or no way to fail", c.Name())
		}
	}
}

// fullDisk is a disk without free space.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

func TestFullDiskIsAnErrorInOneLine(t *testing.T) {
	for _, arg := range []string{"--help", "--version", "version", "help"} {
		var stderr bytes.Buffer
		d := &deps{stdout: fullDisk{}, stderr: &stderr}
		if code := d.run([]string{arg}); code != 1 || stderr.String() != "berth: no space left on device\n" {
			t.Errorf("%s: exit code %d, %q", arg, code, stderr.String())
		}
	}
}
