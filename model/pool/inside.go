package pool

import (
	"slices"

	"berth/model"
	"berth/model/safe"
)

// Inside is a listener's port inside the ephemeral range: while the service is down,
// the kernel may give the port to a client.
type Inside struct {
	Port  model.PortID
	Name  safe.Text // of the process, otherwise of the service; empty if neither is known
	Newly bool      // it is outside the present range
}

// Inside finds the ports of listeners inside the ephemeral range of k, in order. A
// listener with a port chosen by the kernel has no fixed port to lose. A datagram
// socket inside the present range is more likely that of a client.
func (l *Ledger) Inside(k *model.Kernel, netns uint32) []Inside {
	var found []Inside
	present := &l.of.SpaceWith(netns).Kernel
	for _, i := range l.Index.Listeners() {
		s := &l.of.Sockets[i]
		newly := !present.Draws(s.Local.Port)
		switch {
		case s.NetNS != netns || s.Local.Port == 0 || !k.Draws(s.Local.Port) || s.Traits&model.Drawn != 0:
		case s.Proto == model.UDP && !newly:
		case len(found) > 0 && found[len(found)-1].Port == s.PortID(): // listeners are in order of their port
		default:
			found = append(found, Inside{s.PortID(), l.server(s), newly})
		}
	}
	slices.SortStableFunc(found, func(a, b Inside) int {
		switch {
		case a.Newly == b.Newly:
			return 0
		case a.Newly:
			return -1
		}
		return 1
	})
	return found
}

// server is the name of the process or the service on a port.
func (l *Ledger) server(s *model.Socket) safe.Text {
	if owners := l.of.Owners(s); len(owners) > 0 {
		return l.of.Processes[owners[0]].Name
	}
	return l.of.Services[model.PortKey{Proto: s.Proto, Port: s.Local.Port}]
}

// Words are the port and its name: "tcp 3000 node".
func (i Inside) Words() safe.Text {
	words := safe.Join(safe.Say(" "), i.Port.Proto.Safe(), safe.Number(i.Port.Port))
	if i.Name.Empty() {
		return words
	}
	return safe.Format("%s %s", words, i.Name)
}

// Keeping is the value of ip_local_reserved_ports that also reserves the given ports.
func Keeping(k *model.Kernel, ports []Inside) string {
	more := make([]model.Range, len(ports))
	for i, p := range ports {
		more[i] = model.Range{Low: p.Port.Port, High: p.Port.Port, Known: true}
	}
	return k.Reserved.With(more...).String()
}
