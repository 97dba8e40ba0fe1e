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
	RoleClient               // this host opened the connection
	RoleNone                 // no connection: the socket is only bound
	Roles                    // the number of roles
)

// roleInfo is the name and the meaning of a role.
type roleInfo struct{ name, meaning safe.Text }

var roles = [Roles]roleInfo{
	RoleUnknown:  {safe.Say("?"), safe.Say("unknown which side opened it: no listener serves this end, and its port is outside the ephemeral range")},
	RoleListener: {safe.Say("listen"), safe.Say("waits for peers")},
	RoleServer:   {safe.Say("in"), safe.Say("server side: a listener of this host serves this end")},
	RoleClient:   {safe.Say("out"), safe.Say("client side: this host opened the connection")},
	RoleNone:     {safe.Say("none"), safe.Say("no connection yet: the socket is bound, and neither listens nor connects")},
}

// Name is the direction in one word: "in", "out", "listen", "none", "?".
func (r Role) Name() safe.Text { return roles[min(r, Roles-1)].name }

// Filter is the name in the filter language: "unknown" for "?".
func (r Role) Filter() string {
	if r == RoleUnknown {
		return "unknown"
	}
	return r.Name().String()
}

// Meaning says what the role means and how it is known.
func (r Role) Meaning() safe.Text { return roles[min(r, Roles-1)].meaning }

// Role is the side of a connection. procfs does not show which side opened it, so
// the role follows from the listeners first, then from the ephemeral range.
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

// peer is the socket of the other end, as the table would show it if it were on this
// host and in this namespace too.
func peer(s *model.Socket) *model.Socket {
	return &model.Socket{NetNS: s.NetNS, Space: s.Space, Proto: s.Proto, Local: s.Remote, Remote: s.Local, Traits: s.Traits}
}
