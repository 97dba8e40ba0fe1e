package moment

import (
	"berth/model"
	"berth/model/safe"
)

// Role is which side of a connection the local end is.
type Role uint8

// The roles a socket can have.
const (
	RoleUnknown  Role = iota // its listener is gone, or a client chose its port itself
	RoleListener             // it waits for peers
	RoleServer               // a listener of this host serves its local end
	RoleClient               // this host asked
	RoleNone                 // no connection: the socket only holds its port
	Roles                    // how many there are
)

// roleInfo is all that berth knows of a role.
type roleInfo struct{ name, meaning safe.Text }

var roles = [Roles]roleInfo{
	RoleUnknown:  {safe.Say("?"), safe.Say("which side asked is not known: no listener serves this end, and its port lies outside the ephemeral range")},
	RoleListener: {safe.Say("listen"), safe.Say("waits for peers")},
	RoleServer:   {safe.Say("in"), safe.Say("server side: a listener of this host serves this end")},
	RoleClient:   {safe.Say("out"), safe.Say("client side: this host asked for the connection")},
	RoleNone:     {safe.Say("none"), safe.Say("no connection yet: the socket holds its port, and neither listens nor connects")},
}

// Name is the direction in one word: "in", "out", "listen", "none", "?".
func (r Role) Name() safe.Text { return roles[min(r, Roles-1)].name }

// Filter is the name that the filter language takes: "unknown" for "?".
func (r Role) Filter() string {
	if r == RoleUnknown {
		return "unknown"
	}
	return r.Name().String()
}

// Meaning says how the role is known.
func (r Role) Meaning() safe.Text { return roles[min(r, Roles-1)].meaning }

// Role tells the side of a connection. Procfs keeps no trace of who asked, so
// it is told by listeners first and by the ephemeral range after them.
func (c Conn) Role() Role {
	s := c.Socket()
	switch {
	case s.Listening():
		return RoleListener
	case s.State == model.Bound:
		return RoleNone
	case c.In.Index.Serves(s):
		return RoleServer
	case c.In.Index.Serves(peer(s)):
		return RoleClient
	case c.Space().Kernel.Draws(s.Local.Port):
		return RoleClient
	}
	return RoleUnknown
}

// peer is the other end, as it would stand in the table if it were on this host
// and namespace too.
func peer(s *model.Socket) *model.Socket {
	return &model.Socket{NetNS: s.NetNS, Space: s.Space, Proto: s.Proto, Local: s.Remote, Remote: s.Local, Traits: s.Traits}
}
