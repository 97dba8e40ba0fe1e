package moment

import (
	"berth/model"
	"berth/model/safe"
)

// Answer is no, likely or yes.
type Answer uint8

// The answers.
const (
	No Answer = iota
	Likely
	Yes
)

// TakesFour says whether a socket bound to [::] accepts IPv4 too, and why. asked is
// false for every other socket, where the question has no meaning. Netlink reports
// IPV6_V6ONLY, procfs does not.
func (c Conn) TakesFour() (answer Answer, why safe.Text, asked bool) {
	s := c.Socket()
	if !s.Listening() && s.State != model.Bound || s.Local.Addr.Four() || !s.Local.Addr.Wildcard() {
		return No, safe.Text{}, false
	}
	switch v6only := c.Space().Kernel.V6Only; {
	case s.Traits&model.V6OnlyKnown != 0 && s.Traits&model.V6Only != 0:
		return No, safe.Say("no: it set IPV6_V6ONLY"), true
	case s.Traits&model.V6OnlyKnown != 0:
		return Yes, safe.Say("yes: IPV6_V6ONLY is not set"), true
	case c.In.seenFour(s):
		return Yes, safe.Say("yes: an IPv4 peer is connected to it now"), true
	case c.In.ownFour(s):
		return No, safe.Say("no: another listener has 0.0.0.0"), true
	case v6only.Known && v6only.Value == 1:
		return No, safe.Say("no, unless the program switched IPV6_V6ONLY off (net.ipv6.bindv6only = 1)"), true
	case v6only.Known:
		return Likely, safe.Say("unknown: yes unless the program set IPV6_V6ONLY, which procfs does not show (net.ipv6.bindv6only = 0)"), true
	}
	return Likely, safe.Say("unknown: yes unless the program set IPV6_V6ONLY, which procfs does not show"), true
}

// seenFour reports whether the port of s has a v4-mapped connection.
func (m *Moment) seenFour(s *model.Socket) bool {
	for i := range m.Sockets {
		c := &m.Sockets[i]
		if c.Traits&model.MappedFour != 0 && !c.Listening() && c.PortID() == s.PortID() {
			return true
		}
	}
	return false
}

// ownFour reports whether 0.0.0.0 has a listener on the port of s.
func (m *Moment) ownFour(s *model.Socket) bool {
	for _, i := range m.Index.On(s.PortID()) {
		l := &m.Sockets[i]
		if l.Traits&model.InetSix == 0 && l.Local.Addr.Wildcard() {
			return true
		}
	}
	return false
}
