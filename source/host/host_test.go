package host

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"berth/model"
	"berth/model/safe"
	"berth/source/worlds"
)

func TestMain(m *testing.M) { worlds.Main(m) }

func TestNameUptimeAndLoadAreRead(t *testing.T) {
	root := worlds.Proc(t, "-- sys/kernel/hostname --\nweb\x1b[2J-01\n-- uptime --\n86400.5 1.0\n-- loadavg --\n1.50 0.75 0.25 1/100 7\n-- stat --\nbtime 1700000000\n")
	h := Open(root).Read()
	if got := h.Name.String(); got != "web\ufffd[2J-01" {
		t.Errorf("name %q", got)
	}
	if h.Load != [3]float64{1.5, 0.75, 0.25} || !h.Known || h.Uptime != 24*time.Hour+time.Second/2 {
		t.Errorf("load %v, known %v, up %v", h.Load, h.Known, h.Uptime)
	}
}

func TestMalformedLoadIsUnknown(t *testing.T) {
	for _, text := range []string{"", "\n", "0.5", "NaN NaN NaN 1/2 3\n", "-1 0 0 1/2 3\n", "1e300 0 0 1/2 3\n"} {
		root := worlds.Proc(t, "-- uptime --\n1.0 1.0\n-- loadavg --\n"+text)
		if h := Open(root).Read(); h.Known || h.Load != [3]float64{} {
			t.Errorf("%q: %+v", text, h)
		}
	}
}

func TestMalformedUptimeIsUnknown(t *testing.T) {
	for _, text := range []string{"", "\n", "soon 1.0\n", "NaN 1\n", "-5 1\n", "1e300 1\n"} {
		root := worlds.Proc(t, "-- loadavg --\n1.50 0.75 0.25 1/100 7\n-- uptime --\n"+text)
		if h := Open(root).Read(); h.Known || h.Uptime != 0 {
			t.Errorf("%q: %+v", text, h)
		}
	}
}

func TestRealHostIsUpSinceItsBoot(t *testing.T) {
	h := Open("/proc").Read()
	name, err := os.Hostname()
	if err != nil || h.Name != safe.Sanitise(name) {
		t.Errorf("name %q, want %q", h.Name, name)
	}
	if drift := time.Since(h.Boot) - h.Uptime; drift.Abs() > time.Minute {
		t.Errorf("up %v since %v", h.Uptime, h.Boot)
	}
}

// finish is a Guard whose reads always finish.
func finish(_ context.Context, _ int, _ time.Duration, read func()) error { read(); return nil }

// inspector returns an Inspector for a tree in which process n was started at tick 100*n. The
// command line contains an escape sequence.
func inspector(root string) *Inspector {
	return OpenInspector(root, ProcessReads{
		Guard:   finish,
		Start:   func(pid int) (uint64, error) { return uint64(100 * pid), nil },
		Command: func(context.Context, int) (string, error) { return "nginx --password=*** \x1b]52;c;x\a", nil },
	})
}

func stat(pid, parent int) string {
	return fmt.Sprintf("%d (x) S %d 1 1 0 -1 0 0 0 0 0 1 2 0 0 20 0 3 0 %d 1000000 500 18446744073709551615 "+
		"1 1 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n", pid, parent, 100*pid)
}

// family is a /proc in which process 7 has the child 9.
func family() string {
	return "-- stat --\nbtime 1700000000\n-- uptime --\n1000.0 1.0\n" +
		"-- 7/stat --\n" + stat(7, 1) + "" +
		"-- 7/fd/0 -> /dev/null --\n-- 7/fd/3 -> socket:[5] --\n-- 7/limits --\n" + limits + "-- 7/comm --\nngi\x1b[1mnx\n-- 7/cwd -> /srv/\u202ewww --\n" +
		"-- 8/stat --\n" + stat(8, 1) + "-- 8/comm --\nother\n" +
		"-- 9/stat --\n" + stat(9, 7) + "-- 9/comm --\nwork\x1ber\n-- 10/stat --\ncut\n"
}

const limits = "Limit                     Soft Limit           Hard Limit           Units     \n" +
	"Max open files            1024                 4096                 files     \n"

var processSeven = model.ProcessID{PID: 7, Start: 700}

func TestDetailOfAProcess(t *testing.T) {
	got, err := inspector(worlds.Proc(t, family())).Detail(t.Context(), processSeven)
	if err != nil {
		t.Fatal(err)
	}
	if got.CPU < 0 {
		t.Errorf("CPU %v", got.CPU)
	}
	want := &model.Detail{
		Name:    safe.Say(`ngi\x1b[1mnx`),
		Command: safe.Say(`nginx --password=*** \x1b]52;c;x\a`),
		Memory:  model.Reading{Value: 500 * int64(os.Getpagesize()), Known: true},
		Threads: model.Reading{Value: 3, Known: true},
		Files:   model.Reading{Value: 2, Known: true},
		MayOpen: model.Reading{Value: 1024, Known: true},
		Cwd:     safe.Say(`/srv/\u202ewww`),
		Children: []model.Process{
			{ID: model.ProcessID{PID: 9, Start: 900}, Parent: 7, Name: safe.Sanitise("work\x1ber")},
		},
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateComparable(safe.Text{}), cmpopts.IgnoreFields(model.Detail{}, "CPU")); diff != "" {
		t.Errorf("detail differs (-want +got):\n%s", diff)
	}
}

func TestDetailOfAReusedPIDIsGone(t *testing.T) {
	if d, err := inspector(worlds.Proc(t, family())).Detail(t.Context(), model.ProcessID{PID: 7, Start: 1}); !errors.Is(err, model.ErrGone) {
		t.Errorf("detail %v, error %v", d, err)
	}
}

func TestDetailOfAProcessReplacedDuringTheReadIsGone(t *testing.T) {
	p := inspector(worlds.Proc(t, family()))
	replaced := false
	p.reads.Start = func(int) (uint64, error) {
		if replaced {
			return 12345, nil
		}
		return processSeven.Start, nil
	}
	p.reads.Command = func(context.Context, int) (string, error) { replaced = true; return "other", nil }
	if d, err := p.Detail(t.Context(), processSeven); !errors.Is(err, model.ErrGone) {
		t.Errorf("detail %v, error %v", d, err)
	}
}

func TestDetailKeepsWhatCouldBeRead(t *testing.T) {
	for _, world := range []string{
		"-- 7/comm --\nnginx\n",
		"-- 7/comm --\nnginx\n-- 7/stat --\n7 (nginx\n",
		"-- 7/comm --\nnginx\n-- 7/stat --\n\n",
	} {
		p := inspector(worlds.Proc(t, world))
		p.reads.Command = func(context.Context, int) (string, error) { return "", errors.New("no answer") }
		d, err := p.Detail(t.Context(), processSeven)
		if err != nil {
			t.Fatal(err)
		}
		if d.Name.String() != "nginx" || d.Command.String() != "[nginx]" || d.CPU >= 0 || d.Memory.Known || d.Threads.Known {
			t.Errorf("%q: detail %+v", world, d)
		}
	}
}

func TestDetailOfAProcessThatDoesNotAnswerIsAnError(t *testing.T) {
	p := inspector(worlds.Proc(t, family()))
	p.reads.Guard = func(context.Context, int, time.Duration, func()) error { return errors.New("process does not answer") }
	if _, err := p.Detail(t.Context(), processSeven); err == nil || !strings.Contains(err.Error(), "read process 7: process does not answer") {
		t.Errorf("error %v", err)
	}
}

func TestRealProcessHasMemoryThreadsAndChildren(t *testing.T) {
	worlds.Inside(t, worlds.PID, func(t *testing.T) {
		child := worlds.Start(t, worlds.Spec{Role: "hold", Comm: "child"})
		d, err := OpenInspector("/proc", ProcessReads{
			Guard: finish, Start: func(int) (uint64, error) { return 0, nil },
			Command: func(context.Context, int) (string, error) { return "", nil },
		}).Detail(t.Context(), model.ProcessID{PID: int32(os.Getpid())})
		if err != nil {
			t.Fatal(err)
		}
		cwd, _ := os.Getwd()
		if d.Memory.Value < 1<<20 || d.Threads.Value < 2 || d.CPU < 0 || d.Cwd != safe.Escape(cwd) {
			t.Errorf("detail %+v", d)
		}
		if len(d.Children) != 1 || d.Children[0].ID.PID != int32(child.PID) || d.Children[0].Name.String() != "child" {
			t.Errorf("children %v, want %d", d.Children, child.PID)
		}
	})
}

func TestUnmaskedCommandLineIsEscapedAndChecksThePID(t *testing.T) {
	p := inspector(worlds.Proc(t, family()))
	p.reads.Unmasked = func(context.Context, int) (string, error) { return "nginx --password=hunter2\x1b\u202e", nil }
	if got, err := p.Command(t.Context(), processSeven); err != nil || got.String() != `nginx --password=hunter2\x1b\u202e` {
		t.Errorf("%s, %v", got, err)
	}
	if got, err := p.Command(t.Context(), model.ProcessID{PID: 7, Start: 1}); !errors.Is(err, model.ErrGone) || !got.Empty() {
		t.Errorf("%s, %v", got, err)
	}
}
