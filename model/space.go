package model

import "berth/model/safe"

// SpaceID is the identity of a network namespace. The kernel gives an inode number
// again soon after its namespace has ended, and a cookie never.
type SpaceID struct {
	Inode  uint32 `wire:"inode"`  // ls -L /proc/self/ns/net; 0 where it could not be read
	Cookie uint64 `wire:"cookie"` // SO_NETNS_COOKIE, Linux 5.14 and later; 0 where it could not be read
}

// Space is everything of which each network namespace has its own.
type Space struct {
	ID        SpaceID              `wire:"id"`
	Name      safe.Text            `wire:"name"` // empty where nothing names it
	Kernel    Kernel               `wire:"kernel"`
	Devices   map[uint32]safe.Text `wire:"devices"`   // names of the interfaces that sockets are bound to, by index
	Addresses Addresses            `wire:"addresses"` // that can be bound in it, where somebody asked (NeedAddresses)
}

// Own is the network namespace that berth is in: the first. Where a snapshot has
// none, nothing is known of it.
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
