package wire

import (
	"net/netip"
	"time"

	"berth/model"
	"berth/model/field"
)

// Sockets is a document about single sockets, with all that is known of them.
type Sockets struct {
	Head
	Sockets []Socket `json:"sockets"`
}

// Socket is one socket. A member that is not known is not there.
type Socket struct {
	Proto     string  `json:"proto"`
	Family    string  `json:"family"` // of the socket; an IPv6 socket may carry IPv4
	Mapped    bool    `json:"mapped"` // it does so
	State     string  `json:"state"`
	Local     End     `json:"local"`
	Remote    *End    `json:"remote,omitempty"` // not for one that waits for anybody
	Role      string  `json:"role"`
	Service   string  `json:"service,omitempty"`
	Reach     string  `json:"reach"`
	Class     string  `json:"class"`
	Ephemeral *bool   `json:"ephemeral,omitempty"` // the kernel gives the local port to clients
	Owner     string  `json:"owner"`               // what is known of the holders
	Owners    []Owner `json:"owners"`
	UID       uint32  `json:"uid"`
	User      string  `json:"user,omitempty"`
	Inode     uint64  `json:"inode,omitempty"`
	NetNS     uint32  `json:"netns,omitempty"`
	Queue     Queue   `json:"queue"`
	Drops     *uint32 `json:"drops,omitempty"` // UDP
	Age       *Age    `json:"age,omitempty"`
}

// End is one end of a socket.
type End struct {
	Address string `json:"address"`
	Port    uint16 `json:"port"`
}

// Owner is a process that holds a socket.
type Owner struct {
	PID       int32      `json:"pid"`
	Start     uint64     `json:"start"` // clock ticks since boot: with the PID an identity
	Started   *time.Time `json:"started,omitempty"`
	Process   string     `json:"process"`
	Command   string     `json:"command"` // secrets masked
	UID       uint32     `json:"uid"`
	User      string     `json:"user"`
	Unit      string     `json:"unit,omitempty"`
	Container string     `json:"container,omitempty"`
}

// Queue is what waits in a socket: connections in a TCP listener, bytes in all others.
type Queue struct {
	Waiting     *uint32 `json:"waiting,omitempty"`     // connections to be accepted
	Limit       *uint32 `json:"limit,omitempty"`       // of those
	Unread      *uint32 `json:"unread,omitempty"`      // bytes the process has not read
	Unconfirmed *uint32 `json:"unconfirmed,omitempty"` // bytes the other side has not confirmed
}

// Age is how long a socket has been seen.
type Age struct {
	Seconds float64 `json:"seconds"`
	Whole   bool    `json:"whole"` // that is its whole life; else it is older
}

// SocketsOf is the document about some sockets of a moment.
func SocketsOf(m *model.Moment, conns []model.Conn) Sockets {
	d := Sockets{HeadOf(m.Snapshot), make([]Socket, len(conns))}
	for i, c := range conns {
		d.Sockets[i] = socketOf(c)
	}
	return d
}

var service = field.Find(field.Conns, "service").Text

func socketOf(c model.Conn) Socket {
	s := c.Socket()
	w := Socket{
		Proto: s.Proto.String(), Family: familyOf(s), Mapped: s.Traits&model.MappedFour != 0,
		State: StateOf(s.Proto, s.State), Local: endOf(s.Local), Role: roleOf(c),
		Service: service(c).String(), Reach: c.Reach().Name().String(), Class: model.ClassOf(s.Local.Port).Name().String(),
		Owner: c.In.HoldersOf(s).Status.Name().String(), Owners: ownersOf(c),
		UID: s.UID, Inode: s.Inode, NetNS: s.NetNS, Queue: queueOf(s), Age: ageOf(c),
	}
	if s.Remote.Port != 0 {
		end := endOf(s.Remote)
		w.Remote = &end
	}
	if k := &c.In.Kernel; k.Ephemeral.Known {
		draws := k.Draws(s.Local.Port)
		w.Ephemeral = &draws
	}
	if s.Inode != 0 { // what the kernel ends by itself is reported as user 0
		w.User = c.In.User(s.UID).String()
	}
	if s.Proto == model.UDP {
		w.Drops = &s.Drops
	}
	return w
}

// Text is address:port, with brackets around IPv6.
func (e End) Text() string {
	address, err := netip.ParseAddr(e.Address)
	if err != nil {
		return e.Address
	}
	return netip.AddrPortFrom(address, e.Port).String()
}

func endOf(e model.Endpoint) End { return End{e.Addr.Safe().String(), e.Port} }

func familyOf(s *model.Socket) string {
	if s.Traits&model.InetSix != 0 {
		return "ipv6"
	}
	return "ipv4"
}

// StateOf is the state as the filter language takes it.
func StateOf(p model.Proto, s model.State) string {
	if p == model.UDP && s == model.Closed {
		return "unconnected"
	}
	return s.Filter()
}

func roleOf(c model.Conn) string {
	if r := c.Role(); r != model.RoleUnknown {
		return r.Name().String()
	}
	return "unknown"
}

func queueOf(s *model.Socket) Queue {
	switch {
	case s.State != model.Listen:
		return Queue{Unread: &s.RxQueue, Unconfirmed: &s.TxQueue}
	case s.TxQueue == 0: // the backend does not tell
		return Queue{Waiting: &s.RxQueue}
	}
	return Queue{Waiting: &s.RxQueue, Limit: &s.TxQueue}
}

// ageOf knows nothing of a socket at the first look.
func ageOf(c model.Conn) *Age {
	age, whole := c.In.Age(c.At)
	if age == 0 && !whole {
		return nil
	}
	return &Age{age.Seconds(), whole}
}

func ownersOf(c model.Conn) []Owner {
	owners := []Owner{}
	for _, i := range c.In.Owners(c.Socket()) {
		owners = append(owners, ownerOf(&c.In.Processes[i]))
	}
	return owners
}

func ownerOf(p *model.Process) Owner {
	o := Owner{
		PID: p.ID.PID, Start: p.ID.Start, Process: p.Name.String(), Command: p.Command.String(),
		UID: p.UID, User: p.User.String(), Unit: p.Unit.String(), Container: p.Box.String(),
	}
	if !p.Started.IsZero() {
		o.Started = &p.Started
	}
	return o
}
