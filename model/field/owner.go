package field

import (
	"net/netip"
	"time"

	"berth/model"
	"berth/model/safe"
)

// Owner is a process that holds a socket.
type Owner struct {
	PID       int32      `json:"pid"`
	Start     uint64     `json:"start"` // clock ticks since boot; PID and start identify the process
	Started   *time.Time `json:"started,omitempty"`
	Process   safe.Text  `json:"process"`
	Command   safe.Text  `json:"command"` // secrets masked
	UID       uint32     `json:"uid"`
	User      safe.Text  `json:"user"`
	Unit      safe.Text  `json:"unit,omitzero"`
	Container safe.Text  `json:"container,omitzero"`
}

// OwnerOf is what is known of a process.
func OwnerOf(p *model.Process) Owner {
	o := Owner{
		PID: p.ID.PID, Start: p.ID.Start, Process: p.Name, Command: p.Command,
		UID: p.UID, User: p.User, Unit: p.Unit, Container: p.Container,
	}
	if !p.Started.IsZero() {
		o.Started = &p.Started
	}
	return o
}

// Endpoint is one end of a socket.
type Endpoint struct {
	Address string `json:"address"`
	Port    uint16 `json:"port"`
}

// EndpointOf is an end as JSON has it.
func EndpointOf(e model.Endpoint) Endpoint { return Endpoint{e.Addr.Safe().String(), e.Port} }

// Text is address:port, with brackets around IPv6.
func (e Endpoint) Text() string {
	address, err := netip.ParseAddr(e.Address)
	if err != nil {
		return e.Address
	}
	return netip.AddrPortFrom(address, e.Port).String()
}
