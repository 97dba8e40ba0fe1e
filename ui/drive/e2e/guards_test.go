package e2e

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"berth/source/worlds"
	"berth/ui/drive"
)

// These rows of the catalogue are about owners that berth refuses to kill: it says why, asks
// nothing, and --yes, --force and --all do not change that.

func TestProtectedOwnerIsRefusedWithAReason(t *testing.T) {
	bothWays(t, "row 18: ancestor", func(t *testing.T, w way) {
		w.refuses(t, under("holds"), "7000", 3, "is an ancestor of berth (your shell, ssh session, sudo or tmux)")
	})
	bothWays(t, "row 18: berth itself", func(t *testing.T, w way) {
		w.refuses(t, under("hands over"), "7000", 3, "this is berth itself")
	})
	bothWays(t, "row 19: process 1", func(t *testing.T, w way) {
		l, err := net.Listen("tcp", "127.0.0.1:0") // this test is process 1 of the PID namespace
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		_, port, _ := strings.Cut(l.Addr().String(), ":")
		w.refuses(t, program, port, 3, "process 1 is init")
	})
	bothWays(t, "row 20: socket of the kernel", func(t *testing.T, w way) {
		vxlan(t, "4789")
		w.refuses(t, program, "4789/udp", 1, "it belongs to the kernel")
	})
	bothWays(t, "row 20: TIME-WAIT", func(t *testing.T, w way) {
		churn := worlds.Helper(t, "churn", "100")
		worlds.Until(t, "a connection that ended", func() bool { return churn.Ask("how many") != "0" })
		churn.Stop()
		if w.name == "command" { // the command kills listeners, and there is none
			w.refuses(t, program, fmt.Sprint(churn.Port), 1, "nothing listens on tcp")
			return
		}
		terminal := start(t)
		terminal.Send("tab tab tab").WaitFor(drive.Shows("▸tcp   TIME-WAIT", "kernel"))
		terminal.Send("x").WaitFor(drive.Hides("[ Cancel ]"), refusedAtTheFoot)
	})
	bothWaysWithin(t, "row 25: EPERM", worlds.Users, func(t *testing.T, w way) {
		victim := worlds.Helper(t, "listen") // root's
		// The right to see the processes of others does not include the right to signal them.
		seeing := able(nobody, unix.CAP_SYS_PTRACE, unix.CAP_DAC_READ_SEARCH)
		said := fmt.Sprintf("listen (%d): not permitted: process %d belongs to user 0; needs root or CAP_KILL", victim.PID, victim.PID)
		var terminal *drive.Terminal
		if w.name == "command" {
			terminal = drive.Open(t, seeing("kill", fmt.Sprint(victim.Port)), drive.Options{})
			terminal.WaitFor(drive.Shows("[y/N]"))
		} else {
			terminal = ready(drive.Open(t, seeing(), drive.Options{}))
			openKillDialog(t, terminal, victim.Port, victim.PID)
		}
		w.agree(terminal)
		w.outcome(t, terminal, 1, said)
		unharmed(t, victim)
	})
}

// refusedAtTheFoot waits until the footer says why nothing can be killed.
var refusedAtTheFoot = drive.Becomes("the reason why there is no kill", func(terminal *drive.Terminal) bool {
	return strings.Contains(footOf(terminal.Screen()), "there is no process to kill")
})

// under runs the program as a child of the process that listens on port 7000, or as the
// process that has taken over this listener from its parent.
func under(what string) func(args ...string) *exec.Cmd {
	return func(args ...string) *exec.Cmd {
		cmd := worlds.Command("parent", append([]string{what}, args...)...)
		cmd.Env = append(cmd.Env, drive.Env()...)
		return cmd
	}
}

// parent: HOLDS ARG...: listens, runs the program, and exits with its exit code.
func parent(s *worlds.Stage) error {
	l, err := net.Listen("tcp", "127.0.0.1:7000")
	if err != nil {
		return err
	}
	child := program(s.Args[1:]...)
	child.Stdin, child.Stdout, child.Stderr = os.Stdin, os.Stdout, os.Stderr
	if s.Arg(0, "") == "hands over" {
		file, err := l.(*net.TCPListener).File()
		if err != nil {
			return err
		}
		child.ExtraFiles = []*os.File{file}
		if err := child.Start(); err != nil {
			return err
		}
		file.Close()
		l.Close()
	} else if err := child.Start(); err != nil {
		return err
	}
	if exit := new(exec.ExitError); errors.As(child.Wait(), &exit) {
		os.Exit(exit.ExitCode())
	}
	return nil
}

// vxlan makes the kernel open a UDP socket that belongs to no process.
func vxlan(t *testing.T, port string) {
	t.Helper()
	ip, err := exec.LookPath("ip")
	if err != nil {
		t.Skip("SKIPPED: ip is needed (apt-get install iproute2)")
	}
	for _, args := range [][]string{
		{"link", "add", "vx0", "type", "vxlan", "id", "7", "dstport", port},
		{"link", "set", "vx0", "up"},
	} {
		if out, err := exec.Command(ip, args...).CombinedOutput(); err != nil {
			t.Skipf("SKIPPED: this kernel makes no vxlan interface: %v %s", err, out)
		}
	}
}
