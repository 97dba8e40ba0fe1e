package e2e

import (
	"fmt"
	"testing"

	"berth/source/worlds"
)

// The machine that is measured has connections between pairs of processes (both ends are
// on this machine; of ten pairs, eight use IPv4, one IPv6, and one IPv4 in IPv6), idle
// listeners, and processes that hold descriptors but no socket.
const (
	perPair       = 5000
	idleProcesses = 100
	idleFiles     = 20
)

// families are the address families of the pairs, in turn.
var families = [10]struct{ server, at, client, to string }{
	8: {"tcp6", "::1", "tcp6", "::1"},
	9: {"tcp6", "::", "tcp4", "127.0.0.1"},
}

// openSockets opens about that many sockets on the machine, and returns how many it opened.
func openSockets(t *testing.T, sockets int) int {
	t.Helper()
	connections := sockets / 2
	pairs := max(2, min(10, connections/10), (connections+perPair-1)/perPair)
	six := len(worlds.Families(t)) > 1
	made := 0
	for i := range pairs {
		f := families[i%len(families)]
		if f.server == "" || !six {
			f.server, f.at, f.client, f.to = "tcp4", "127.0.0.1", "tcp4", "127.0.0.1"
		}
		share := connections / pairs
		server := worlds.Start(t, worlds.Spec{Role: "crowd", Args: []string{f.server, f.at}, Comm: fmt.Sprintf("server-%d", i)})
		worlds.Start(t, worlds.Spec{Role: "swarm", Args: []string{f.client, f.to, fmt.Sprint(server.Port), fmt.Sprint(share)}, Comm: fmt.Sprintf("client-%d", i)})
		made += 1 + 2*share
	}
	for range idleProcesses {
		worlds.Helper(t, "idle", fmt.Sprint(idleFiles))
	}
	return made
}
