package wire

import (
	"cmp"
	"slices"

	"berth/model"
	"berth/model/field"
	"berth/model/moment"
	"berth/model/pool"
	"berth/model/row"
	"berth/model/safe"
)

// SummaryOf is the totals of a moment. Each list has the busiest items, at most top.
func SummaryOf(m *moment.Moment, top int) Summary {
	rows := poolRows(m)
	s := Summary{
		Head: HeadOf(m.Snapshot), Total: len(m.Sockets),
		Protocols: make([]Protocol, model.Protos), States: []State{},
		Ephemeral: ephemeralOf(m, rows), Pools: poolsOf(m, rows, top), Processes: processesOf(m, top), Ports: portsOf(m, top), Destinations: destinationsOf(m, top),
	}
	for p := range model.Protos {
		s.Protocols[p].Proto = p.String()
	}
	for _, r := range row.ByState(m, nil) {
		s.States = append(s.States, State{r.Proto.String(), r.State.FilterOn(r.Proto), len(r.Sockets), r.Four, r.Six})
		p := &s.Protocols[r.Proto]
		p.Total += len(r.Sockets)
		p.IPv4, p.IPv6 = p.IPv4+r.Four, p.IPv6+r.Six
		p.Listening, p.Connections = p.Listening+r.Listeners, p.Connections+r.Connections
	}
	return s
}

func ephemeralOf(m *moment.Moment, rows map[pool.PoolID]Pool) *Ephemeral {
	b := m.OwnBudget()
	if !b.Known {
		return nil
	}
	e := &Ephemeral{Low: b.Range.Low, High: b.Range.High, Size: b.Size, TCP: UseOf(b.TCP, b.Size), UDP: UseOf(b.UDP, b.Size)}
	if at, ok := m.Tightest(); ok {
		if p, ok := rows[m.Pools.List[at].ID]; ok {
			e.Tightest = &p
		}
	}
	return e
}

// UseOf is how many of size ports are in use.
func UseOf(u pool.Use, size int) Use {
	return Use{u.Held(), pool.Percent(u.Held(), size), u.Established, u.TimeWait, u.Other}
}

// busiest are the top rows with the most sockets; rows with as many keep their order.
func busiest[R any](rows []R, top int, sockets func(*R) int) []R {
	slices.SortStableFunc(rows, func(a, b R) int { return cmp.Compare(sockets(&b), sockets(&a)) })
	return rows[:min(top, len(rows))]
}

func processesOf(m *moment.Moment, top int) []field.Busiest {
	list := []field.Busiest{}
	for _, r := range busiest(row.ByProcess(m, nil), top, func(r *row.ProcessRow) int { return len(r.Sockets) }) {
		p := field.Busiest{Process: r.Status.Name(), Sockets: len(r.Sockets)}
		if facts := r.Facts(); facts != nil {
			p.PID, p.Process = facts.ID.PID, facts.Name
		}
		list = append(list, p)
	}
	return list
}

func portsOf(m *moment.Moment, top int) []Port {
	list := []Port{}
	for _, r := range busiest(row.ByPort(m, nil), top, func(r *row.PortRow) int { return len(r.Sockets) }) {
		list = append(list, Port{r.ID.Proto.String(), r.ID.Port, serviceOf(m, r.ID.Proto, r.ID.Port), len(r.Sockets)})
	}
	return list
}

func serviceOf(m *moment.Moment, p model.Proto, port uint16) safe.Text {
	return m.Services[model.PortKey{Proto: p, Port: port}]
}

// target is a destination of connections of this host.
type target struct {
	proto model.Proto
	to    model.Endpoint
}

func destinationsOf(m *moment.Moment, top int) []Destination {
	counts := map[target]int{}
	for i := range m.Sockets {
		if c := (moment.Conn{In: m, At: i}); c.Role() == moment.RoleClient && c.Socket().Remote.Port != 0 {
			counts[target{c.Socket().Proto, c.Socket().Remote}]++
		}
	}
	targets := make([]target, 0, len(counts))
	for t := range counts {
		targets = append(targets, t)
	}
	slices.SortFunc(targets, func(a, b target) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), a.to.Compare(b.to), cmp.Compare(a.proto, b.proto))
	})
	list := []Destination{}
	for _, t := range targets[:min(top, len(targets))] {
		list = append(list, Destination{t.proto.String(), field.EndpointOf(t.to), serviceOf(m, t.proto, t.to.Port), counts[t]})
	}
	return list
}
