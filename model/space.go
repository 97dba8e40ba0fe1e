package model

import "berth/model/safe"

// SpaceID is the identity of a network namespace. The kernel reuses an inode number
// soon after its namespace has ended; it never reuses a cookie.
type SpaceID struct {
	Inode  uint32 `wire:"inode"`  // as ls -Li /proc/self/ns/net shows it; 0 if it could not be read
	Cookie uint64 `wire:"cookie"` // SO_NETNS_COOKIE, Linux 5.14 and later; 0 if it could not be read
}

// Space is a network namespace, with the facts that each one has separately.
type Space struct {
	ID        SpaceID              `wire:"id"`
	Name      safe.Text            `wire:"name"` // empty if it has no name
	Kernel    Kernel               `wire:"kernel"`
	Devices   map[uint32]safe.Text `wire:"devices"`   // names of the interfaces that sockets are bound to, by index
	Addresses Addresses            `wire:"addresses"` // addresses that can be bound in it; read with NeedAddresses
}

// Own is the network namespace that berth is in: the first one. If a snapshot has none,
// it is a Space in which nothing is known.
func (n *Snapshot) Own() *Space {
	if len(n.Spaces) == 0 {
		return new(Space)
	}
	return &n.Spaces[0]
}

// SpaceOf is the network namespace of a socket.
func (n *Snapshot) SpaceOf(s *Socket) *Space {
	if int(s.Space) >= len(n.Spaces) {
		return n.Own()
	}
	return &n.Spaces[s.Space]
}

// SpaceAt finds the network namespace that an identity names by its inode: an index
// into Spaces. It is berth's own where no other has that inode.
func (n *Snapshot) SpaceAt(inode uint32) int {
	for i := range n.Spaces {
		if n.Spaces[i].ID.Inode == inode {
			return i
		}
	}
	return 0
}

// SpaceWith is the network namespace that an identity names by its inode.
func (n *Snapshot) SpaceWith(inode uint32) *Space {
	if len(n.Spaces) == 0 {
		return n.Own()
	}
	return &n.Spaces[n.SpaceAt(inode)]
}
