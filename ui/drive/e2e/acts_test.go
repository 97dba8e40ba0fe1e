package e2e

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"berth/source/worlds"
	"berth/ui/drive"
)

// These rows of the catalogue are about a target that changes before the user confirms.
// The tests make each change for real, between the question and the answer.

func TestTargetThatChangedDuringTheQuestionIsNotSignalled(t *testing.T) {
	bothWays(t, "row 14: PID reused", func(t *testing.T, w way) {
		first := worlds.Helper(t, "listen")
		terminal := w.aim(t, first.Port, first.PID)
		first.Stop()
		// The new process even listens on the same port.
		successor := worlds.Start(t, worlds.Spec{Role: "listen", Args: []string{"tcp", fmt.Sprintf("127.0.0.1:%d", first.Port)}, PID: first.PID})
		w.agree(terminal)
		w.outcome(t, terminal, 0, fmt.Sprintf("listen (%d) was already gone; nothing was sent", first.PID))
		unharmed(t, successor)
	})
	bothWays(t, "row 15: victim gone", func(t *testing.T, w way) {
		victim, other := worlds.Helper(t, "listen"), worlds.Helper(t, "listen")
		terminal := w.aim(t, victim.Port, victim.PID)
		if err := syscall.Kill(victim.PID, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		victim.Signal()
		w.agree(terminal)
		w.outcome(t, terminal, 0, fmt.Sprintf("listen (%d) was already gone; nothing was sent", victim.PID))
		unharmed(t, other)
	})
	bothWays(t, "row 16: another program in the same PID", func(t *testing.T, w way) {
		victim := worlds.Helper(t, "change")
		terminal := w.aim(t, victim.Port, victim.PID)
		victim.Ask("change")
		if got := victim.Ask("hello"); got != "hello" {
			t.Fatalf("the new program answers %q", got)
		}
		w.agree(terminal)
		w.outcome(t, terminal, 1, fmt.Sprintf("change (%d): process has changed, nothing sent; it runs cat now", victim.PID))
		if !victim.Alive() {
			t.Fatal("the new program was signalled")
		}
		// The next attempt shows the name of the new program, and asks again.
		if w.name == "command" {
			terminal = w.aim(t, victim.Port, victim.PID)
			terminal.WaitFor(drive.Shows(fmt.Sprintf("send TERM to cat (%d)", victim.PID)))
		} else {
			terminal.Send("x").WaitFor(drive.Shows(fmt.Sprintf("%d cat  root", victim.PID), "[ Cancel ]"))
		}
		w.agree(terminal)
		w.outcome(t, terminal, 0, fmt.Sprintf("cat (%d) is gone", victim.PID))
		if got := victim.Signal(); got != syscall.SIGTERM {
			t.Errorf("ended by %v, want TERM", got)
		}
	})
	bothWays(t, "row 17: socket moved", func(t *testing.T, w way) {
		from, to := worlds.Helper(t, "listen"), worlds.Helper(t, "receive")
		terminal := w.aim(t, from.Port, from.PID)
		if got := from.Ask("pass " + to.Words[0]); got != "passed" {
			t.Fatalf("answered %q", got)
		}
		if got := to.Hear(); got != "taken" {
			t.Fatalf("heard %q", got)
		}
		w.agree(terminal)
		w.outcome(t, terminal, 1, fmt.Sprintf("listen (%d): process no longer holds the port, nothing sent", from.PID))
		unharmed(t, from, to)
	})
}

func TestSharedListenerListsAllOwnersAndSignalsTheSelected(t *testing.T) {
	bothWays(t, "row 23: forks", func(t *testing.T, w way) {
		master := worlds.Helper(t, "fork", "3")
		pids := append([]string{fmt.Sprint(master.PID)}, master.Words[1:]...)
		chosenAmong(t, w, master.Port, pids, pids[2])
		if !master.Alive() {
			t.Error("the parent was signalled, although a child was chosen")
		}
	})
	bothWays(t, "row 23: SO_REUSEPORT", func(t *testing.T, w way) {
		first := worlds.Helper(t, "share")
		second := worlds.Helper(t, "share", fmt.Sprint(first.Port))
		chosenAmong(t, w, first.Port, []string{fmt.Sprint(first.PID), fmt.Sprint(second.PID)}, fmt.Sprint(second.PID))
		if got := second.Signal(); got != syscall.SIGTERM {
			t.Errorf("the second ended by %v, want TERM", got)
		}
		unharmed(t, first)
	})
}

// chosenAmong chooses one of several owners of a port, none of which is chosen at first,
// and checks that it has ended.
func chosenAmong(t *testing.T, w way, port uint16, pids []string, victim string) {
	t.Helper()
	n := len(pids)
	if w.name == "command" {
		terminal := drive.Open(t, program("kill", fmt.Sprint(port), "--yes"), drive.Options{})
		w.outcome(t, terminal, 3, append(pids, fmt.Sprintf("has %d owners; use --all", n))...)
		terminal = drive.Open(t, program("kill", fmt.Sprint(port)), drive.Options{})
		terminal.WaitFor(drive.Shows(append(pids, fmt.Sprintf("which of them (1-%d", n))...))
		number := regexp.MustCompile(`(\d+)\. \w+ \(` + victim + `\)`).FindStringSubmatch(terminal.Screen())
		terminal.Send(number[1] + " enter").WaitFor(drive.Shows("[y/N]"))
		w.agree(terminal)
		w.outcome(t, terminal, 0, fmt.Sprintf("(%s) is gone", victim), "is in use by")
		return
	}
	terminal := start(t)
	terminal.Send(fmt.Sprint(port)).WaitFor(drive.Shows("Ports 1", fmt.Sprintf(" +%d ", n-1), fmt.Sprintf("port=%d", port)), drive.Hides("resolving"))
	terminal.Send("x").WaitFor(drive.Shows(append(pids, fmt.Sprintf("[ Send TERM to 0 of %d ]", n))...))
	at := slices.Index(regexp.MustCompile(`\[ \] \d+`).FindAllString(terminal.Screen(), -1), "[ ] "+victim)
	terminal.WaitFor(drive.Becomes("the dialog to listen", func(terminal *drive.Terminal) bool {
		if _, _, deaf := terminal.Find("▸[ Cancel ]"); !deaf {
			return true
		}
		terminal.Send("up")
		return false
	}))
	terminal.Send(strings.Repeat("up ", n+1) + strings.Repeat("down ", at)).WaitFor(drive.Shows("▸[ ] " + victim + " "))
	terminal.Send("space").WaitFor(drive.Shows(fmt.Sprintf("to 1 of %d", n)))
	terminal.Send(strings.Repeat("down ", n+2)).WaitFor(drive.Shows("▸[ Send"))
	terminal.Send("enter")
	w.outcome(t, terminal, 0, fmt.Sprintf("(%s) is gone", victim))
}
