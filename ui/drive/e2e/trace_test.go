//go:build !race

// The runtime of the race detector and the loader of C, which it needs, read
// what berth must not.

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"berth/source/worlds"
	"berth/ui/drive"
)

// trace runs the program under strace in a directory full of bait, and returns
// what it asked of the kernel with the name of a file, line by line.
func trace(t *testing.T, run func(cmd *exec.Cmd), args ...string) []string {
	t.Helper()
	dir := t.TempDir()
	log, work := filepath.Join(dir, "trace"), filepath.Join(dir, "work")
	bait(t, work)
	cmd := exec.Command(tool("strace"), append([]string{"-f", "-qq", "-y", "-e", "signal=none", "-e", "trace=%file", "-o", log, program().Path}, args...)...)
	cmd.Dir = work
	cmd.Env = append(drive.Env(), baited(work)...)
	run(cmd)
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), program().Path) {
		t.Fatalf("strace saw nothing of berth %v:\n%s", args, text)
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

// bait puts files of tempting names into a directory; those that look like
// programs are.
func bait(t *testing.T, work string) {
	t.Helper()
	for _, name := range []string{
		"berth.toml", ".berth.toml", ".berthrc", "berth.conf", ".config/berth/config.toml", "services", "passwd", ".env",
		"less", "more", "vi", "sh", "xdg-open", "xclip", "xsel", "wl-copy", "lsb_release", "pgrep", "ps", "ss", "getent", "conf", "systemctl", "docker",
	} {
		path := filepath.Join(work, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("#!/bin/sh\nexit 0\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
}

// baited are the variables by which programs are told what to run and to load.
func baited(work string) (env []string) {
	program := filepath.Join(work, "less")
	for _, name := range []string{"PAGER", "MANPAGER", "EDITOR", "VISUAL", "BROWSER", "SHELL"} {
		env = append(env, name+"="+program)
	}
	return append(env, "PATH="+work+":.", "LESSOPEN=|"+program+" %s", "LD_LIBRARY_PATH="+work, "GODEBUG=netdns=cgo", "ENV="+work+"/.env",
		"HOME="+work, "XDG_CONFIG_HOME="+work+"/.config", "TERMINFO="+work, "HOST_PROC="+work, "HOST_ETC="+work)
}

// faults are calls that are nobody's business. A descriptor stands in front of
// its path: openat(3</proc/7>, "stat".
var faults = []struct {
	what string
	call *regexp.Regexp
	but  *regexp.Regexp // harmless; nil: none of them is
}{
	// All of these block or lead astray; root is a door into a container.
	{"opens what is private to a process", regexp.MustCompile(`/proc/[^/">]+(/task/[^/">]+)?(>, "|/)(environ|mem|maps|smaps|smaps_rollup|numa_maps|map_files|pagemap|auxv|root)[/">]`), nil},
	{"looks into the working directory", regexp.MustCompile(`^\d+ +\w+\((AT_FDCWD[^,]*, )?"([^/"]|[^"]*/work/)`), nil},
	{"writes a file", regexp.MustCompile(`O_WRONLY|O_RDWR|O_CREAT|^\d+ +(mkdir|unlink|rename|link|symlink|chmod|chown|truncate|mknod)`), regexp.MustCompile(`"/dev/(tty|null|pts/\d+)"`)},
	{"runs a program", regexp.MustCompile(`\bexecve(at)?\(`), regexp.MustCompile(`\bexecve\("[^"]*/berth-e2e-\d+/berth"`)},
}

// Rows 62, 81 and 85, and that nothing is read of the working directory.
func TestOnlyExpectedFilesAreOpenedAndNothingIsRunOrWritten(t *testing.T) {
	if tool("strace") == "" {
		t.Skip("SKIPPED: strace is not installed (Debian: apt-get install strace)")
	}
	inside(t, func(t *testing.T) {
		listener := worlds.Helper(t, "listen", "tcp", "127.0.0.1:8080")
		worlds.Helper(t, "connect", "127.0.0.1:8080")
		asked := map[string][]string{}
		for _, args := range [][]string{
			{"--help"}, {"version"}, {"completion", "bash"}, {"summary"}, {"doctor", "--for", "0s"}, {"list", "--json"}, {"list", "--by", "process"},
			{"list", "-o", "local,process,command,user,unit,netns,dev,rx,rtt"}, {"list", "--backend", "procfs"}, {"count", "process"},
			{"check", "8080"}, {"probe", "127.0.0.1:8080"}, {"kill", "8080", "--dry-run"},
		} {
			asked[strings.Join(args, " ")] = trace(t, func(cmd *exec.Cmd) { _ = cmd.Run() }, args...) // what it says is not asked here
		}
		asked["the dashboard"] = trace(t, func(cmd *exec.Cmd) {
			terminal := ready(drive.Open(t, cmd, drive.Options{Width: 120, Height: 50}))
			terminal.WaitFor(owned(8080, listener.PID))
			terminal.Send("i").WaitFor(drive.Shows("Process details", "CPU since"))
			terminal.Send("esc y ?").WaitFor(drive.Shows("Backspace"))
			terminal.Send("esc tab tab tab tab shift+tab shift+tab shift+tab shift+tab").WaitFor(owned(8080, listener.PID))
			terminal.Send("t").WaitFor(drive.Shows("any key closes"))
			terminal.Send("esc x").WaitFor(drive.Shows("[ Cancel ]"))
			terminal.Send("ctrl+c").Exit()
		})
		for name, calls := range asked {
			for _, call := range calls {
				for _, f := range faults {
					if f.call.MatchString(call) && (f.but == nil || !f.but.MatchString(call)) {
						t.Errorf("%s %s: %s", name, f.what, call)
					}
				}
			}
		}
	})
}
