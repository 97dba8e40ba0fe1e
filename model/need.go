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
	NeedBound                      // sockets that are only bound; not every backend reports them
	NeedDevices                    // the interfaces that sockets are bound to; not every backend reports them
	NeedAddresses                  // addresses of the interfaces: those that this host can bind
	NeedDrawn                      // whether the kernel chose a local port or a program asked for it
	NeedPast                       // changes since the last sample: one sample alone is not enough
	NeedCommands                   // command lines, with secrets masked: /proc/PID/cmdline
	NeedServices                   // service names of ports: those of IANA and of /etc/services

	// OnlyListeners is not a fact: it allows the backend to omit connections, which are
	// nearly all sockets of a busy host.
	OnlyListeners

	NeedAll = NeedOwners | NeedUnits | NeedHost | NeedKernel | NeedCommands | NeedServices
)

// Has reports whether every bit of want is set.
func (n Need) Has(want Need) bool { return n&want == want }
