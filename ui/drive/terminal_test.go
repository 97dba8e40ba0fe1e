package drive_test

import (
	"os/exec"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"berth/ui/drive"
)

func open(t *testing.T, script string) *drive.Terminal {
	t.Helper()
	return drive.Open(t, exec.Command("sh", "-c", script), drive.Options{Width: 40, Height: 8})
}

func TestScreenIsWhatTheUserSees(t *testing.T) {
	terminal := open(t, `printf 'one\r\n\033[1;31m端 two\033[0m'; read x`)
	terminal.WaitFor(drive.Shows("one", "two"))
	if got, want := terminal.Screen(), "one\n端 two\n\n\n\n\n\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	x, y, found := terminal.Find("two")
	if !found || x != 3 || y != 1 {
		t.Errorf("found %v at %d,%d, want 3,1: a wide character takes two cells", found, x, y)
	}
	if _, _, found := terminal.Find("three"); found {
		t.Error("found what is not there")
	}
	if c := terminal.Cell(x, y); c.Style.Fg == nil {
		t.Errorf("the cell lost its colour: %+v", c)
	}
	terminal.Send("enter")
	if code := terminal.Exit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

func TestKeysAreReadOneByOne(t *testing.T) {
	// Each dd is one read of the terminal; the result of each read is in its own brackets.
	terminal := open(t, `stty raw -echo; echo ready; for i in 1 2 3 4; do printf '['; dd bs=64 count=1 2>/dev/null | od -An -c | tr -d ' \n'; printf ']'; done`)
	terminal.WaitFor(drive.Shows("ready")).Send("j esc k f9").WaitFor(drive.Shows(`[j][033][k][033[20~]`))
}

func TestResizeReachesTheProgram(t *testing.T) {
	terminal := open(t, `trap 'stty size' WINCH; echo ready; while :; do read x; done`)
	terminal.WaitFor(drive.Shows("ready")).Resize(60, 10)
	terminal.WaitFor(drive.Shows("10 60"))
}

func TestExitCodeAndAllOutputAreThereAtTheEnd(t *testing.T) {
	terminal := open(t, `seq 2000; exit 7`)
	if code := terminal.Exit(); code != 7 {
		t.Errorf("exit code %d, want 7", code)
	}
	if !strings.HasSuffix(string(terminal.Log()), "2000\r\n") {
		t.Errorf("the log ends early: %d bytes", len(terminal.Log()))
	}
}

func TestRestoredDetectsModesThatWereNotRestored(t *testing.T) {
	for name, c := range map[string]struct{ script, want string }{
		"nothing":          {`printf '\033[?1049h\033[?25l\033[?1002h'; stty raw; stty sane; printf '\033[?1002l\033[?1049l\033[?25h'`, ""},
		"raw":              {`stty raw`, "line discipline"},
		"alternate screen": {`printf '\033[?1049h'`, "mode 1049"},
		"hidden cursor":    {`printf '\033[?25l'`, "mode 25"},
		"mouse":            {`printf '\033[?1002h\033[?1006h'`, "mode 1002"},
		"bracketed paste":  {`printf '\033[?2004h'`, "mode 2004"},
	} {
		t.Run(name, func(t *testing.T) {
			terminal := open(t, `state=$(stty -g); `+strings.ReplaceAll(c.script, "stty sane", `stty "$state"`))
			terminal.Exit()
			err := terminal.Restored()
			if c.want == "" && err != nil {
				t.Errorf("got %v, want it restored", err)
			}
			if c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want it to name %q", err, c.want)
			}
		})
	}
}

func TestQuestionsAreAnsweredUnlessMute(t *testing.T) {
	// The program queries the position of the cursor, and waits two seconds for the answer.
	const ask = `stty raw -echo min 0 time 20; printf '\033[6n'; dd bs=64 count=1 2>/dev/null | od -An -c | tr -d ' \n'; echo .`
	terminal := open(t, ask)
	terminal.WaitFor(drive.Shows("033[1;1R"))
	if terminal.Asked() == "" {
		t.Error("the question was not noticed")
	}
	mute := drive.Open(t, exec.Command("sh", "-c", ask), drive.Options{Mute: true})
	mute.Exit()
	if screen := mute.Screen(); strings.Contains(screen, "R") {
		t.Errorf("a mute terminal answered: %q", screen)
	}
}

func TestHangupEndsTheProgram(t *testing.T) {
	terminal := open(t, `echo ready; read x`)
	terminal.WaitFor(drive.Shows("ready")).Hangup()
	if code := terminal.Exit(); code != -1 {
		t.Errorf("exit code %d, want -1 for a signal", code)
	}
}

func TestSignalReachesTheProgram(t *testing.T) {
	terminal := open(t, `trap 'exit 9' TERM; echo ready; while :; do read x; done`)
	terminal.WaitFor(drive.Shows("ready")).Signal(unix.SIGTERM)
	if code := terminal.Exit(); code != 9 {
		t.Errorf("exit code %d, want 9", code)
	}
}
