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

// marker is the variable that says where a child process of this test panics.
const marker = "BERTH_TEST_PANIC"

// boom panics like a bug of berth, with a text that contains data of the machine.
func boom() { panic("oh no, \x1b]0;EVIL\a") }

// panicking is a dashboard that panics, or blocks, in one place after a key.
type panicking struct {
	where string
	file  *panickingFile
	armed bool
}

func (f panicking) Init() tea.Cmd { return nil }

func (f panicking) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, pressed := msg.(tea.KeyMsg); !pressed {
		return f, nil
	}
	f.armed = true
	panics := func() tea.Msg { boom(); return nil }
	switch f.where {
	case "Update":
		boom()
	case "Update, endless":
		select {}
	case "a command":
		return f, panics
	case "one of many commands":
		return f, tea.Batch(func() tea.Msg { return nil }, panics)
	case "the writer":
		f.file.armed.Store(true)
	case "a goroutine":
		f.file.armed.Store(true)
		_ = syscall.Kill(os.Getpid(), syscall.SIGCONT)
	}
	return f, nil
}

func (f panicking) View() string {
	if f.armed && f.where == "View" {
		boom()
	}
	if f.armed && f.where == "the writer" {
		return "something else"
	}
	return "ready"
}

// panickingFile is a terminal whose Write panics once.
type panickingFile struct {
	*os.File
	armed atomic.Bool
}

func (b *panickingFile) Write(p []byte) (int, error) {
	if b.armed.CompareAndSwap(true, false) {
		boom()
	}
	return b.File.Write(p)
}

// show runs a panicking dashboard on the terminal of this process.
func show(where string) int {
	t, err := Open(false)
	if err != nil {
		return 2
	}
	f := panicking{where: where, file: &panickingFile{File: os.Stdout}}
	t.screen = screen.New(f.file, false)
	t.screen.Rescue = t.rescue
	return t.Code(t.Run(f))
}

// startPanicking runs this test again as a program on a terminal, and presses a key there.
func startPanicking(t *testing.T, where string) *drive.Terminal {
	t.Helper()
	if place := os.Getenv(marker); place != "" {
		os.Exit(show(place))
	}
	again := exec.Command("/proc/self/exe", "-test.run=^"+t.Name()+"$")
	again.Env = drive.Env(marker + "=" + where)
	terminal := drive.Open(t, again, drive.Options{}).WaitFor(drive.Shows("ready"))
	return terminal.Send("p")
}

// Row 32: wherever berth panics, it restores the terminal first and prints the panic
// after that, so that the user can read it.
func TestPanicRestoresTheTerminalBeforeItIsPrinted(t *testing.T) {
	for _, where := range []string{"Update", "View", "a command", "one of many commands", "the writer", "a goroutine"} {
		terminal := startPanicking(t, where)
		if code := terminal.Exit(); code != 1 {
			t.Errorf("%s: exit code %d, want 1\n%s", where, code, terminal.Screen())
		}
		if err := terminal.Restored(); err != nil {
			t.Errorf("%s: the terminal is not restored: %v", where, err)
		}
		_, printed, left := bytes.Cut(terminal.Log(), []byte("\x1b[?1049l"))
		if !left || !bytes.Contains(printed, []byte("berth: panic: oh no, ")) || !bytes.Contains(printed, []byte("term.boom(")) {
			t.Errorf("%s: printed after the dashboard:\n%s", where, printed)
		}
		if bytes.Contains(printed, []byte("\x1b]")) {
			t.Errorf("%s: the panic sends a sequence to the terminal: %q", where, printed)
		}
	}
}

// Row 30, while the program's loop is blocked.
func TestSignalEndsADashboardThatIsStuck(t *testing.T) {
	for signal, code := range map[syscall.Signal]int{
		syscall.SIGTERM: 143, syscall.SIGINT: 130, syscall.SIGHUP: 129, syscall.SIGQUIT: 131,
	} {
		terminal := startPanicking(t, "Update, endless")
		terminal.Signal(signal)
		if got := terminal.Exit(); got != code {
			t.Errorf("%v: exit code %d, want %d", signal, got, code)
		}
		if err := terminal.Restored(); err != nil {
			t.Errorf("%v: the terminal is not restored: %v", signal, err)
		}
	}
}
