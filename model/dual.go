package model

// Answer is a yes or no that may be no more than likely.
type Answer uint8

// The answers.
const (
	No Answer = iota
	Likely
	Yes
)

// TakesFour tells whether a socket that is bound to [::] takes IPv4 as well, and
// how that is known. The question is meaningless for every other socket, which
// asked reports. Netlink tells of IPV6_V6ONLY, procfs does not.
func (c Conn) TakesFour() (answer Answer, why Safe, asked bool) {
	s := c.Socket()
	if !s.Listening() && s.State != Bound || s.Local.Addr.Four() || !s.Local.Addr.Wildcard() {
		return No, Safe{}, false
	}
	switch v6only := c.In.Kernel.V6Only; {
	case s.Traits&V6OnlyTold != 0 && s.Traits&V6Only != 0:
		return No, Say("no: it set IPV6_V6ONLY"), true
	case s.Traits&V6OnlyTold != 0:
		return Yes, Say("yes: IPV6_V6ONLY is not set"), true
	case c.In.seenFour(s):
		return Yes, Say("yes: an IPv4 peer is connected to it now"), true
	case c.In.ownFour(s):
		return No, Say("no: 0.0.0.0 has a listener of its own"), true
	case v6only.Known && v6only.Value == 1:
		return No, Say("no, unless the program switched IPV6_V6ONLY off (net.ipv6.bindv6only = 1)"), true
	case v6only.Known:
		return Likely, Say("not known: it does unless the program set IPV6_V6ONLY, which procfs does not tell (net.ipv6.bindv6only = 0)"), true
	}
	return Likely, Say("not known: it does unless the program set IPV6_V6ONLY, which procfs does not tell"), true
}

// seenFour reports whether a v4-mapped connection hangs on the port of s.
func (m *Moment) seenFour(s *Socket) bool {
	for i := range m.Sockets {
		c := &m.Sockets[i]
		if c.Traits&MappedFour != 0 && !c.Listening() && c.PortID() == s.PortID() {
			return true
		}
	}
	return false
}

// ownFour reports whether 0.0.0.0 has a listener on the port of s.
func (m *Moment) ownFour(s *Socket) bool {
	for _, i := range m.Index.On(s.PortID()) {
		l := &m.Sockets[i]
		if l.Traits&InetSix == 0 && l.Local.Addr.Wildcard() {
			return true
		}
	}
	return false
}
