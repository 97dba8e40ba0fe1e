package cli

import (
	"context"
	"fmt"
	"strings"

	"berth/model"
	"berth/model/moment"
	"berth/ui/act"
)

// preview lists the processes that would get the signal, and what else they hold.
func preview(m *moment.Moment, k *killRequest, victims act.Victims) string {
	var b strings.Builder
	if k.dry {
		fmt.Fprintf(&b, "%s: %s would be sent to\n", k.name(), k.signal.Name)
	} else {
		fmt.Fprintf(&b, "%s is held by\n", k.name())
	}
	for i := range victims {
		facts := &victims[i].Facts
		fmt.Fprintf(&b, "  %d. %s, user %s", i+1, facts.Label(), facts.User)
		if where := facts.Group(); !where.Empty() {
			fmt.Fprintf(&b, ", %s", where)
		}
		b.WriteString("\n")
		if also := besides(m, victims[i].Candidate); also != "" {
			fmt.Fprintf(&b, "     also %s\n", also)
		}
	}
	return b.String()
}

// besides lists what else a process holds.
func besides(m *moment.Moment, q model.Candidate) string {
	var also []string
	ports, connections := m.AlsoHeld(q)
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

// send sends the signal, waits until the processes have ended, and says whether the
// port is free.
func (d *deps) send(ctx context.Context, k *killRequest, chosen act.Victims) error {
	results := chosen.Signal(ctx, k.signal)
	for _, r := range results {
		text := r.Words().String()
		if r.Alive {
			text += "; use -s KILL to end it at once"
		}
		if err := d.write(text + "\n"); err != nil {
			return err
		}
	}
	if k.signal.Ends {
		// A newly opened machine remembers no names from before the signal.
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
	if results.Failed() {
		return ended(failed)
	}
	return nil
}

// holdersOf says whether a port is free now, and otherwise who holds it.
func holdersOf(m *moment.Moment, k *killRequest) string {
	listeners := m.Listeners(k.at.Proto, k.at.Port)
	if len(listeners) == 0 {
		return "is free"
	}
	return "is in use by " + m.WhoHolds(listeners).String()
}
