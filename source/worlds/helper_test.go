package worlds

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

func itoa(n int) string { return strconv.Itoa(n) }

// sockets lists the socket links of a process in /proc.
func sockets(t *testing.T, pid int) []string {
	t.Helper()
	entries, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	if err != nil {
		t.Fatal(err)
	}
	var owned []string
	for _, entry := range entries {
		target, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%s", pid, entry.Name()))
		if err == nil && strings.HasPrefix(target, "socket:") {
			owned = append(owned, target)
		}
	}
	return owned
}

func dial(t *testing.T, p *Process) {
	t.Helper()
	conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", p.Port))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
}

func TestListenersHoldOneSocketAndPrintItsPort(t *testing.T) {
	Inside(t, Net, func(t *testing.T) {
		for _, spec := range []Spec{
			{Role: "listen"}, {Role: "deaf"}, {Role: "stubborn"}, {Role: "listen", Args: []string{"udp", "127.0.0.1:0"}},
		} {
			p := Start(t, spec)
			if owned := sockets(t, p.PID); len(owned) != 1 || p.Port == 0 {
				t.Errorf("%v: port %d, sockets %v", spec, p.Port, owned)
			}
		}
	})
}

func TestListenAcceptsAndConnectKeepsConnections(t *testing.T) {
	Inside(t, Net, func(t *testing.T) {
		server := Helper(t, "listen")
		client := Helper(t, "connect", fmt.Sprintf("127.0.0.1:%d", server.Port), "3")
		if len(client.Words) != 3 {
			t.Errorf("client ports %v, want 3", client.Words)
		}
		if owned := sockets(t, client.PID); len(owned) != 3 {
			t.Errorf("client holds %v, want 3", owned)
		}
		Until(t, "three accepted connections", func() bool { return len(sockets(t, server.PID)) == 4 })
	})
}

func TestForkedServerSharesItsListener(t *testing.T) {
	Inside(t, Net, func(t *testing.T) {
		server := Helper(t, "fork", "2")
		want := sockets(t, server.PID)
		if len(want) != 1 || len(server.Words) != 3 {
			t.Fatalf("server holds %v and says %v", want, server.Words)
		}
		for _, word := range server.Words[1:] {
			pid, _ := strconv.Atoi(word)
			if owned := sockets(t, pid); !slices.Equal(owned, want) {
				t.Errorf("child %d holds %v, want %v", pid, owned, want)
			}
		}
		dial(t, server)
	})
}

func TestPassedSocketChangesItsOwner(t *testing.T) {
	Inside(t, Net, func(t *testing.T) {
		from, to := Helper(t, "listen"), Helper(t, "receive")
		socket := sockets(t, from.PID)[0]
		if answer := from.Ask("pass " + to.Words[0]); answer != "passed" {
			t.Fatalf("answered %q", answer)
		}
		if answer := to.Hear(); answer != "taken" {
			t.Fatalf("heard %q", answer)
		}
		if owned := sockets(t, from.PID); slices.Contains(owned, socket) {
			t.Errorf("it still holds %v", owned)
		}
		if owned := sockets(t, to.PID); !slices.Contains(owned, socket) {
			t.Errorf("%v is not among %v", socket, owned)
		}
	})
}

func TestOnlyStubbornIgnoresTerm(t *testing.T) {
	Inside(t, Net|PID, func(t *testing.T) {
		niceness, stubborn := Helper(t, "listen"), Helper(t, "stubborn")
		for _, p := range []*Process{stubborn, niceness} {
			if err := syscall.Kill(p.PID, syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
		}
		if got := niceness.Signal(); got != syscall.SIGTERM {
			t.Errorf("listen ended by %v", got)
		}
		if !stubborn.Alive() {
			t.Error("stubborn is gone")
		}
		if err := syscall.Kill(stubborn.PID, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		if got := stubborn.Signal(); got != syscall.SIGKILL {
			t.Errorf("stubborn ended by %v", got)
		}
	})
}

func TestHelperHasTheGivenNameAndArguments(t *testing.T) {
	p := Start(t, Spec{Role: "hold", Comm: "\x1b[2J\n)\xe2\x80\xae", Argv: []string{"db", "--password=hunter2"}})
	for file, want := range map[string]string{
		"comm":    "\x1b[2J\n)\xe2\x80\xae\n",
		"cmdline": "db\x00--password=hunter2\x00",
	} {
		got, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", p.PID, file))
		if err != nil || !bytes.Equal(got, []byte(want)) {
			t.Errorf("%s is %q (%v), want %q", file, got, err, want)
		}
	}
}

func TestHelperGetsThePIDOfAnEndedOne(t *testing.T) {
	Inside(t, PID, func(t *testing.T) {
		first := Helper(t, "hold")
		first.Stop()
		second := Start(t, Spec{Role: "hold", PID: first.PID})
		if second.PID != first.PID {
			t.Errorf("PID %d, want %d", second.PID, first.PID)
		}
	})
}

func TestHelperRunsAsAnotherUser(t *testing.T) {
	Inside(t, PID|Users, func(t *testing.T) {
		p := Start(t, Spec{Role: "hold", User: 65534})
		info, err := os.Stat(fmt.Sprintf("/proc/%d", p.PID))
		if err != nil {
			t.Fatal(err)
		}
		if uid := info.Sys().(*syscall.Stat_t).Uid; uid != 65534 {
			t.Errorf("runs as %d", uid)
		}
	})
}
