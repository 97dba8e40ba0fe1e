package e2e

import (
	"fmt"
	"regexp"
	"strconv"
	"syscall"
	"testing"

	"berth/source/worlds"
	"berth/ui/drive"
)

// pick filters by a port until its row is the only one and shows its owner.
func pick(t *testing.T, terminal *drive.Terminal, port uint16, pid int) {
	t.Helper()
	number := strconv.Itoa(int(port))
	terminal.Send(number).WaitFor(drive.Shows("port="+number, "Ports 1"), owned(port, pid))
}

// owned waits until the row of a port shows its owner. Before that, nothing can be killed.
func owned(port uint16, pid int) drive.Condition {
	row := regexp.MustCompile(fmt.Sprintf(`(?m)^.tcp +%d .* %d +\S`, port, pid))
	return drive.Becomes(fmt.Sprintf("port %d to be owned by %d", port, pid), func(terminal *drive.Terminal) bool {
		return row.MatchString(terminal.Screen())
	})
}

// openKillDialog opens the kill dialog over the row of a port.
func openKillDialog(t *testing.T, terminal *drive.Terminal, port uint16, pid int) {
	t.Helper()
	pick(t, terminal, port, pid)
	terminal.Send("x").WaitFor(drive.Shows(fmt.Sprintf("Kill the owner of tcp %d", port), "[ Cancel ]"))
}

// confirm moves from Cancel to Send and presses Enter.
func confirm(terminal *drive.Terminal) { press(terminal, "[ Send ") }

// press moves from Cancel to a button and presses Enter. The dialog ignores the first keys,
// so the key is repeated until the cursor moves.
func press(terminal *drive.Terminal, button string) {
	cancel := styleOf(terminal, "[ Cancel ]")
	terminal.WaitFor(drive.Becomes(button+" to be selected", func(terminal *drive.Terminal) bool {
		if styleOf(terminal, button) == cancel {
			return true
		}
		terminal.Send("right")
		return false
	}))
	terminal.Send("enter")
}

// styleOf is the style of a text on the screen, as a string that can be compared.
func styleOf(terminal *drive.Terminal, text string) string {
	x, y, found := terminal.Find(text)
	if !found {
		return ""
	}
	return fmt.Sprint(terminal.Cell(x, y).Style)
}

func TestFilterKillQuit(t *testing.T) {
	inside(t, func(t *testing.T) {
		victim := worlds.Helper(t, "listen", "tcp", "127.0.0.1:8080")
		other := worlds.Helper(t, "listen")
		terminal := start(t)
		terminal.WaitFor(owned(8080, victim.PID), owned(other.Port, other.PID))

		openKillDialog(t, terminal, 8080, victim.PID)
		terminal.WaitFor(drive.Shows(strconv.Itoa(victim.PID), "TERM"), drive.Hides(strconv.Itoa(int(other.Port))))
		confirm(terminal)
		if got := victim.Signal(); got != syscall.SIGTERM {
			t.Errorf("the listener was ended by %v, want TERM", got)
		}
		terminal.WaitFor(drive.Shows(fmt.Sprintf("listen (%d) is gone", victim.PID)))

		terminal.Send("esc").WaitFor(drive.Shows(strconv.Itoa(int(other.Port))))
		if !other.Alive() {
			t.Error("a process that was not the target has ended")
		}
		terminal.Send("q")
		leaves(t, terminal, 0)
	})
}

func TestListenerOnARandomPortIsKilledThroughTheDialog(t *testing.T) {
	inside(t, func(t *testing.T) {
		victim := worlds.Helper(t, "listen", "tcp", "[::1]:0")
		terminal := start(t)
		openKillDialog(t, terminal, victim.Port, victim.PID)
		confirm(terminal)
		if got := victim.Signal(); got != syscall.SIGTERM {
			t.Errorf("the listener was ended by %v, want TERM", got)
		}
		terminal.WaitFor(drive.Shows("is gone"))
	})
}

func TestCancelIsTheDefault(t *testing.T) {
	inside(t, func(t *testing.T) {
		victim := worlds.Helper(t, "listen")
		terminal := start(t)
		openKillDialog(t, terminal, victim.Port, victim.PID)
		// Enter presses Cancel as soon as the dialog accepts keys.
		terminal.WaitFor(drive.Becomes("the dialog to close", func(terminal *drive.Terminal) bool {
			if _, _, open := terminal.Find("[ Cancel ]"); !open {
				return true
			}
			terminal.Send("enter")
			return false
		}))
		if !victim.Alive() {
			t.Error("Enter on the untouched dialog sent a signal")
		}
	})
}

func TestClientEndOfThePortSurvives(t *testing.T) {
	inside(t, func(t *testing.T) {
		victim := worlds.Helper(t, "listen")
		client := worlds.Helper(t, "connect", fmt.Sprintf("127.0.0.1:%d", victim.Port), "3")
		terminal := start(t)
		openKillDialog(t, terminal, victim.Port, victim.PID)
		terminal.WaitFor(drive.Shows(strconv.Itoa(victim.PID)), drive.Hides(strconv.Itoa(client.PID)+" connect"))
		confirm(terminal)
		if got := victim.Signal(); got != syscall.SIGTERM {
			t.Errorf("the listener was ended by %v, want TERM", got)
		}
		terminal.WaitFor(drive.Shows("is gone"))
		if !client.Alive() {
			t.Error("the client of the port was hit")
		}
	})
}

func TestProcessThatIgnoresTermIsOfferedKill(t *testing.T) {
	inside(t, func(t *testing.T) {
		victim := worlds.Helper(t, "stubborn")
		terminal := start(t)
		openKillDialog(t, terminal, victim.Port, victim.PID)
		confirm(terminal)
		terminal.WaitFor(drive.Shows("is still alive"))
		if !victim.Alive() {
			t.Fatal("the process ended by itself")
		}
		terminal.Send("x").WaitFor(drive.Shows("[ Send KILL to 1 of 1 ]"))
		confirm(terminal)
		if got := victim.Signal(); got != syscall.SIGKILL {
			t.Errorf("ended by %v, want KILL", got)
		}
	})
}

func TestReadOnlyNeverSignals(t *testing.T) {
	inside(t, func(t *testing.T) {
		victim := worlds.Helper(t, "listen")
		terminal := start(t, "--read-only")
		pick(t, terminal, victim.Port, victim.PID)
		terminal.Send("x").WaitFor(drive.Shows("read-only"), drive.Hides("[ Cancel ]", "x kill"))
		if !victim.Alive() {
			t.Error("the listener has ended")
		}
	})
}
