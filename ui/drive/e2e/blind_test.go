package e2e

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"berth/model/field"
	"berth/model/wire"
	"berth/source/worlds"
	"berth/ui/drive"
)

// ordinary is the ID of a user without special rights.
const ordinary = 1000

// as makes a command run as a user.
func as(user uint32, cmd *exec.Cmd) *exec.Cmd {
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: user, Gid: user}}
	return cmd
}

// noRight is the text that reports hidden owners, in every output.
const noRight = "permission denied; needs root or CAP_SYS_PTRACE"

// Row 61: an ordinary user sees all facts of their own sockets. For other sockets they see
// how many owners are hidden and why, with every hidepid option of /proc.
func TestOrdinaryUserSeesHowManyOwnersAreHidden(t *testing.T) {
	for _, options := range []string{"", "hidepid=1", "hidepid=2"} {
		t.Run("proc "+options, func(t *testing.T) {
			worlds.Inside(t, worlds.Net|worlds.PID|worlds.Users, func(t *testing.T) {
				depend()
				if err := unix.Mount("proc", "/proc", "proc", 0, options); err != nil {
					t.Skipf("SKIPPED: this kernel does not mount /proc with %s: %v", options, err)
				}
				own := worlds.Start(t, worlds.Spec{Role: "listen", User: ordinary, Argv: []string{"mine", "--all"}})
				others := []*worlds.Process{worlds.Helper(t, "listen"), worlds.Start(t, worlds.Spec{Role: "listen", User: 2000})}

				var stderr strings.Builder
				cmd := as(ordinary, program("list", "-o", "local,pid,process,command"))
				cmd.Stderr = &stderr
				out, err := cmd.Output()
				want := []string{fmt.Sprintf("127.0.0.1:%d %d listen mine --all", own.Port, own.PID)}
				for _, p := range others {
					want = append(want, fmt.Sprintf("127.0.0.1:%d - hidden -", p.Port))
				}
				if got := rows(string(out)); err != nil || !slices.Equal(got, sorted(want)) {
					t.Errorf("table %q, want %q, %v", got, want, err)
				}
				if stderr.String() != "berth: hidden owners (2): "+noRight+"\n" {
					t.Errorf("it says %q", stderr.String())
				}

				out, err = as(ordinary, program("list", "--json")).Output()
				var document socketsDocument
				if err != nil || json.Unmarshal(out, &document) != nil {
					t.Fatalf("%v: %s", err, out)
				}
				owners := map[string]int{}
				for _, s := range document.Sockets {
					owners[s.Owner]++
					for _, o := range s.Owners {
						if o.PID != int32(own.PID) || s.Local.Port != own.Port {
							t.Errorf("%d is said to hold port %d", o.PID, s.Local.Port)
						}
					}
				}
				if owners["known"] != 1 || owners["hidden"] != 2 {
					t.Errorf("owners %v", owners)
				}
				hiddenInHead(t, document.Head)

				out, err = as(ordinary, program("summary", "--json")).Output()
				var summary wire.Summary
				if err != nil || json.Unmarshal(out, &summary) != nil || summary.Total != 3 {
					t.Fatalf("%v: %s", err, out)
				}
				hiddenInHead(t, summary.Head)
				at := slices.IndexFunc(summary.Processes, func(p field.Busiest) bool { return p.Process.String() == "hidden" })
				if at < 0 || summary.Processes[at].Sockets != 2 || summary.Processes[at].PID != 0 {
					t.Errorf("summary %+v", summary.Processes)
				}

				terminal := ready(drive.Open(t, as(ordinary, program()), drive.Options{}))
				terminal.WaitFor(owned(own.Port, own.PID), drive.Shows("hidden owners (2): "+noRight))
				terminal.Send("q")
				leaves(t, terminal, 0)
			})
		})
	}
}

// hiddenInHead fails the test unless a document reports that two owners are hidden.
func hiddenInHead(t *testing.T, head wire.Head) {
	t.Helper()
	if !head.Partial || len(head.Gaps) != 1 || head.Gaps[0].What.String() != "hidden owners" || head.Gaps[0].Count != 2 || head.Gaps[0].Why.String() != noRight {
		t.Errorf("partial %v, gaps %v", head.Partial, head.Gaps)
	}
}

// rows are the lines of a table without its heading, with single spaces.
func rows(table string) []string {
	var all []string
	for line := range strings.Lines(table) {
		all = append(all, strings.Join(strings.Fields(line), " "))
	}
	return sorted(all[min(1, len(all)):])
}

func sorted(all []string) []string {
	slices.Sort(all)
	return all
}

// Row 54: if berth runs out of descriptors, it reports what is missing, or its exit code is
// 1. It never prints an empty list with exit code 0.
func TestTooFewDescriptorsNeverShowAnEmptyMachine(t *testing.T) {
	inside(t, func(t *testing.T) {
		p := worlds.Helper(t, "listen")
		good := 0
		for limit := 3; limit <= 24; limit++ {
			for _, command := range [][]string{{"list", "--json"}, {"summary", "--json"}} {
				cmd := exec.Command("/bin/sh", append([]string{"-c", `ulimit -n "$1" && shift && exec "$@"`, "sh", fmt.Sprint(limit), program().Path}, command...)...)
				var stderr strings.Builder
				cmd.Stderr = &stderr
				out, _ := cmd.Output() // the exit code is in cmd.ProcessState
				code := cmd.ProcessState.ExitCode()
				var document socketsDocument
				switch {
				case code == 0 && json.Unmarshal(out, &document) != nil:
					t.Errorf("%d descriptors: %v ends well with %q", limit, command, out)
				case code == 0 && command[0] == "list":
					good++
					if len(document.Sockets) != 1 || document.Sockets[0].Local.Port != p.Port || document.Sockets[0].Owner != "known" && !document.Partial {
						t.Errorf("%d descriptors: %s", limit, out)
					}
				case code != 0 && stderr.Len() == 0:
					t.Errorf("%d descriptors: %v ends with %d and no word", limit, command, code)
				}
			}
		}
		if good == 0 {
			t.Error("not even 24 descriptors are enough")
		}
	})
}

// Row 55: without /proc, commands too print one line and exit with 1.
func TestCommandsWithoutProcFailInOneLine(t *testing.T) {
	inside(t, func(t *testing.T) {
		if err := unix.Mount("tmpfs", "/proc", "tmpfs", 0, ""); err != nil {
			t.Fatalf("hide /proc: %v", err)
		}
		for _, args := range [][]string{{"list"}, {"list", "--json"}, {"list", "--by", "port", "--csv"}, {"summary"}, {"count", "state"}, {"check", "80"}, {"kill", "80", "--dry-run"}} {
			out, code := piped(t, args...)
			out = withoutDetector(out)
			if code != 1 || strings.Count(out, "\n") != 1 || !strings.Contains(out, "/proc") {
				t.Errorf("berth %v: exit code %d, %q, want 1 and one line", args, code, out)
			}
		}
	})
}

// A socket of a process in another PID namespace has no owner. It is never shown as a
// socket of the process that has the same PID here.
func TestSocketsOfAnotherPIDNamespaceHaveNoOwner(t *testing.T) {
	inside(t, func(t *testing.T) {
		outer := worlds.Helper(t, "listen")
		cmd := exec.Command("/bin/sh", "-c", `mount -t proc proc /proc && exec "$0" list --json`, program().Path)
		cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWPID | syscall.CLONE_NEWNS}
		out, err := cmd.Output()
		var document socketsDocument
		if err != nil || json.Unmarshal(out, &document) != nil {
			t.Fatalf("%v: %s", err, out)
		}
		if len(document.Sockets) != 1 || document.Sockets[0].Local.Port != outer.Port || document.Sockets[0].Owner != "none" || len(document.Sockets[0].Owners) != 0 {
			t.Errorf("%s", out)
		}
	})
}

// Row 46, for the whole program: if a process does not answer, only its own facts are
// missing, and no key waits for it.
func TestUnresponsiveProcessDelaysNothing(t *testing.T) {
	inside(t, func(t *testing.T) {
		stuck, other := worlds.Helper(t, "listen"), worlds.Start(t, worlds.Spec{Role: "listen", Argv: []string{"other", "--one"}})
		for _, name := range []string{"cmdline", "status", "cgroup", "comm", "stat"} {
			worlds.MountFault(t, fmt.Sprintf("/proc/%d/%s", stuck.PID, name), worlds.Fault{FIFO: true})
			out, err := program("list", "-o", "local,pid,command").Output() // the FIFO never has a writer
			got := rows(string(out))
			if err != nil || len(got) != 2 || !slices.Contains(got, fmt.Sprintf("127.0.0.1:%d %d other --one", other.Port, other.PID)) {
				t.Errorf("%s: %v, %q", name, err, got)
			}
		}
		terminal := start(t)
		terminal.WaitFor(owned(other.Port, other.PID), drive.Shows("do not answer"))
		terminal.Send("?").WaitFor(drive.Shows("filter expression")) // no FIFO was opened for writing
		terminal.Send("esc q")
		leaves(t, terminal, 0)
	})
}
