package wire

import (
	"berth/model"
	"berth/model/field"
)

// Pool is ports that sockets share: towards one destination, or of one source.
type Pool struct {
	Kind     string          `json:"kind" schema:"kind"` // connect, bind-first, udp
	NetNS    uint32          `json:"netns,omitempty"`
	Source   string          `json:"source"`
	To       *field.Endpoint `json:"destination,omitempty"` // of kind connect alone
	Service  model.Safe      `json:"service,omitzero"`
	Size     int             `json:"size"` // ports that there can be
	Left     int             `json:"left"` // sockets more that find one
	Reusable int             `json:"reusable"`
	Guessed  int             `json:"guessed"`
	Use      Use             `json:"use"`
	Growth   *Growth         `json:"growth,omitempty"` // none where it does not grow, or one look alone cannot tell
	Opener   *field.Owner    `json:"opener,omitempty"` // the process that holds most of them
}

// Growth is how what cannot be given to a new socket grows.
type Growth struct {
	PerSecond float64  `json:"per_second"`
	FullIn    *float64 `json:"full_in,omitempty"` // seconds; none where it levels off before
}

// poolsOf are the pools of which least is left, UDP's among them.
func poolsOf(m *model.Moment, top int) []Pool {
	list := []Pool{}
	for _, at := range m.TightestOf(top) {
		list = append(list, *poolOf(m, at))
	}
	return list
}

// poolOf is a pool of a moment.
func poolOf(m *model.Moment, at int) *Pool {
	p := &m.Pools.List[at]
	w := &Pool{
		Kind: p.ID.Kind.Name().String(), NetNS: p.ID.NetNS, Source: p.ID.Source.Safe().String(),
		Size: p.Size, Left: p.Left(), Reusable: p.Reusable, Guessed: p.Guessed, Use: useOf(p.Use, p.Size),
	}
	if p.ID.Kind == model.ToDestination {
		to := field.EndpointOf(p.ID.Dest)
		w.To, w.Service = &to, serviceOf(m, model.TCP, to.Port)
	}
	if t := p.Trend; t.Growing {
		w.Growth = &Growth{PerSecond: t.PerSecond}
		if t.Ends {
			seconds := t.Full.Seconds()
			w.Growth.FullIn = &seconds
		}
	}
	if process, ok := m.Opener(at); ok {
		o := field.OwnerOf(&m.Processes[process])
		w.Opener = &o
	}
	return w
}
