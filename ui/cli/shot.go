package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"berth/model"
)

// patience is how long a process may take to end before it counts as alive.
const patience = 3 * time.Second

// held is an owner that was taken hold of, or why it was not.
type held struct {
	model.Quarry
	victim model.Victim // nil where err says why
	err    error
	also   string // what else it holds
	early  bool   // it had ended before its turn, as workers do when their parent is hit
}

// pack are the owners of one port.
type pack []*held

// hold takes hold of all of them, so that their PIDs cannot come to mean other
// processes while a person decides.
func hold(ctx context.Context, actor model.Actor, m *model.Moment, quarries []model.Quarry) pack {
	var p pack
	for _, q := range quarries {
		h := &held{Quarry: q}
		h.victim, h.err = actor.Hold(ctx, q.Target)
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
		h.also = strings.Join(also, " and ")
		p = append(p, h)
	}
	return p
}

func (p pack) release() {
	for _, h := range p {
		if h.victim != nil {
			h.victim.Release()
		}
	}
}

func (p pack) names() string {
	names := make([]string, len(p))
	for i, h := range p {
		names[i] = h.Facts.Who().String()
	}
	return strings.Join(names, ", ")
}

// text says who would be hit, and what else that costs.
func (p pack) text(k *killing) string {
	var b strings.Builder
	if k.dry {
		fmt.Fprintf(&b, "%s: %s would go to\n", k.name(), k.signal.Name)
	} else {
		fmt.Fprintf(&b, "%s is held by\n", k.name())
	}
	for i, h := range p {
		fmt.Fprintf(&b, "  %d. %s, user %s", i+1, h.Facts.Who(), h.Facts.User)
		if where := h.Facts.Where(); !where.Empty() {
			fmt.Fprintf(&b, ", %s", where)
		}
		b.WriteString("\n")
		if h.also != "" {
			fmt.Fprintf(&b, "     also %s\n", h.also)
		}
	}
	return b.String()
}

// shoot sends the signal, waits for those that should end, and looks whether the
// port is free.
func (d *deps) shoot(ctx context.Context, l *look, k *killing, chosen pack) error {
	failed := false
	for _, h := range chosen {
		h.err = h.victim.Signal(ctx, k.signal)
		if h.early = k.signal.Ends && errors.Is(h.err, model.ErrGone); h.early {
			h.err = nil
		}
	}
	chosen.await(ctx, k.signal)
	for _, h := range chosen {
		failed = failed || h.err != nil
		if err := d.write(h.fate(k.signal)); err != nil {
			return err
		}
	}
	if k.signal.Ends {
		m, err := l.moment(ctx, model.NeedOwners)
		if err != nil {
			return err
		}
		if err := d.write(k.name().String() + " " + holdersOf(m, k) + "\n"); err != nil {
			return err
		}
	}
	if failed {
		return ended(1)
	}
	return nil
}

// errAlive is what becomes of a process that ignores a signal.
var errAlive = errors.New("is still alive after 3 s; -s KILL ends it at once")

// await waits for the end of all, for as long as the slowest is granted.
func (p pack) await(ctx context.Context, s model.Signal) {
	if !s.Ends {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var all sync.WaitGroup
	for _, h := range p {
		if h.err == nil {
			all.Go(func() {
				if !h.victim.Gone(ctx) {
					h.err = errAlive
				}
			})
		}
	}
	all.Wait()
}

// fate says what became of an owner.
func (h *held) fate(s model.Signal) string {
	who := h.Facts.Who()
	switch {
	case errors.Is(h.err, errAlive):
		return fmt.Sprintf("%s %v\n", who, h.err)
	case h.err != nil:
		return fmt.Sprintf("%s: %s\n", who, model.Sanitise(h.err.Error()))
	case h.early:
		return fmt.Sprintf("%s was already gone, nothing sent\n", who)
	case s.Ends:
		return fmt.Sprintf("%s is gone\n", who)
	}
	return fmt.Sprintf("%s sent to %s\n", s.Name, who)
}

// holdersOf says whether a port is free by now, and who has it where it is not.
func holdersOf(m *model.Moment, k *killing) string {
	listeners := m.Listeners(k.proto, k.port)
	if len(listeners) == 0 {
		return "is free"
	}
	quarries, status := m.Quarries(listeners)
	names := make([]string, len(quarries))
	for i, q := range quarries {
		names[i] = q.Facts.Who().String()
	}
	if len(names) == 0 {
		names = []string{status.Name().String()}
	}
	return "is in use by " + strings.Join(names, ", ")
}
