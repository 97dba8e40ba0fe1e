package wire

import (
	"bufio"
	"bytes"
	"io"
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
	Service   model.Safe  `json:"service,omitzero"`
	Reach     string      `json:"reach"`
	Class     string      `json:"class"`
	Ephemeral *bool       `json:"ephemeral,omitempty"` // the kernel gives the local port to clients
	Owner     string      `json:"owner"`               // what is known of the holders
	Owners    []Owner     `json:"owners"`
	UID       uint32      `json:"uid"`
	User      model.Safe  `json:"user,omitzero"`
	Inode     uint64      `json:"inode,omitempty"`
	NetNS     uint32      `json:"netns,omitempty"`
	Cookie    uint64      `json:"cookie,omitempty"` // the kernel's own number for it, where netlink told
	Cgroup    uint64      `json:"cgroup,omitempty"` // inode of its cgroup v2 directory
	V6Only    *bool       `json:"v6only,omitempty"` // IPV6_V6ONLY, where netlink told
	Device    model.Safe  `json:"device,omitzero"`  // that it is bound to
	Queue     field.Queue `json:"queue"`
	Drops     *uint32     `json:"drops,omitempty"`   // UDP
	Traffic   *Traffic    `json:"traffic,omitempty"` // TCP connections, where netlink told
	Age       *field.Span `json:"age,omitempty"`
}

// Traffic is what flows through a connection.
type Traffic struct {
	Received uint64   `json:"received"` // bytes
	Sent     uint64   `json:"sent"`     // bytes, confirmed
	RTT      uint32   `json:"rtt_us"`
	Vary     uint32   `json:"rttvar_us"`
	Retrans  uint32   `json:"retransmits"`  // segments
	Rx       *float64 `json:"rx,omitempty"` // bytes a second, since the last document
	Tx       *float64 `json:"tx,omitempty"`
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
	Process   model.Safe `json:"process"`
	Command   model.Safe `json:"command"` // secrets masked
	UID       uint32     `json:"uid"`
	User      model.Safe `json:"user"`
	Unit      model.Safe `json:"unit,omitzero"`
	Container model.Safe `json:"container,omitzero"`
}

// EncodeSockets writes the document about some sockets of a moment as one line. It
// makes them one after another: the whole of a hundred thousand would be in memory
// three times.
func EncodeSockets(w io.Writer, m *model.Moment, conns []model.Conn) error {
	out := bufio.NewWriterSize(w, 1<<16)
	var b bytes.Buffer
	text := func(part any) ([]byte, error) {
		b.Reset()
		err := Encode(&b, part)
		return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
	}
	head, err := text(HeadOf(m.Snapshot))
	if err != nil {
		return err
	}
	out.Write(bytes.TrimSuffix(head, []byte("}")))
	out.WriteString(`,"sockets":[`)
	for i, c := range conns {
		if i > 0 {
			out.WriteByte(',')
		}
		socket, err := text(socketOf(c))
		if err != nil {
			return err
		}
		if _, err := out.Write(socket); err != nil {
			return err
		}
	}
	out.WriteString("]}\n")
	return out.Flush()
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
		Service: service(c), Reach: c.Reach().Name().String(), Class: model.ClassOf(s.Local.Port).Name().String(),
		Owner: c.In.HoldersOf(s).Status.Name().String(), Owners: ownersOf(c),
		UID: s.UID, Inode: s.Inode, NetNS: s.NetNS, Queue: field.QueueOf(s),
	}
	w.Device = device(c)
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
		w.User = c.In.User(s.UID)
	}
	if s.Proto == model.UDP {
		w.Drops = &s.Drops
	}
	if s.Traits&model.V6OnlyTold != 0 {
		only := s.Traits&model.V6Only != 0
		w.V6Only = &only
	}
	w.Cookie, w.Cgroup, w.Traffic = s.Cookie, s.Cgroup, trafficOf(c)
	return w
}

func trafficOf(c model.Conn) *Traffic {
	if len(c.In.Flows) == 0 || !c.In.Flows[c.At].Known || c.Socket().Listening() {
		return nil
	}
	f := &c.In.Flows[c.At]
	w := &Traffic{Received: f.Received, Sent: f.Sent, RTT: f.RTT, Vary: f.Vary, Retrans: f.Retrans}
	if t := c.Traffic(); t.Moving {
		w.Rx, w.Tx = &t.Rx, &t.Tx
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
		PID: p.ID.PID, Start: p.ID.Start, Process: p.Name, Command: p.Command,
		UID: p.UID, User: p.User, Unit: p.Unit, Container: p.Box,
	}
	if !p.Started.IsZero() {
		o.Started = &p.Started
	}
	return o
}
