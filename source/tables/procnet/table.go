package procnet

import (
	"fmt"

	prom "github.com/prometheus/procfs"

	"berth/model"
	"berth/model/safe"
)

// table is one file under /proc/net.
type table struct {
	file        string // relative to the root
	name, lines safe.Text
	proto       model.Proto
	six         bool // AF_INET6 sockets; the file is missing if IPv6 is off
	read        func(prom.FS) (prom.NetIPSocket, error)
}

var files = []table{
	{"net/tcp", safe.Say("/proc/net/tcp"), safe.Say("/proc/net/tcp lines"), model.TCP, false, netTCP},
	{"net/tcp6", safe.Say("/proc/net/tcp6"), safe.Say("/proc/net/tcp6 lines"), model.TCP, true, netTCP6},
	{"net/udp", safe.Say("/proc/net/udp"), safe.Say("/proc/net/udp lines"), model.UDP, false, netUDP},
	{"net/udp6", safe.Say("/proc/net/udp6"), safe.Say("/proc/net/udp6 lines"), model.UDP, true, netUDP6},
}

func netTCP(fs prom.FS) (prom.NetIPSocket, error) {
	//lint:ignore SA1019 procfs points to netlink instead; this backend is the one for where netlink is refused
	l, err := fs.NetTCP()
	return prom.NetIPSocket(l), err
}

func netTCP6(fs prom.FS) (prom.NetIPSocket, error) {
	//lint:ignore SA1019 as for NetTCP
	l, err := fs.NetTCP6()
	return prom.NetIPSocket(l), err
}

func netUDP(fs prom.FS) (prom.NetIPSocket, error) {
	l, err := fs.NetUDP()
	return prom.NetIPSocket(l), err
}

func netUDP6(fs prom.FS) (prom.NetIPSocket, error) {
	l, err := fs.NetUDP6()
	return prom.NetIPSocket(l), err
}

// load reads the table with procfs. A single line that procfs cannot parse makes it
// fail for the whole file, and a truncated UDP line makes it panic (as of v0.23.0).
// After an error the caller reads the file line by line.
func (t *table) load(fs prom.FS) (lines prom.NetIPSocket, err error) {
	defer func() {
		if r := recover(); r != nil {
			lines, err = nil, fmt.Errorf("parse with procfs: %v", r)
		}
	}()
	return t.read(fs)
}
