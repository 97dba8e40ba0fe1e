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
	Proto     string      `json:"proto"`
	Family    string      `json:"family"` // of the socket; an IPv6 socket may carry IPv4
	Mapped    bool        `json:"mapped"` // it does so
	State     string      `json:"state"`
	Local     End         `json:"local"`
	Remote    *End        `json:"remote,omitempty"` // not for one that waits for anybody
	Role      string      `json:"role"`
	Service   string      `json:"service,omitempty"`
	Reach     string      `json:"reach"`
	Class     string      `json:"class"`
	Ephemeral *bool       `json:"ephemeral,omitempty"` // the kernel gives the local port to clients
	Owner     string      `json:"owner"`               // what is known of the holders
	Owners    []Owner     `json:"owners"`
	UID       uint32      `json:"uid"`
	User      string      `json:"user,omitempty"`
	Inode     uint64      `json:"inode,omitempty"`
	NetNS     uint32      `json:"netns,omitempty"`
	Device    string      `json:"device,omitempty"` // that it is bound to
	Queue     field.Queue `json:"queue"`
	Drops     *uint32     `json:"drops,omitempty"` // UDP
	Age       *field.Span `json:"age,omitempty"`
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

// SocketsOf is the document about some sockets of a moment.
func SocketsOf(m *model.Moment, conns []model.Conn) Sockets {
	d := Sockets{HeadOf(m.Snapshot), make([]Socket, len(conns))}
	for i, c := range conns {
		d.Sockets[i] = socketOf(c)
	}
	return d
}

var (
	service = field.Find(field.Conns, "service").Text
	age     = field.Find(field.Conns, "age").Told
	device  = field.Find(field.Conns, "dev").Text
)

func socketOf(c model.Conn) Socket {
	s := c.Socket()
	w := Socket{
		Proto: s.Proto.String(), Family: familyOf(s), Mapped: s.Traits&model.MappedFour != 0,
		State: s.State.FilterOn(s.Proto), Local: endOf(s.Local), Role: c.Role().Filter(),
		Service: service(c).String(), Reach: c.Reach().Name().String(), Class: model.ClassOf(s.Local.Port).Name().String(),
		Owner: c.In.HoldersOf(s).Status.Name().String(), Owners: ownersOf(c),
		UID: s.UID, Inode: s.Inode, NetNS: s.NetNS, Queue: field.QueueOf(s),
	}
	w.Device = device(c).String()
	if span, known := age(c).(field.Span); known {
		w.Age = &span
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
