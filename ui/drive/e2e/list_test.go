package e2e

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"berth/model/wire"
	"berth/source/worlds"
	"berth/ui/drive"
	"berth/ui/table"
)

// listed runs a command and returns the records of its CSV without the heading.
func listed(t *testing.T, args ...string) [][]string {
	t.Helper()
	out, err := program(append(args, "--csv")...).Output()
	if err != nil {
		t.Fatalf("berth %v: %v", args, err)
	}
	records, err := csv.NewReader(bytes.NewReader(out)).ReadAll()
	if err != nil || len(records) == 0 {
		t.Fatalf("berth %v: read %q: %v", args, out, err)
	}
	return records[1:]
}

// peers are the sockets that berth lists: protocol, state and both ends.
func peers(t *testing.T, args ...string) []string {
	t.Helper()
	var all []string
	for _, record := range listed(t, append([]string{"list", "-o", "proto,state,local,remote"}, args...)...) {
		all = append(all, strings.Join(record, " "))
	}
	slices.Sort(all)
	return all
}

// ss are the sockets that ss lists, in the words of berth. ss writes an IPv4 address of an
// IPv6 socket as [::ffff:10.0.0.1], a wildcard for both families as *, and omits the
// protocol if only one was requested. Its flag -l cannot be combined with -a, but its
// filter can.
func ss(t *testing.T, letters string) []string {
	t.Helper()
	args := []string{"-anH" + strings.Trim(letters, "-l")}
	if strings.Contains(letters, "l") {
		args = append(args, "state", "listening", "state", "unconnected")
	}
	out, err := exec.Command("ss", args...).Output()
	if err != nil {
		t.Fatalf("ss %v: %v", args, err)
	}
	var all []string
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		switch {
		case !strings.Contains(letters, "u"):
			words = append([]string{"tcp"}, words...)
		case !strings.Contains(letters, "t"):
			words = append([]string{"udp"}, words...)
		}
		if programs, ok := states[words[1]]; ok {
			words[1] = programs
		}
		words[1] = strings.ToLower(words[1])
		ends := []string{words[4], words[5]}
		for i, end := range ends {
			if inner, ok := strings.CutPrefix(end, "[::ffff:"); ok {
				end = strings.Replace(inner, "]", "", 1)
			}
			if port, ok := strings.CutPrefix(end, "*:"); ok {
				end = "[::]:" + port
			}
			ends[i] = end
		}
		all = append(all, strings.Join(append(words[:2], ends...), " "))
	}
	slices.Sort(all)
	return all
}

// states are the states that have different names in CSV and in ss.
var states = map[string]string{"ESTAB": "established", "LISTEN": "listening", "UNCONN": "unconnected"}

func needSS(t *testing.T) {
	t.Helper()
	if _, err := exec.LookPath("ss"); err != nil {
		t.Skip("SKIPPED: ss is not installed")
	}
}

func TestListShowsTheSocketsThatSSShows(t *testing.T) {
	needSS(t)
	inside(t, func(t *testing.T) {
		for _, family := range worlds.Families(t) {
			for _, scene := range worlds.Scenes {
				scene.Open(t, family)
			}
		}
		for _, letters := range []string{"-tu", "-t", "-u", "-t4", "-u6", "-tul", "-t4l", "-t6l"} {
			var want, got []string
			same := worlds.Eventually(t, func() bool {
				want, got = ss(t, letters), peers(t, letters)
				return slices.Equal(want, got)
			})
			if !same || len(got) == 0 {
				t.Errorf("%s: only ss\n%s\nonly berth\n%s", letters, without(want, got), without(got, want))
			}
		}
	})
}

// without are the lines of some that others does not have; repeated lines count.
func without(some, others []string) string {
	others = slices.Clone(others)
	var left []string
	for _, line := range some {
		if i := slices.Index(others, line); i >= 0 {
			others = slices.Delete(others, i, i+1)
		} else {
			left = append(left, line)
		}
	}
	return strings.Join(left, "\n")
}

func TestListNamesTheProcessOfASocket(t *testing.T) {
	needSS(t)
	inside(t, func(t *testing.T) {
		server := worlds.Start(t, worlds.Spec{Role: "listen", Comm: "harbour", Argv: []string{"harbour", "--password=hunter2"}})
		client := worlds.Helper(t, "connect", fmt.Sprintf("127.0.0.1:%d", server.Port), "3")
		port, pid := strconv.Itoa(int(server.Port)), strconv.Itoa(server.PID)

		got := listed(t, "list", "-l", "sport="+port, "-o", "pid,process,command")
		if want := [][]string{{pid, "harbour", "harbour --password=*****"}}; len(got) != 1 || got[0][0] != pid || got[0][1] != "harbour" || strings.Contains(got[0][2], "hunter2") {
			t.Errorf("got %q, want %q", got, want)
		}
		out, err := exec.Command("ss", "-lntupH", "sport = :"+port).Output()
		if err != nil || !strings.Contains(string(out), "pid="+pid+",") {
			t.Errorf("ss says %q, %v", out, err)
		}
		worlds.Until(t, "three connections to be accepted", func() bool {
			counts := listed(t, "count", "process", "state", "established", "and", "port="+port)
			return slices.EqualFunc(counts, [][]string{{"3", "connect"}, {"3", "harbour"}}, slices.Equal)
		})
		if got := listed(t, "list", "state", "established", "dport", "=", ":"+port, "-o", "pid"); len(got) != 3 || got[0][0] != strconv.Itoa(client.PID) {
			t.Errorf("clients %q, want three times %d", got, client.PID)
		}
	})
}

func TestDocumentsAndTablesAgree(t *testing.T) {
	inside(t, func(t *testing.T) {
		server := worlds.Helper(t, "listen", "udp", "127.0.0.1:0")
		out, err := program("list", "--json").Output()
		var sockets socketsDocument
		if err := errors.Join(err, json.Unmarshal(out, &sockets)); err != nil {
			t.Fatal(err)
		}
		if len(sockets.Sockets) != 1 || sockets.Version != wire.Version || sockets.Partial {
			t.Fatalf("got %s", out)
		}
		s := sockets.Sockets[0]
		if s.Proto != "udp" || s.Local.Port != server.Port || s.Inode == 0 || len(s.Owners) != 1 || s.Owners[0].PID != int32(server.PID) || s.Owners[0].Start == 0 {
			t.Errorf("got %+v", s)
		}
		out, err = program("summary", "--json").Output()
		var summary wire.Summary
		if err := errors.Join(err, json.Unmarshal(out, &summary)); err != nil {
			t.Fatal(err)
		}
		if summary.Total != 1 || summary.Ephemeral == nil || summary.Ephemeral.Size == 0 || summary.Processes[0].PID != int32(server.PID) {
			t.Errorf("got %s", out)
		}
	})
}

// written runs the program with a file for its standard output.
func written(t *testing.T, file *os.File, args ...string) (stderr string, state *os.ProcessState) {
	t.Helper()
	var text bytes.Buffer
	cmd := program(args...)
	cmd.Stdout, cmd.Stderr = file, &text
	_ = cmd.Run() // the exit code is in cmd.ProcessState
	return text.String(), cmd.ProcessState
}

func TestClosedPipeEndsTheProgramSilently(t *testing.T) {
	inside(t, func(t *testing.T) {
		for _, args := range [][]string{{"list"}, {"list", "--every", "100ms", "--json"}, {"summary"}, {"--help"}, {"completion", "bash"}} {
			r, w, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			r.Close()
			stderr, state := written(t, w, args...)
			w.Close()
			if status := state.Sys().(syscall.WaitStatus); !status.Signaled() || status.Signal() != syscall.SIGPIPE || stderr != "" {
				t.Errorf("%v: %v, %q, want SIGPIPE and no word, as of ss", args, state, stderr)
			}
		}
	})
}

func TestFullDiskIsNamedInOneLine(t *testing.T) {
	inside(t, func(t *testing.T) {
		file, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		for _, args := range [][]string{{"list"}, {"list", "--json"}, {"count", "state"}, {"summary"}, {"version"}, {"--help"}, {"completion", "fish"}} {
			stderr, state := written(t, file, args...)
			if state.ExitCode() != 1 || !strings.Contains(stderr, "no space left on device") || strings.Count(stderr, "\n") != 1 {
				t.Errorf("%v: %v, %q, want exit code 1 and one line", args, state, stderr)
			}
		}
	})
}

func TestListOnATerminalIsPlainAndNoWiderThanIt(t *testing.T) {
	inside(t, func(t *testing.T) {
		worlds.Start(t, worlds.Spec{Role: "listen", Comm: "a-long-name-15c", Argv: []string{strings.Repeat("long ", 100)}})
		terminal := drive.Open(t, program("list", "-o", "local,process,command"), drive.Options{Width: 60, Height: 20, Mute: true})
		if code := terminal.Exit(); code != 0 {
			t.Errorf("exit code %d", code)
		}
		text := strings.ReplaceAll(string(terminal.Log()), "\r\n", "\n")
		if !strings.Contains(text, "a-long-") || strings.Contains(text, "\x1b") {
			t.Errorf("wrote %q", text)
		}
		for line := range strings.Lines(text) {
			if w := table.Width(strings.TrimSuffix(line, "\n")); w > 60 {
				t.Errorf("%q is %d wide", line, w)
			}
		}
	})
}

func TestListEveryTakesNewSamples(t *testing.T) {
	inside(t, func(t *testing.T) {
		cmd := program("list", "-l", "--json", "--every", "100ms")
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		defer func() { _ = cmd.Wait() }()
		defer func() { _ = cmd.Process.Kill() }()
		documents := json.NewDecoder(out)
		var first, next socketsDocument
		if err := documents.Decode(&first); err != nil || len(first.Sockets) != 0 {
			t.Fatalf("first %+v, %v", first, err)
		}
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		worlds.Until(t, "the new listener in a document", func() bool {
			next = socketsDocument{}
			return documents.Decode(&next) == nil && len(next.Sockets) == 1
		})
		if age := next.Sockets[0].Age; age == nil || !age.Whole {
			t.Errorf("age %+v of a listener that came meanwhile", age)
		}
	})
}
