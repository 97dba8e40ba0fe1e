package source

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.uber.org/goleak"

	"berth/model"
	"berth/model/safe"
)

var two = map[int]uint64{8080: 70, 9090: 71}

func TestSnapshotCombinesAllPackages(t *testing.T) {
	l := open(t, procTree(t, two, processFiles(7, "nginx", 70)+processFiles(8, "nginx", 70, 71)))
	n := sample(t, l, model.NeedAll)
	if diff := cmp.Diff([]string{"8080 known 7 8", "9090 known 8"}, report(n)[:2]); diff != "" {
		t.Errorf("owners differ (-want +got):\n%s", diff)
	}
	want := model.Process{
		ID: model.ProcessID{PID: 7, Start: 700}, Parent: 1, Name: safe.Say("nginx"), Command: safe.Say("nginx"),
		User: safe.Say("root"), Unit: safe.Say("nginx.service"), Started: time.Unix(1700000007, 0),
	}
	if diff := cmp.Diff(want, n.Processes[0], cmpopts.EquateComparable(safe.Text{})); diff != "" || len(n.Processes) != 2 {
		t.Errorf("%d processes, the first differs (-want +got):\n%s", len(n.Processes), diff)
	}
	if name := n.Host.Name.String(); name != "web-\ufffd01" || n.Host.Load != [3]float64{0.5, 0.25, 0.1} || !n.Host.Known {
		t.Errorf("host %+v", n.Host)
	}
	if uid := os.Geteuid(); n.Host.Root != (uid == 0) || n.Host.User.Empty() {
		t.Errorf("user %q, root %v as user %d", n.Host.User, n.Host.Root, uid)
	}
	if want := (model.Range{Low: 32768, High: 60999, Known: true}); n.Own().Kernel.Ephemeral != want {
		t.Errorf("range %v", n.Own().Kernel.Ephemeral)
	}
	if got := n.Services[model.PortKey{Proto: model.TCP, Port: 8080}].String(); got != "mine" {
		t.Errorf("8080 is %q, the host says mine", got)
	}
	if got := n.Services[model.PortKey{Proto: model.TCP, Port: 22}].String(); got != "ssh" {
		t.Errorf("22 is %q", got)
	}
	if n.Took <= 0 || n.Taken.IsZero() || n.Backend.String() != "procfs" {
		t.Errorf("took %v, taken %v, backend %q", n.Took, n.Taken, n.Backend)
	}
}

func TestProcessesAreNotReadUnlessNeeded(t *testing.T) {
	l := open(t, procTree(t, two, processFiles(7, "nginx", 70)))
	l.owners = nil // any use would panic
	n := sample(t, l, model.NeedHost|model.NeedKernel)
	if diff := cmp.Diff([]string{"8080 resolving", "9090 resolving"}, report(n)[:2]); diff != "" {
		t.Errorf("owners differ (-want +got):\n%s", diff)
	}
	if len(n.Processes)+len(n.Holders) != 0 {
		t.Errorf("%d processes, %d holders", len(n.Processes), len(n.Holders))
	}
	if n := sample(t, l, 0); n.Host.Known || n.Own().Kernel.Ephemeral.Known || n.Host.Name.Empty() {
		t.Errorf("asked for nothing: host %+v, range %v", n.Host, n.Own().Kernel.Ephemeral)
	}
}

func TestLaterSamplesDoNotChangeASnapshot(t *testing.T) {
	spec := procTree(t, two, processFiles(7, "nginx", 70)+processFiles(8, "nginx", 71))
	l := open(t, spec)
	before := sample(t, l, model.NeedAll)
	text := report(before)
	if err := os.RemoveAll(filepath.Join(spec.Root, "7")); err != nil {
		t.Fatal(err)
	}
	sample(t, l, model.NeedAll) // in this sample another process may still get the socket
	after := sample(t, l, model.NeedAll)
	if diff := cmp.Diff(text, report(before)); diff != "" {
		t.Errorf("the older snapshot changed (-was +is):\n%s", diff)
	}
	if got := report(after)[0]; got != "8080 none" {
		t.Errorf("the newer one says %s", got)
	}
}

// fifo replaces a file by a FIFO. Opening it for reading blocks, like reading a process in
// uninterruptible sleep.
func fifo(t *testing.T, root, name string) {
	t.Helper()
	path := filepath.Join(root, name)
	if err := os.RemoveAll(path); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(path, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // release blocked readers by opening the FIFO for writing
		if f, err := os.OpenFile(path, os.O_RDWR|syscall.O_NONBLOCK, 0); err == nil {
			t.Cleanup(func() { f.Close() })
		}
	})
}

func TestProcessThatNeverAnswersDoesNotDelayTheOthers(t *testing.T) {
	for _, c := range []struct {
		name, file string
		nginx      string // name and command line of the process
		owner      string
		gap        string
	}{
		{"its command line", "7/cmdline", "nginx [nginx]", "8080 known 7", "command lines 1"},
		{"its status", "7/status", "? [?]", "8080 known 7", "processes 1"},
		{"its stat", "7/stat", "", "8080 hidden", "descriptors 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			defer goleak.VerifyNone(t)
			t.Run("sample", func(t *testing.T) { // its cleanup releases the FIFO
				spec := procTree(t, two, processFiles(7, "nginx", 70)+processFiles(8, "sshd", 71))
				fifo(t, spec.Root, c.file)
				spec.readTimeout = time.Second
				n := sample(t, open(t, spec), model.NeedAll) // it returns while the file still hangs
				text := strings.Join(report(n), "\n")
				if !strings.Contains(text, c.owner) || !strings.Contains(text, "9090 known 8") || !strings.Contains(text, c.gap) {
					t.Errorf("said %s", text)
				}
				for _, p := range n.Processes {
					got := p.Name.String() + " " + p.Command.String()
					if p.ID.PID == 7 && got != c.nginx || p.ID.PID == 8 && got != "sshd sshd" {
						t.Errorf("process %d is %q", p.ID.PID, got)
					}
				}
			})
		})
	}
}

func TestManyProcessesThatNeverAnswerDoNotBlockTheSample(t *testing.T) {
	defer goleak.VerifyNone(t)
	t.Run("sample", func(t *testing.T) {
		processes := processFiles(8, "sshd", 71)
		for pid := 20; pid < 40; pid++ {
			processes += processFiles(pid, "stuck", 70)
		}
		spec := procTree(t, two, processes)
		for pid := 20; pid < 40; pid++ {
			fifo(t, spec.Root, filepath.Join(itoa(pid), "cmdline"))
		}
		spec.readTimeout = readTimeout
		n := sample(t, open(t, spec), model.NeedAll) // it returns while the files still hang
		if len(n.Processes) != 21 {
			t.Errorf("%d processes, want all 21", len(n.Processes))
		}
		if text := strings.Join(report(n), "\n"); !strings.Contains(text, "command lines 0 not read any more") {
			t.Errorf("said %s", text)
		}
	})
}

func TestDetailHasTheOtherFactsIfTheCommandLineHangs(t *testing.T) {
	defer goleak.VerifyNone(t)
	t.Run("detail", func(t *testing.T) {
		spec := procTree(t, two, processFiles(7, "nginx", 70)+"-- 7/cwd -> /srv --\n")
		fifo(t, spec.Root, "7/cmdline")
		m, err := Open(t.Context(), spec)
		if err != nil {
			t.Fatal(err)
		}
		d, err := m.Inspector.Detail(t.Context(), model.ProcessID{PID: 7, Start: 700})
		if err != nil {
			t.Fatal(err)
		}
		if d.Name.String() != "nginx" || d.Command.String() != "[nginx]" || d.Cwd.String() != "/srv" {
			t.Errorf("detail %+v", d)
		}
	})
}

func TestDetailCanBeReadDuringASample(t *testing.T) {
	m, err := Open(t.Context(), procTree(t, two, processFiles(7, "nginx", 70)+processFiles(8, "sshd", 71)))
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	go func() {
		var failed error
		for range 20 {
			_, err := m.Inspector.Detail(t.Context(), model.ProcessID{PID: 7, Start: 700})
			failed = errors.Join(failed, err)
		}
		done <- failed
	}()
	for range 20 {
		if _, err := m.Sampler.Sample(t.Context(), model.NeedAll); err != nil {
			t.Error(err)
		}
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}
