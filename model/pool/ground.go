package pool

// ground is what the ports of one network namespace are used for.
type ground struct {
	netns    uint32
	blocked  [1 << 16]bool
	blocks   [2]int        // how many are, by parity
	doubtful [1 << 16]bool // a connection on the port was perhaps bound first
	udp      [1 << 16]Tenure
}

// block marks a TCP port that connect(2) passes over, whatever the destination: a
// socket was bound to it (tb->fastreuse >= 0 in __inet_hash_connect).
func (g *ground) block(port, low uint16) {
	if !g.blocked[port] {
		g.blocked[port] = true
		g.blocks[parity(port, low)]++
	}
}

// parity is 0 for the ports that connect(2) prefers and 1 for those that bind(2)
// to port 0 prefers, counted from the begin of the range: since Linux 4.2 each
// goes to the ports of the other only when its own are used up.
func parity(port, low uint16) int { return int(port-low) & 1 }

// ground finds the ports of a namespace; there is one as a rule.
func (w *scratch) ground(netns uint32) *ground {
	for _, g := range w.grounds {
		if g.netns == netns {
			return g
		}
	}
	at := len(w.grounds)
	if at == cap(w.grounds) {
		w.grounds = append(w.grounds, &ground{})
	} else {
		w.grounds = w.grounds[:at+1]
	}
	g := w.grounds[at]
	if g == nil {
		g = &ground{}
		w.grounds[at] = g
	}
	*g = ground{netns: netns}
	return g
}
