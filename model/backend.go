package model

import (
	"slices"

	"berth/model/safe"
)

// Backend is a way to read the sockets of this host.
type Backend uint8

// The backends.
const (
	Auto     Backend = iota // netlink if the kernel answers, else procfs
	Netlink                 // only NETLINK_SOCK_DIAG (sock_diag(7))
	Procfs                  // only the tables of /proc/net (proc_net(5))
	Backends                // how many there are
)

var backends = [Backends]safe.Text{safe.Say("auto"), safe.Say("netlink"), safe.Say("procfs")}

// Name is the backend in one word: "netlink".
func (b Backend) Name() safe.Text { return backends[min(b, Backends-1)] }

// ParseBackend reads the name of a backend.
func ParseBackend(name string) (Backend, bool) {
	at := slices.Index(BackendNames(), name)
	return Backend(max(at, 0)), at >= 0
}

// BackendNames are the names of all backends, in order.
func BackendNames() []string {
	names := make([]string, Backends)
	for b := range backends {
		names[b] = backends[b].String()
	}
	return names
}
