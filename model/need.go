package model

// Need says which facts a sample must read. Other facts are not read. Sockets are
// always read.
type Need uint16

// The facts that cost something to read.
const (
	NeedOwners    Need = 1 << iota // who holds each socket: walks /proc/PID/fd
	NeedUnits                      // systemd unit and container: /proc/PID/cgroup
	NeedHost                       // uptime and load
	NeedKernel                     // port range and counters
	NeedFlows                      // bytes, round trips and retransmissions of TCP connections (tcp_info)
	NeedBound                      // sockets that are bound and nothing else, which a backend may lack
	NeedDevices                    // the interfaces that sockets are bound to, which a backend may lack
	NeedAddresses                  // of the interfaces: what this host may bind
	NeedDrawn                      // whether the kernel chose a local port or a program asked for it
	NeedPast                       // what changed since the last sample: one alone cannot tell
	NeedCommands                   // command lines: /proc/PID/cmdline, and masking what is secret in them
	NeedServices                   // names of ports: IANA's and those of /etc/services

	// OnlyListeners is not a fact: it allows the backend to omit connections, which on
	// a busy host are nearly all sockets.
	OnlyListeners

	NeedAll = NeedOwners | NeedUnits | NeedHost | NeedKernel | NeedCommands | NeedServices
)

// Has reports whether every bit of want is set.
func (n Need) Has(want Need) bool { return n&want == want }
