package cli

import (
	"context"
	"fmt"
	"strings"

	"berth/model"
)

// preview says who would be hit, and what else that costs.
func preview(m *model.Moment, k *killing, p model.Pack) string {
	var b strings.Builder
	if k.dry {
		fmt.Fprintf(&b, "%s: %s would go to\n", k.name(), k.signal.Name)
	} else {
		fmt.Fprintf(&b, "%s is held by\n", k.name())
	}
	for i := range p {
		facts := &p[i].Facts
		fmt.Fprintf(&b, "  %d. %s, user %s", i+1, facts.Who(), facts.User)
		if where := facts.Where(); !where.Empty() {
			fmt.Fprintf(&b, ", %s", where)
		}
		b.WriteString("\n")
		if also := besides(m, p[i].Quarry); also != "" {
			fmt.Fprintf(&b, "     also %s\n", also)
		}
	}
	return b.String()
}

// besides says what else a process holds.
func besides(m *model.Moment, q model.Quarry) string {
	var also []string
	ports, connections := m.Besides(q)
	if len(ports) > 0 {
		also = append(also, "listens on "+model.PortNames(ports).String())
	}
	switch {
	case connections == 1:
		also = append(also, "has 1 connection")
	case connections > 1:
		also = append(also, fmt.Sprintf("has %d connections", connections))
	}
	return strings.Join(also, " and ")
}

// whoever names all of them.
func whoever(p model.Pack) string {
	names := make([]string, len(p))
	for i := range p {
		names[i] = p[i].Facts.Who().String()
	}
	return strings.Join(names, ", ")
}

// shoot sends the signal, waits for those that should end, and looks whether the
// port is free.
func (d *deps) shoot(ctx context.Context, k *killing, chosen model.Pack) error {
	code := 0
	for _, f := range chosen.Signal(ctx, k.signal) {
		text := f.Words().String()
		if f.Alive {
			text += "; -s KILL ends it at once"
		}
		if f.Failed() {
			code = failed
		}
		if err := d.write(text + "\n"); err != nil {
			return err
		}
	}
	if k.signal.Ends {
		// A machine that is opened anew remembers no name of before the signal.
		l, err := d.look(ctx, 0)
		if err != nil {
			return err
		}
		m, err := l.moment(ctx, model.NeedOwners)
		if err != nil {
			return err
		}
		if err := d.write(k.name().String() + " " + holdersOf(m, k) + "\n"); err != nil {
			return err
		}
	}
	return ended(code)
}

// holdersOf says whether a port is free by now, and who has it where it is not.
func holdersOf(m *model.Moment, k *killing) string {
	listeners := m.Listeners(k.at.Proto, k.at.Port)
	if len(listeners) == 0 {
		return "is free"
	}
	return "is in use by " + m.WhoHolds(listeners).String()
}
