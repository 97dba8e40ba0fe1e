package wire

import (
	"berth/model"
	"berth/model/bind"
	"berth/model/field"
	"berth/model/moment"
	"berth/model/safe"
)

// Check is the document about one port: who holds it, and whether it can be bound.
type Check struct {
	Head
	Proto   string   `json:"proto" schema:"proto"`
	Port    uint16   `json:"port"`
	Address string   `json:"address,omitempty"` // the address to bind; if missing, any address
	Free    bool     `json:"free"`
	InWay   []Held   `json:"in_way"` // sockets that block the port
	Beside  []Socket `json:"beside"` // other sockets on the port
	Bind    Bind     `json:"bind"`

	Ephemeral *Ephemeral `json:"ephemeral,omitempty"` // only if the port is in the ephemeral range
}

// Held is a socket that blocks a port, and the rights by which its owners hold it.
type Held struct {
	Socket Socket  `json:"socket"`
	Rights []Right `json:"rights"` // one per owner; empty if every user may bind the port
}

// Socket is a socket inside another document, written as a whole row.
type Socket moment.Conn

var whole = Whole(field.Sockets)

// MarshalJSON writes the members of the row.
func (s Socket) MarshalJSON() ([]byte, error) { return AppendRow(nil, whole, moment.Conn(s)), nil }

// Right is the right by which a process holds a privileged port.
type Right struct {
	PID int32 `json:"pid"`
	Reason
}

// Reason has a name for scripts and a sentence for people.
type Reason struct {
	Name  safe.Text `json:"name"`
	Words safe.Text `json:"words"`
}

// Bind says whether the user of berth could bind the port.
type Bind struct {
	User      safe.Text `json:"user"`
	Could     bool      `json:"could"`     // the port is free, and the user has the right
	Permitted bool      `json:"permitted"` // the user has the right
	By        Reason    `json:"by"`
	Notes     []Reason  `json:"notes"`
}

// CheckOf is the document about a verdict. right says by which right a process holds
// a socket; false if no right is needed.
func CheckOf(m *moment.Moment, v bind.Verdict, right func(*model.Socket, *model.Process) (model.Reason, bool)) Check {
	c := Check{
		Head: HeadOf(m.Snapshot), Proto: v.Proto.String(), Port: v.Port, Free: v.Free(), InWay: []Held{}, Beside: []Socket{},
		Bind: Bind{m.Host.User, v.Could(), v.May, reasonOf(v.By), []Reason{}},
	}
	if m.OwnBudget().Known && m.Own().Kernel.Draws(v.Port) {
		c.Ephemeral = ephemeralOf(m, poolRows(m))
	}
	if !v.Any {
		c.Address = v.Addr.Safe().String()
	}
	for _, i := range v.InWay {
		h := Held{Socket{In: m, At: int(i)}, []Right{}}
		for _, p := range m.Owners(&m.Sockets[i]) {
			if r, ok := right(&m.Sockets[i], &m.Processes[p]); ok {
				h.Rights = append(h.Rights, Right{m.Processes[p].ID.PID, reasonOf(r)})
			}
		}
		c.InWay = append(c.InWay, h)
	}
	for _, i := range v.Beside {
		c.Beside = append(c.Beside, Socket{In: m, At: int(i)})
	}
	for _, note := range v.Cautions {
		c.Bind.Notes = append(c.Bind.Notes, reasonOf(note))
	}
	return c
}

func reasonOf(r model.Reason) Reason { return Reason{r.Name, r.Words} }
