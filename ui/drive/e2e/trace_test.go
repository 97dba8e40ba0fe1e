//go:build !race

// There is no test with the race detector: its runtime, and the C loader that it needs,
// read files that berth must not read.

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

// trace runs the program under strace in a directory of files that berth must not read or
// run. It returns the system calls that have a file name, line by line.
func trace(t *testing.T, run func(cmd *exec.Cmd), args ...string) []string {
	t.Helper()
	dir := t.TempDir()
	log, work := filepath.Join(dir, "trace"), filepath.Join(dir, "work")
	plantFiles(t, work)
	cmd := exec.Command(tool("strace"), append([]string{"-f", "-qq", "-y", "-e", "signal=none", "-e", "trace=%file", "-o", log, program().Path}, args...)...)
	cmd.Dir = work
	cmd.Env = append(drive.Env(), plantedEnv(work)...)
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

// plantFiles fills a directory with executable files. Their names are those of
// configuration files and programs that berth might read or run by mistake.
func plantFiles(t *testing.T, work string) {
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

// plantedEnv is environment variables that make other programs run or load these files.
func plantedEnv(work string) (env []string) {
	program := filepath.Join(work, "less")
	for _, name := range []string{"PAGER", "MANPAGER", "EDITOR", "VISUAL", "BROWSER", "SHELL"} {
		env = append(env, name+"="+program)
	}
	return append(env, "PATH="+work+":.", "LESSOPEN=|"+program+" %s", "LD_LIBRARY_PATH="+work, "GODEBUG=netdns=cgo", "ENV="+work+"/.env",
		"HOME="+work, "XDG_CONFIG_HOME="+work+"/.config", "TERMINFO="+work, "HOST_PROC="+work, "HOST_ETC="+work)
}

// faults are system calls that berth must not make. strace writes a descriptor before its
// path: openat(3</proc/7>, "stat".
var faults = []struct {
	what string
	call *regexp.Regexp
	but  *regexp.Regexp // exceptions that are harmless; nil: none
}{
	// All of these can block or mislead; root leads into the files of a container.
	{"opens what is private to a process", regexp.MustCompile(`/proc/[^/">]+(/task/[^/">]+)?(>, "|/)(environ|mem|maps|smaps|smaps_rollup|numa_maps|map_files|pagemap|auxv|root)[/">]`), nil},
	{"looks into the working directory", regexp.MustCompile(`^\d+ +\w+\((AT_FDCWD[^,]*, )?"([^/"]|[^"]*/work/)`), nil},
	{"writes a file", regexp.MustCompile(`O_WRONLY|O_RDWR|O_CREAT|^\d+ +(mkdir|unlink|rename|link|symlink|chmod|chown|truncate|mknod)`), regexp.MustCompile(`"/dev/(tty|null|pts/\d+)"`)},
	{"runs a program", regexp.MustCompile(`\bexecve(at)?\(`), regexp.MustCompile(`\bexecve\("[^"]*/berth-e2e-\d+/berth"`)},
}

// Rows 62, 81 and 85. Also: berth reads nothing in the working directory.
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
			asked[strings.Join(args, " ")] = trace(t, func(cmd *exec.Cmd) { _ = cmd.Run() }, args...) // this test does not look at the output
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
