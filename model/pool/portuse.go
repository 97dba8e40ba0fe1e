package pool

// portUse is the use of the ports of one network namespace.
type portUse struct {
	netns   uint32
	blocked [1 << 16]bool
	blocks  [2]int        // number of blocked ports, by parity
	suspect [1 << 16]bool // a connection on the port may have been bound before connect
	udp     [1 << 16]HoldKind
}

// block marks a TCP port that connect(2) skips for every destination, because a socket
// was bound to it (tb->fastreuse >= 0 in __inet_hash_connect).
func (g *portUse) block(port, low uint16) {
	if !g.blocked[port] {
		g.blocked[port] = true
		g.blocks[parity(port, low)]++
	}
}

// parity is 0 for the ports that connect(2) prefers and 1 for those that bind(2) to
// port 0 prefers, counted from the first port of the range. Since Linux 4.2 each uses
// the ports of the other only when its own are used up.
func parity(port, low uint16) int { return int(port-low) & 1 }

// portUse finds the use of the ports of a namespace; usually there is only one.
func (w *scratch) portUse(netns uint32) *portUse {
	for _, g := range w.portUses {
		if g.netns == netns {
			return g
		}
	}
	at := len(w.portUses)
	if at == cap(w.portUses) {
		w.portUses = append(w.portUses, &portUse{})
	} else {
		w.portUses = w.portUses[:at+1]
	}
	g := w.portUses[at]
	if g == nil {
		g = &portUse{}
		w.portUses[at] = g
	}
	*g = portUse{netns: netns}
	return g
}
