package detail

import (
	"berth/model"
	"berth/model/field"
	"berth/model/moment"
	"berth/model/row"
	"berth/model/safe"
	"berth/model/services"
)

// Port is the details of a port.
func Port(r row.PortRow) []Section {
	port := Section{Title: "Port", Facts: append(shown(field.Ports, r, [2]string{"protocol", "proto"}),
		Fact{"port", PortWords(r.In, r.In.SpaceWith(r.ID.NetNS), r.ID.Proto, r.ID.Port)},
		shown(field.Ports, r, [2]string{"network namespace", "netns"})[0])}
	listener := Section{Title: "Listener", Facts: append(
		shown(field.Ports, r, [2]string{"addresses", "address"}),
		Fact{"reach", safe.Format("%s: %s", r.Reach.Name(), r.Reach.Meaning())},
	)}
	for _, i := range r.Listening() {
		listener.Facts = append(listener.Facts, takesFour(moment.Conn{In: r.In, At: int(i)})...)
	}
	listener.Facts = append(listener.Facts, shown(field.Ports, r, [2]string{"queue", "queue"}, [2]string{"age", "age"})...)
	conns := Section{Title: "Connections", Facts: shown(field.Ports, r, [2]string{"all", "conns"})}
	for s := range model.States {
		if n := r.States[s]; n > 0 && s != model.Listen {
			conns.Facts = append(conns.Facts, Fact{s.NameOn(r.ID.Proto).String(), safe.Number(n)})
		}
	}
	return append([]Section{port, listener, conns}, owners(r.In.Snapshot, r.Holders)...)
}

// PortWords is a port of a network namespace with its service and its IANA range.
func PortWords(m *moment.Moment, of *model.Space, proto model.Proto, port uint16) safe.Text {
	if port == 0 {
		return safe.Say("* (none)")
	}
	class := services.PortWords(&of.Kernel, port)
	if name := m.Services[model.PortKey{Proto: proto, Port: port}]; !name.Empty() {
		return safe.Format("%d %s, %s", port, name, class)
	}
	return safe.Format("%d %s", port, class)
}
