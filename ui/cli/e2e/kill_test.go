package e2e

import (
	"fmt"
	"net"
	"strings"
	"syscall"
	"testing"

	"berth/source/worlds"
)

func TestKillEndsTheListenerAndNotItsClient(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
		server := worlds.Helper(t, "listen")
		other := worlds.Helper(t, "listen")
		client := worlds.Helper(t, "connect", fmt.Sprintf("127.0.0.1:%d", server.Port))
		berth(t, "kill", text(server.Port), "--yes").want(t, 0,
			fmt.Sprintf("listen (%d) is gone", server.PID), fmt.Sprintf("tcp %d is free", server.Port))
		if got := server.Signal(); got != syscall.SIGTERM {
			t.Errorf("the owner ended by %v", got)
		}
		if !client.Alive() || !other.Alive() {
			t.Errorf("client alive %v, other listener alive %v", client.Alive(), other.Alive())
		}
		berth(t, "kill", text(server.Port), "--yes").want(t, 1, "nothing listens on tcp")
		// The client holds no listener: nothing can be killed on its own port.
		berth(t, "kill", text(client.Port), "--yes").want(t, 1, "nothing listens on tcp")
		if !client.Alive() {
			t.Error("the client was hit")
		}
	})
}

func TestKillOfSeveralOwnersNeedsAll(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
		master := worlds.Helper(t, "fork", "2")
		a := berth(t, "kill", text(master.Port), "--yes")
		a.want(t, 3, "has 3 owners; use --all", fmt.Sprint(master.PID), master.Words[1], master.Words[2])
		if !master.Alive() {
			t.Fatal("the owner was hit without --all")
		}
		berth(t, "kill", text(master.Port), "--yes", "--all", "-s", "KILL").want(t, 0, fmt.Sprintf("tcp %d is free", master.Port))
		if got := master.Signal(); got != syscall.SIGKILL {
			t.Errorf("the owner ended by %v", got)
		}
	})
}

func TestKillNamesTheProcessThatIgnoresTheSignal(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
		server := worlds.Helper(t, "stubborn")
		berth(t, "kill", text(server.Port), "--yes").want(t, 1, "is still alive 3 s after TERM; use -s KILL", "is in use by stubborn")
		if !server.Alive() {
			t.Error("it was ended all the same")
		}
		berth(t, "kill", text(server.Port), "--yes", "-s", "9").want(t, 0, "is free")
	})
}

func TestKillWithoutATerminalDoesNothing(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
		server := worlds.Helper(t, "listen")
		berth(t, "kill", text(server.Port)).want(t, 3, "stdin is not a terminal")
		berth(t, "kill", text(server.Port), "--dry-run").want(t, 0, "TERM would be sent to", fmt.Sprintf("listen (%d)", server.PID))
		if !server.Alive() {
			t.Error("the owner was hit")
		}
	})
}

func TestKillRefusesInit(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0") // this test is process 1 of the PID namespace
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		_, port, _ := strings.Cut(l.Addr().String(), ":")
		berth(t, "kill", port, "--yes", "--force").want(t, 3, "refused: process 1 is init")
	})
}

func TestKillAsNobodyIsNotPermitted(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID|worlds.Users, func(t *testing.T) {
		server := worlds.Helper(t, "listen")
		berthAs(t, nobody, "kill", text(server.Port), "--yes").want(t, 3, "seeing it needs root or CAP_SYS_PTRACE")
		own := worlds.Start(t, worlds.Spec{Role: "listen", User: nobody})
		berthAs(t, nobody, "kill", text(own.Port), "--yes").want(t, 0, "is free")
		if !server.Alive() || own.Signal() != syscall.SIGTERM {
			t.Errorf("root's listener alive %v", server.Alive())
		}
	})
}
