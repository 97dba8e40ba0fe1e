package wire

import (
	"berth/model"
	"berth/model/bind"
	"berth/model/field"
	"berth/model/moment"
	"berth/model/safe"
)

// Check is the document about one port: who holds it, and who may have it.
type Check struct {
	Head
	Proto   string   `json:"proto" schema:"proto"`
	Port    uint16   `json:"port"`
	Address string   `json:"address,omitempty"` // that would be bound; without it any
	Free    bool     `json:"free"`
	InWay   []Held   `json:"in_way"` // sockets that keep the port
	Beside  []Socket `json:"beside"` // sockets on it that do not
	Bind    Bind     `json:"bind"`

	Ephemeral *Ephemeral `json:"ephemeral,omitempty"` // where a client may be given the port
}

// Held is a socket that keeps a port, and by which right.
type Held struct {
	Socket Socket  `json:"socket"`
	Rights []Right `json:"rights"` // of its owners, in their order; none where everyone may bind the port
}

// Socket is a socket inside another document, written as a whole row.
type Socket moment.Conn

var whole = Whole(field.Sockets)

// MarshalJSON writes the members of the row.
func (s Socket) MarshalJSON() ([]byte, error) { return AppendRow(nil, whole, moment.Conn(s)), nil }

// Right is by what a process came to a privileged port.
type Right struct {
	PID int32 `json:"pid"`
	Reason
}

// Reason is a name for scripts, and words for people.
type Reason struct {
	Name  safe.Text `json:"name"`
	Words safe.Text `json:"words"`
}

// Bind is whether whoever asks could bind the port.
type Bind struct {
	User      safe.Text `json:"user"`
	Could     bool      `json:"could"`     // it is free, and the rights are enough
	Permitted bool      `json:"permitted"` // the rights are enough
	By        Reason    `json:"by"`
	Notes     []Reason  `json:"notes"`
}

// CheckOf is the document about a verdict; right says by which right a process
// holds a socket, where one is needed.
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
