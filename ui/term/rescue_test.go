package term

import (
	"bytes"
	"os"
	"os/exec"
	"sync/atomic"
	"syscall"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"berth/ui/drive"
	"berth/ui/screen"
	"berth/ui/term/earlyterm"
)

func init() { earlyterm.Restore() }

// marker tells a child of this binary where it is to fall.
const marker = "BERTH_TEST_FALL"

// fall is what a fault of ours says, with what it read of the machine in it.
func fall() { panic("oh no, \x1b]0;EVIL\a") }

// falling is a dashboard with a fault in one place, that a key comes to.
type falling struct {
	where string
	file  *brittle
	armed bool
}

func (f falling) Init() tea.Cmd { return nil }

func (f falling) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, pressed := msg.(tea.KeyMsg); !pressed {
		return f, nil
	}
	f.armed = true
	lie := func() tea.Msg { fall(); return nil }
	switch f.where {
	case "Update":
		fall()
	case "Update, endless":
		select {}
	case "a command":
		return f, lie
	case "one of many commands":
		return f, tea.Batch(func() tea.Msg { return nil }, lie)
	case "the writer":
		f.file.armed.Store(true)
	case "a goroutine":
		f.file.armed.Store(true)
		_ = syscall.Kill(os.Getpid(), syscall.SIGCONT)
	}
	return f, nil
}

func (f falling) View() string {
	if f.armed && f.where == "View" {
		fall()
	}
	if f.armed && f.where == "the writer" {
		return "something else"
	}
	return "ready"
}

// brittle is a terminal whose driver falls, once.
type brittle struct {
	*os.File
	armed atomic.Bool
}

func (b *brittle) Write(p []byte) (int, error) {
	if b.armed.CompareAndSwap(true, false) {
		fall()
	}
	return b.File.Write(p)
}

// show runs a dashboard on this terminal as the dashboard is.
func show(where string) int {
	t, err := Open(false)
	if err != nil {
		return 2
	}
	f := falling{where: where, file: &brittle{File: os.Stdout}}
	t.screen = screen.New(f.file, false)
	t.screen.Rescue = t.rescue
	return t.Code(t.Run(f))
}

// fallen starts this one test again on a terminal, where it falls.
func fallen(t *testing.T, where string) *drive.Terminal {
	t.Helper()
	if place := os.Getenv(marker); place != "" {
		os.Exit(show(place))
	}
	again := exec.Command("/proc/self/exe", "-test.run=^"+t.Name()+"$")
	again.Env = drive.Env(marker + "=" + where)
	terminal := drive.Open(t, again, drive.Options{}).WaitFor(drive.Shows("ready"))
	return terminal.Send("p")
}

// Row 32: whatever falls, the terminal is brought back, and what fell is told
// after that, where a person can read it.
func TestPanicRestoresTheTerminalBeforeItIsPrinted(t *testing.T) {
	for _, where := range []string{"Update", "View", "a command", "one of many commands", "the writer", "a goroutine"} {
		terminal := fallen(t, where)
		if code := terminal.Exit(); code != 1 {
			t.Errorf("%s: exit code %d, want 1\n%s", where, code, terminal.Screen())
		}
		if err := terminal.Restored(); err != nil {
			t.Errorf("%s: the terminal is not restored: %v", where, err)
		}
		_, told, left := bytes.Cut(terminal.Log(), []byte("\x1b[?1049l"))
		if !left || !bytes.Contains(told, []byte("berth: panic: oh no, ")) || !bytes.Contains(told, []byte("term.fall(")) {
			t.Errorf("%s: told after the end:\n%s", where, told)
		}
		if bytes.Contains(told, []byte("\x1b]")) {
			t.Errorf("%s: the panic speaks to the terminal: %q", where, told)
		}
	}
}

// Row 30, where the program's loop does not turn any more.
func TestSignalEndsADashboardThatIsStuck(t *testing.T) {
	for signal, code := range map[syscall.Signal]int{
		syscall.SIGTERM: 143, syscall.SIGINT: 130, syscall.SIGHUP: 129, syscall.SIGQUIT: 131,
	} {
		terminal := fallen(t, "Update, endless")
		terminal.Signal(signal)
		if got := terminal.Exit(); got != code {
			t.Errorf("%v: exit code %d, want %d", signal, got, code)
		}
		if err := terminal.Restored(); err != nil {
			t.Errorf("%v: the terminal is not restored: %v", signal, err)
		}
	}
}
