package e2e

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"berth/source/worlds"
	"berth/ui/drive"
	"berth/ui/table"
)

// hostile are names that processes give themselves, by their row in the fault catalogue. A
// name has at most 15 bytes; the command line contains it too.
var hostile = []struct{ row, comm, argv string }{
	{"1 CSI", "a\x1b[2Jb", "\x1b[31m\x1b[2J\x1b[H\x1b[?1049l"},
	{"2 OSC", "\x1b]0;T\a", "\x1b]52;c;RVZJTA==\a\x1b]8;;http://x\x1b\\\x1bP+q\x1b\\\x1b_G\x1b\\"},
	{"3 C1 byte", "a\x9b2Jb", "\x9b31m\x9d0;T\x9c\x90q\x9c"},
	{"3 C1 rune", "a\u009b2Jb", "\u009b31m\u009d0;T\u009c\u0090q\u009c"},
	{"4 lines", "a\nb\tc\rd", "a\nb\tc\rd\v\f\b\x7fe"},
	{"5 bidi", "\u202ea\u2066b", "\u202e\u2066\u200b\ufeff\u200f\u061c\u2028\u00ad"},
	{"6 formula", "=cmd|' /C'!A0", "@SUM(1)\t=1"},
	{"6 minus", "-1+1", "+1"},
	{"7 stat", ") S 1 2 (x\n3 4)", ") R 9 9 9 ("},
	{"13 widths", "e\u0301\u2764\ufe0f1\u20e3", "\U0001f44d\U0001f3fd \U0001f1e9\U0001f1ea \u0e01\u0e33 \u1112\u1161\u11ab \U000e0067 \u4e2d\u6587 \uff76\uff9e \U0001f468\u200d\U0001f469"},
}

// harmful is the first rune that must not be printed, with the text before it. It is found
// by its Unicode category, independently of the sanitiser.
func harmful(text string) string {
	for i, r := range text {
		_, size := utf8.DecodeRuneInString(text[i:])
		if r == '\n' || r == '\t' && i == 0 {
			continue
		}
		if unicode.In(r, unicode.C, unicode.M, unicode.Zl, unicode.Zp) || r == utf8.RuneError && size == 1 {
			return fmt.Sprintf("%U behind %q", r, text[max(i-40, 0):i])
		}
	}
	return ""
}

// evil starts a listener for each hostile name. The names of its user and of its control
// group are hostile too.
func evil(t *testing.T) (processes []*worlds.Process) {
	t.Helper()
	const place = "0::/\x1b]0;T\a.slice/\u202e\x9b\x1b[2J.service\n"
	worlds.MountFault(t, "/etc/passwd", worlds.Fault{Text: []byte("r\x1b[2J\u202et\x9b:x:0:0::/:\n")})
	for _, h := range hostile {
		p := worlds.Start(t, worlds.Spec{Role: "listen", Comm: h.comm, Argv: []string{"x", h.argv}})
		worlds.MountFault(t, fmt.Sprintf("/proc/%d/cgroup", p.PID), worlds.Fault{Text: []byte(place)})
		processes = append(processes, p)
	}
	return processes
}

// Rows 1 to 9 and 13, without a terminal.
func TestHostileNamesReachNoOutputOfACommand(t *testing.T) {
	inside(t, func(t *testing.T) {
		processes := evil(t)
		port := fmt.Sprint(processes[0].Port)
		for _, args := range [][]string{
			{"list"}, {"list", "-o", "local,pid,process,command,user,unit,container"}, {"list", "--by", "process"}, {"list", "--by", "port"},
			{"list", "--csv"}, {"list", "--csv", "-o", "process,command,user,unit"}, {"list", "--csv", "--by", "process"},
			{"list", "--json"}, {"list", "--json", "--by", "process"}, {"count", "process"}, {"count", "process", "--json"}, {"count", "user", "--csv"},
			{"summary"}, {"summary", "--json"}, {"check", port}, {"check", port, "--json"}, {"doctor", "--for", "0s"}, {"doctor", "--for", "0s", "--json"}, {"kill", port, "--dry-run"},
		} {
			out, _ := piped(t, args...)
			if why := harmful(out); why != "" || out == "" {
				t.Errorf("berth %v writes %s", args, why)
			}
		}
		if rows := listed(t, "list", "-o", "pid,process,command,user,unit"); len(rows) != len(processes) {
			t.Errorf("row 4: %d records of CSV, want %d", len(rows), len(processes))
		} else {
			for _, row := range rows {
				for _, cell := range row {
					if strings.ContainsAny(cell[:min(len(cell), 1)], "=+-@\t\r") {
						t.Errorf("row 6: %q is a formula", cell)
					}
				}
			}
		}
		out, err := program("list", "-o", "process,local").Output()
		if lines := strings.Count(string(out), "\n"); err != nil || lines != len(processes)+1 {
			t.Errorf("row 4: %d lines, want one each and a heading, %v:\n%s", lines, err, out)
		}
	})
}

// JSON has every byte of a name, except bytes that are not UTF-8, which it cannot represent.
func TestHostileNamesAreCompleteInJSON(t *testing.T) {
	inside(t, func(t *testing.T) {
		processes := evil(t)
		out, err := program("list", "--json").Output()
		if err != nil {
			t.Fatal(err)
		}
		var document struct {
			Sockets []struct {
				Owners []struct {
					PID                 int
					Process, Unit, User string
				}
			}
		}
		if err := json.Unmarshal(out, &document); err != nil || len(document.Sockets) != len(processes) {
			t.Fatalf("%d sockets, %v", len(document.Sockets), err)
		}
		if !strings.Contains(string(out), `a\u001b[2Jb`) {
			t.Errorf("row 1: no escape in %s", out)
		}
		for _, s := range document.Sockets {
			o := s.Owners[0]
			at := slices.IndexFunc(processes, func(p *worlds.Process) bool { return p.PID == o.PID })
			comm, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", o.PID))
			if err != nil {
				t.Fatal(err)
			}
			if want := valid(strings.TrimSuffix(string(comm), "\n")); at < 0 || o.Process != want {
				t.Errorf("the process is %q, want %q", o.Process, want)
			}
			if want := valid("r\x1b[2J\u202et\x9b"); o.User != want {
				t.Errorf("row 9: the user is %q, want %q", o.User, want)
			}
			if want := valid("\u202e\x9b\x1b[2J.service"); o.Unit != want {
				t.Errorf("row 8: the unit is %q, want %q", o.Unit, want)
			}
		}
	})
}

// valid is a text as JSON represents it: one U+FFFD for each byte that is not UTF-8.
func valid(text string) string {
	var b strings.Builder
	for _, r := range text {
		b.WriteRune(r)
	}
	return b.String()
}

// Rows 1 to 5 and 13, on a terminal: every pane, the inspector and the dialog.
func TestHostileNamesDoNotDamageTheScreen(t *testing.T) {
	inside(t, func(t *testing.T) {
		processes := evil(t)
		terminal := ready(drive.Open(t, program(), drive.Options{Width: 150, Height: 40}))
		look := func() {
			t.Helper()
			if why := harmful(terminal.Screen()); why != "" {
				t.Errorf("the screen holds %s", why)
			}
			log := string(terminal.Log())
			for _, bytes := range []string{"\x1b]", "\x1bP", "\x1b_", "\a", "\u009b", "\u009d", "\u202e", "\u2066", "\u200b", "\ufeff"} {
				if at := strings.Index(log, bytes); at >= 0 {
					t.Errorf("%q reached the terminal in %q", bytes, log[max(at-40, 0):min(at+40, len(log))])
				}
			}
		}
		terminal.WaitFor(drive.Shows("]0;T"))
		look()
		for _, p := range processes {
			terminal.Send(fmt.Sprintf("esc esc / pid=%d enter", p.PID)).WaitFor(owned(p.Port, p.PID))
			terminal.Send("i").WaitFor(drive.Shows("Inspect", "command, secrets masked"), straight)
			look()
			terminal.Send("esc").WaitFor(drive.Hides("Inspect")).Send("x").WaitFor(drive.Shows("[ Cancel ]"), straight)
			look()
			worlds.Until(t, "the dialog to take a key", func() bool {
				terminal.Send("esc")
				return !strings.Contains(terminal.Screen(), "[ Cancel ]")
			})
			for pane := ""; !strings.Contains(pane, "╸Ports"); look() {
				before := tabs(terminal)
				terminal.Send("tab").WaitFor(drive.Becomes("another pane", func(terminal *drive.Terminal) bool {
					pane = tabs(terminal)
					return pane != "" && pane != before
				}))
			}
		}
		terminal.Send("q")
		leaves(t, terminal, 0)
	})
}

// tabs is the line with the names of the panes.
func tabs(terminal *drive.Terminal) string {
	for line := range strings.Lines(terminal.Screen()) {
		if strings.Contains(line, "╸") {
			name, _, _ := strings.Cut(line[strings.Index(line, "╸"):], "╺")
			return strings.TrimRight(name, " 0123456789")
		}
	}
	return ""
}

// straight waits until the right edge of the box is a straight line.
var straight = drive.Becomes("a box with a straight right edge", func(terminal *drive.Terminal) bool {
	lines, right, rows := strings.Split(terminal.Screen(), "\n"), -1, 0
	for _, line := range lines {
		if at := strings.IndexAny(line, "╮┐"); at >= 0 {
			right = table.Width(line[:at])
			continue
		}
		if right < 0 {
			continue
		}
		last := max(strings.LastIndex(line, "│"), strings.LastIndex(line, "╯"), strings.LastIndex(line, "┘"))
		if last < 0 || table.Width(line[:last]) != right {
			return false
		}
		if rows++; !strings.HasPrefix(line[last:], "│") {
			return rows > 3
		}
	}
	return false
})

// Rows 4 and 6 as a spreadsheet reads them, and row 11: a very long command line.
func TestEndlessCommandLineIsCut(t *testing.T) {
	inside(t, func(t *testing.T) {
		argv := make([]string, 100_000)
		for i := range argv {
			argv[i] = "argument"
		}
		p := worlds.Start(t, worlds.Spec{Role: "listen", Argv: argv})
		out, err := program("list", "--json").Output()
		var sockets socketsDocument
		if err != nil || json.Unmarshal(out, &sockets) != nil || len(sockets.Sockets) != 1 || sockets.Sockets[0].Owners[0].PID != int32(p.PID) {
			t.Fatalf("%v: %.200s", err, out)
		}
		if line := sockets.Sockets[0].Owners[0].Command.String(); len(line) > 4<<10 || !strings.HasSuffix(line, "…") {
			t.Errorf("%d bytes that end in %q", len(line), line[max(len(line)-20, 0):])
		}
		text, _ := piped(t, "list", "--csv", "-o", "command")
		if records, err := csv.NewReader(strings.NewReader(text)).ReadAll(); err != nil || len(records) != 2 {
			t.Errorf("%d records, %v", len(records), err)
		}
	})
}

// Row 63: a command line is masked in every output; the user can show it in the inspector.
func TestSecretsInCommandLinesAreNeverWritten(t *testing.T) {
	inside(t, func(t *testing.T) {
		const secret = "hunter2-hunter2"
		argv := []string{"db", "--password=" + secret, "--token", secret, "postgres://u:" + secret + "@h/d", "Authorization: Bearer " + secret}
		p := worlds.Start(t, worlds.Spec{Role: "listen", Argv: argv})
		port := fmt.Sprint(p.Port)
		for _, args := range [][]string{
			{"list", "-o", "command"}, {"list", "--csv", "-o", "command"}, {"list", "--json"}, {"list", "--json", "--by", "process"},
			{"list", "--by", "process", "-o", "process,command"}, {"count", "command"}, {"summary", "--json"}, {"check", port}, {"check", port, "--json"}, {"doctor", "--for", "0s", "--json"}, {"kill", port, "--dry-run"},
		} {
			if out, _ := piped(t, args...); strings.Contains(out, secret) {
				t.Errorf("berth %v writes the secret:\n%s", args, out)
			} else if strings.Contains(out, "postgres://") && !strings.Contains(out, "***") {
				t.Errorf("berth %v does not say that something is masked:\n%s", args, out)
			}
		}
		terminal := ready(drive.Open(t, program(), drive.Options{Width: 150, Height: 50}))
		terminal.WaitFor(owned(p.Port, p.PID)).Send("x").WaitFor(drive.Shows("[ Cancel ]", "***"))
		worlds.Until(t, "the dialog to take a key", func() bool {
			terminal.Send("esc")
			return !strings.Contains(terminal.Screen(), "[ Cancel ]")
		})
		terminal.Send("i").WaitFor(drive.Shows("secrets masked", "u shows secrets"))
		if strings.Contains(string(terminal.Log()), secret) {
			t.Error("the secret was on the screen before the user asked for it")
		}
		terminal.Send("u").WaitFor(drive.Shows("secrets shown", "--password="+secret))
		terminal.Send("u").WaitFor(drive.Shows("secrets masked"), drive.Hides(secret))
	})
}
