package pool

import "berth/model"

// portUse is the use of the ports of one network namespace.
type portUse struct {
	space   uint32
	kernel  *model.Kernel
	low     uint16                          // first port of the range
	size    int                             // ports of the range that are not reserved
	free    [1 << 16]bool                   // ports that the kernel may choose
	held    [model.Protos][1 << 16]HoldKind // only of those
	blocked [1 << 16]bool
	blocks  [2]int        // number of blocked ports, by parity
	suspect [1 << 16]bool // a connection on the port may have been bound before connect
}

// begin marks the ports that the kernel may choose, and counts them: none if the range
// is not known.
func (g *portUse) begin(k *model.Kernel, space uint32) {
	*g = portUse{space: space, kernel: k, low: k.Ephemeral.Low}
	if !k.Ephemeral.Known {
		return
	}
	for port := int(k.Ephemeral.Low); port <= int(k.Ephemeral.High); port++ {
		g.free[port] = true
	}
	if k.ReservedOK {
		for _, r := range k.Reserved {
			for port := int(r.Low); port <= int(r.High); port++ {
				g.free[port] = false
			}
		}
	}
	for port := int(k.Ephemeral.Low); port <= int(k.Ephemeral.High); port++ {
		if g.free[port] {
			g.size++
		}
	}
}

// block marks a TCP port that connect(2) skips for every destination, because a socket
// was bound to it (tb->fastreuse >= 0 in __inet_hash_connect).
func (g *portUse) block(port uint16) {
	if !g.blocked[port] {
		g.blocked[port] = true
		g.blocks[parity(port, g.low)]++
	}
}

// parity is 0 for the ports that connect(2) prefers and 1 for those that bind(2) to
// port 0 prefers, counted from the first port of the range. Since Linux 4.2 each uses
// the ports of the other only when its own are used up.
func parity(port, low uint16) int { return int(port-low) & 1 }
