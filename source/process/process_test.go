package process

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/sys/unix"

	"berth/model"
	"berth/model/safe"
	"berth/source/procfs"
	"berth/source/worlds"
)

func TestMain(m *testing.M) { worlds.Main(m) }

// statLine is a /proc/PID/stat: the name, then state, parent, ..., flags, ..., start time
// and the fields after it.
func statLine(pid int, comm string, parent int, flags uint, start int) string {
	return fmt.Sprintf("%d (%s) S %d 1 1 0 -1 %d 0 0 0 0 1 2 0 0 20 0 1 0 %d 1000000 500 18446744073709551615 "+
		"1 1 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n", pid, comm, parent, flags, start)
}

const status7 = "Name:\tnginx\nUid:\t1000\t33\t33\t33\nGid:\t33\t33\t33\t33\n"

// nginx is a /proc with one process: number 7, started at tick 4200.
func nginx() string {
	return "-- 7/stat --\n" + statLine(7, "nginx", 1, 0, 4200) +
		"-- 7/status --\n" + status7 + `-- 7/cmdline --
nginx: worker process
--password=hunter2
-- 7/cgroup --
0::/system.slice/nginx.service
`
}

// finish is a Guard whose reads always finish.
func finish(_ context.Context, _ int, _ time.Duration, read func()) error { read(); return nil }

// hang is a Guard whose reads never finish.
func hang(context.Context, int, time.Duration, func()) error { return errors.New("no answer") }

func open(t *testing.T, root string, facts, lines Guard) (r *Reader, advance func(time.Duration)) {
	t.Helper()
	etc := t.TempDir()
	if err := os.WriteFile(filepath.Join(etc, "passwd"), []byte("www-data:x:33:33::/:\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	r = Open(root, etc, time.Unix(1700000000, 0), facts, lines, time.Now)
	now := time.Unix(0, 0)
	r.now = func() time.Time { return now }
	return r, func(d time.Duration) { now = now.Add(d) }
}

var nginxID = model.ProcessID{PID: 7, Start: 4200}

// read reads one process and fails if it is missing.
func read(t *testing.T, r *Reader, id model.ProcessID) model.Process {
	t.Helper()
	got := r.Read(t.Context(), []model.ProcessID{id}, model.NeedUnits|model.NeedCommands)
	if len(got) != 1 {
		t.Fatalf("%d processes, want one", len(got))
	}
	return got[0]
}

func write(t *testing.T, root, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestFactsOfAProcess(t *testing.T) {
	r, _ := open(t, worlds.Proc(t, nginx()), finish, finish)
	want := model.Process{
		ID: nginxID, Parent: 1, UID: 33,
		Name: safe.Say("nginx"), Command: safe.Say("nginx: worker process --password=***"),
		User: safe.Say("www-data"), Unit: safe.Say("nginx.service"),
		Started: time.Unix(1700000042, 0),
	}
	if diff := cmp.Diff(want, read(t, r, nginxID), cmpopts.EquateComparable(safe.Text{})); diff != "" {
		t.Errorf("facts differ (-want +got):\n%s", diff)
	}
}

func TestEndedProcessesAndReusedPIDsAreLeftOut(t *testing.T) {
	r, _ := open(t, worlds.Proc(t, nginx()), finish, finish)
	ids := []model.ProcessID{{PID: 6, Start: 1}, nginxID, {PID: 7, Start: 9}}
	got := r.Read(t.Context(), ids, model.NeedCommands)
	if len(got) != 1 || got[0].ID != nginxID {
		t.Errorf("read %v, want only %v", got, nginxID)
	}
}

func TestNamesWithParenthesesAndNewlinesDoNotShiftTheFields(t *testing.T) {
	world := strings.Replace(nginx(), statLine(7, "nginx", 1, 0, 4200),
		statLine(7, "a) R 9 9\n(\x1b[2J", 1, procfs.Kthread, 4200), 1)
	r, _ := open(t, worlds.Proc(t, world), finish, finish)
	got := read(t, r, nginxID)
	if got.Parent != 1 || !got.Kernel || got.Name.String() != "a) R 9 9\ufffd(\ufffd[2J" {
		t.Errorf("parent %d, kernel %v, name %q", got.Parent, got.Kernel, got.Name)
	}
}

func TestNameAfterExecIsReadAtTheNextRefresh(t *testing.T) {
	root := worlds.Proc(t, nginx())
	r, advance := open(t, root, finish, finish)
	read(t, r, nginxID)
	write(t, root, "7/stat", statLine(7, "sh", 1, 0, 4200))
	write(t, root, "7/cmdline", "sh\x00")
	if got := read(t, r, nginxID); got.Name.String() != "nginx" {
		t.Errorf("read again at once: %q", got.Name)
	}
	advance(Refresh)
	if got := read(t, r, nginxID); got.Name.String() != "sh" || got.Command.String() != "sh" {
		t.Errorf("still %q %q", got.Name, got.Command)
	}
}

func TestCommandWithoutArgumentsIsTheNameInBrackets(t *testing.T) {
	root := worlds.Proc(t, nginx())
	write(t, root, "7/cmdline", "")
	r, _ := open(t, root, finish, finish)
	if got := read(t, r, nginxID); got.Command.String() != "[nginx]" {
		t.Errorf("command %q", got.Command)
	}
}

func TestUnitIsReadOnlyWhenNeeded(t *testing.T) {
	r, _ := open(t, worlds.Proc(t, nginx()), finish, finish)
	if got := r.Read(t.Context(), []model.ProcessID{nginxID}, model.NeedCommands); !got[0].Unit.Empty() {
		t.Errorf("unit %q without being asked for", got[0].Unit)
	}
	if got := read(t, r, nginxID); got.Unit.String() != "nginx.service" {
		t.Errorf("unit %q", got.Unit)
	}
}

func TestProcessThatDoesNotAnswerKeepsItsFacts(t *testing.T) {
	r, advance := open(t, worlds.Proc(t, nginx()), hang, hang)
	got := read(t, r, nginxID)
	if got.Name.String() != "?" || got.User.String() != "?" || got.ID != nginxID {
		t.Errorf("read %v", got)
	}
	r.facts, r.lines = finish, finish
	advance(Refresh)
	if got := read(t, r, nginxID); got.Name.String() != "nginx" {
		t.Errorf("name %q after it answers again", got.Name)
	}
	r.facts, r.lines = hang, hang
	advance(Refresh)
	if got := read(t, r, nginxID); got.Name.String() != "nginx" {
		t.Errorf("name %q is forgotten", got.Name)
	}
}

func TestHangingCommandLineKeepsTheOtherFacts(t *testing.T) {
	r, advance := open(t, worlds.Proc(t, nginx()), finish, hang)
	if got := read(t, r, nginxID); got.Name.String() != "nginx" || got.Command.String() != "[nginx]" {
		t.Errorf("name %q, command %q", got.Name, got.Command)
	}
	r.lines = finish
	advance(Refresh)
	read(t, r, nginxID)
	r.lines = hang
	advance(Refresh)
	if got := read(t, r, nginxID); !strings.HasPrefix(got.Command.String(), "nginx: worker") {
		t.Errorf("command %q is forgotten", got.Command)
	}
}

func TestMalformedFilesLeaveFactsUnknown(t *testing.T) {
	for _, stat := range []string{"", "7", "7 (", "7 (a", "7 (a)", "7 )(", "7 (nginx) S", "\xff\x00garbage) 1 2 3", strings.Repeat("x", 3<<20)} {
		root := worlds.Proc(t, "-- 7/comm --\nfrom comm\n-- 7/cgroup --\nno colons\n-- 7/status --\nUid:\tx\n")
		write(t, root, "7/stat", stat)
		r, _ := open(t, root, finish, finish)
		got := read(t, r, model.ProcessID{PID: 7})
		if got.Name.String() != "from comm" || got.User.String() != "?" || !got.Started.IsZero() {
			t.Errorf("stat %.20q: %+v", stat, got)
		}
	}
	root := worlds.Proc(t, nginx())
	write(t, root, "7/status", "Uid:\t1\t2\t3\t4\t5\t6\n")
	r, _ := open(t, root, finish, finish)
	if got := read(t, r, nginxID); got.Name.String() != "nginx" || got.UID != noUser {
		t.Errorf("too many user ids: %+v", got)
	}
}

func TestProcessesNotRequestedAreForgotten(t *testing.T) {
	r, _ := open(t, worlds.Proc(t, nginx()), finish, finish)
	read(t, r, nginxID)
	r.Read(t.Context(), nil, model.NeedCommands)
	if len(r.known) != 0 {
		t.Errorf("%d processes are remembered", len(r.known))
	}
}

func TestRealProcessShowsItsNameUserAndStart(t *testing.T) {
	worlds.Inside(t, worlds.PID|worlds.Users, func(t *testing.T) {
		p := worlds.Start(t, worlds.Spec{
			Role: "hold", User: 33, Comm: "\x1b[2J)\n(", Argv: []string{"db", "--token", "hunter2", "\x1b]52;c;x\a"},
		})
		r, _ := open(t, "/proc", finish, finish)
		var up unix.Sysinfo_t
		if err := unix.Sysinfo(&up); err != nil {
			t.Fatal(err)
		}
		r.boot = time.Now().Add(-time.Duration(up.Uptime) * time.Second)
		start, err := r.Start(p.PID)
		if err != nil {
			t.Fatal(err)
		}
		got := read(t, r, model.ProcessID{PID: int32(p.PID), Start: start})
		if name := got.Name.String(); name != "\ufffd[2J)\ufffd(" {
			t.Errorf("name %q", name)
		}
		if line := got.Command.String(); line != "db --token *** \ufffd]52;c;x\ufffd" {
			t.Errorf("command %q", line)
		}
		if got.User.String() != "www-data" || got.Parent != int32(os.Getpid()) {
			t.Errorf("user %q, parent %d", got.User, got.Parent)
		}
		if age := time.Since(got.Started); age < -time.Second || age > time.Minute {
			t.Errorf("started %v ago", age)
		}
	})
}
