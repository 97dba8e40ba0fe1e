package e2e

import (
	"fmt"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"berth/source/worlds"
	"berth/ui/drive"
)

// way is one of the two ways to kill the owner of a port: the dialog of the dashboard, and
// the kill command. Rows of the fault catalogue are tested for both.
type way struct {
	name string
	// aim selects a target, up to the point where the user only has to confirm.
	aim func(t *testing.T, port uint16, pid int) *drive.Terminal
	// try tries to kill an owner that berth refuses to kill, and returns the answer.
	try func(t *testing.T, cmd func(args ...string) *exec.Cmd, port string) string
	// agree confirms.
	agree func(terminal *drive.Terminal)
}

var ways = []way{
	{
		name: "dashboard",
		aim: func(t *testing.T, port uint16, pid int) *drive.Terminal {
			terminal := start(t)
			openKillDialog(t, terminal, port, pid)
			return terminal
		},
		try: func(t *testing.T, cmd func(args ...string) *exec.Cmd, port string) string {
			number, udp := strings.CutSuffix(port, "/udp")
			row := "tcp " + number
			if udp {
				row = "udp " + number
			}
			terminal := ready(drive.Open(t, cmd("--interval", "500ms"), drive.Options{}))
			terminal.Send("/ port=" + number + " enter").WaitFor(drive.Becomes("the only row, resolved", func(terminal *drive.Terminal) bool {
				screen := terminal.Screen()
				return strings.Contains(screen, "port="+number) && strings.Contains(screen, "Ports 1") && strings.Contains(screen, "row 1 of 1") && strings.Contains(screen, "/ filter") && !strings.Contains(screen, "resolving") &&
					strings.Contains(strings.Join(strings.Fields(screen), " "), row)
			}))
			before := terminal.Screen()
			terminal.Send("x").WaitFor(drive.Becomes("what x has to say", func(terminal *drive.Terminal) bool {
				screen := terminal.Screen()
				if strings.Contains(screen, "no row is selected") { // the filter is applied, but its rows are not built yet
					terminal.Send("x")
					return false
				}
				return footOf(screen) != footOf(before) || strings.Contains(screen, "[ Cancel ]")
			}))
			return terminal.Screen()
		},
		agree: confirm,
	},
	{
		name: "command",
		aim: func(t *testing.T, port uint16, pid int) *drive.Terminal {
			terminal := drive.Open(t, program("kill", fmt.Sprint(port)), drive.Options{})
			return terminal.WaitFor(drive.Shows("[y/N]", fmt.Sprintf("(%d)", pid)))
		},
		try: func(t *testing.T, cmd func(args ...string) *exec.Cmd, port string) string {
			terminal := drive.Open(t, cmd("kill", port, "--yes", "--force", "--all"), drive.Options{})
			code := terminal.Exit()
			return fmt.Sprintf("%s\nexit code %d", terminal.Screen(), code)
		},
		agree: func(terminal *drive.Terminal) { terminal.Send("y enter") },
	},
}

// footOf is the line for notices: the one above the hint bar.
func footOf(screen string) string {
	lines := strings.Split(screen, "\n")
	return lines[len(lines)-2]
}

// bothWays runs a row of the catalogue for the dashboard and for the command.
func bothWays(t *testing.T, row string, body func(t *testing.T, w way)) {
	t.Helper()
	bothWaysWithin(t, row, 0, body)
}

// bothWaysWithin is bothWays with additional namespaces.
func bothWaysWithin(t *testing.T, row string, more worlds.Namespaces, body func(t *testing.T, w way)) {
	t.Helper()
	for _, w := range ways {
		t.Run(row+", "+w.name, func(t *testing.T) {
			within(t, more, func(t *testing.T) { body(t, w) })
		})
	}
}

// outcome waits for the texts and, for the command, checks its exit code.
func (w way) outcome(t *testing.T, terminal *drive.Terminal, code int, said ...string) {
	t.Helper()
	if w.name == "command" {
		got := terminal.Exit()
		if got != code {
			t.Errorf("exit code %d, want %d\n%s", got, code, terminal.Screen())
		}
	}
	terminal.WaitFor(drive.Shows(said...))
}

// refuses fails the test unless berth refuses to kill an owner, gives the reason, and the
// command ends with this code.
func (w way) refuses(t *testing.T, cmd func(args ...string) *exec.Cmd, port string, code int, why string) {
	t.Helper()
	said := w.try(t, cmd, port)
	flat := strings.Join(strings.Fields(said), " ")
	if !strings.Contains(flat, why) || strings.Contains(said, "[ Cancel ]") {
		t.Errorf("want no dialog and %q:\n%s", why, said)
	}
	if w.name == "command" && !strings.HasSuffix(flat, fmt.Sprintf("exit code %d", code)) {
		t.Errorf("want exit code %d:\n%s", code, said)
	}
}

// unharmed fails the test if a helper process got a signal.
func unharmed(t *testing.T, all ...*worlds.Process) {
	t.Helper()
	for _, p := range all {
		p.Stop()
		if got := p.Signal(); got != 0 {
			t.Errorf("process %d was signalled with %v", p.PID, got)
		}
	}
}

// able runs the program as another user, with only these capabilities.
func able(user int, capabilities ...uintptr) func(args ...string) *exec.Cmd {
	return func(args ...string) *exec.Cmd {
		cmd := program(args...)
		cmd.SysProcAttr = &syscall.SysProcAttr{
			Credential:  &syscall.Credential{Uid: uint32(user), Gid: uint32(user)},
			AmbientCaps: capabilities,
		}
		return cmd
	}
}

const nobody = 65534
