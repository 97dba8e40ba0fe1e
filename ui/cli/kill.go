package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"berth/model"
	"berth/model/moment"
	"berth/model/safe"
	"berth/ui/act"
)

// killRequest is the arguments of berth kill.
type killRequest struct {
	changeOptions
	at     model.Claim // any address of it
	signal model.Signal
	all    bool
}

func newKill(d *deps) *cobra.Command {
	var k killRequest
	signal := "TERM"
	cmd := &cobra.Command{
		Use:   "kill PORT[/tcp|/udp] [flags]",
		Short: "signal the process that listens on a port, never a client",
		Long: "kill sends a signal to the process that listens on a port, waits for up to 3 s, and says whether the port is free.\n\n" +
			"exit codes: 0 done, 1 no such process or still alive, 3 refused, or its owner is hidden",
		Example: "  berth kill 8080\n  berth kill 53/udp -s KILL --yes",
		Args:    arguments("a port"),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if k.at, err = portOf(args[0]); err != nil {
				return err
			}
			if k.signal, err = signalOf(signal); err != nil {
				return err
			}
			return d.kill(cmd.Context(), &k)
		},
	}
	cmd.Flags().VarP(text{&signal, "SIGNAL"}, "signal", "s", "the signal: "+signalNames()+" (default TERM)")
	complete(cmd, "signal", func() []string { return strings.Split(signalNames(), ", ") })
	k.declare(cmd, "also signal a process that the machine needs, such as sshd")
	cmd.Flags().BoolVar(&k.all, "all", false, "signal all owners if there are several")
	return cmd
}

// signalOf reads a signal: TERM, SIGTERM, term, 15.
func signalOf(text string) (model.Signal, error) {
	name := strings.TrimPrefix(strings.ToUpper(text), "SIG")
	for _, s := range model.Signals {
		if s.Name.String() == name || strconv.Itoa(s.Number) == text {
			return s, nil
		}
	}
	return model.Signal{}, usage(fmt.Errorf("signal %q: expected one of %s", text, signalNames()))
}

func signalNames() string {
	names := make([]string, len(model.Signals))
	for i, s := range model.Signals {
		names[i] = s.Name.String()
	}
	return strings.Join(names, ", ")
}

// name is the port as text.
func (k *killRequest) name() safe.Text {
	return model.PortID{Proto: k.at.Proto, Port: k.at.Port}.Name()
}

func (d *deps) kill(ctx context.Context, k *killRequest) error {
	l, err := d.look(ctx, 0)
	if err != nil {
		return err
	}
	m, err := l.moment(ctx, model.NeedOwners|model.NeedUnits)
	if err != nil {
		return err
	}
	listeners := m.Listeners(k.at.Proto, k.at.Port)
	if len(listeners) == 0 {
		return noListener(m, k)
	}
	candidates, status := m.Candidates(listeners)
	switch {
	case len(candidates) == 0 && status == model.OwnerHidden:
		return refuse(fmt.Errorf("the owner of %s is hidden: seeing it needs root or CAP_SYS_PTRACE", k.name()))
	case len(candidates) == 0:
		return fmt.Errorf("the owner of %s is not known (%s): %s", k.name(), status.Name(), status.Meaning())
	case l.machine.Actor == nil:
		return refuse(errOtherNamespace)
	}
	victims := act.Hold(ctx, l.machine.Actor, candidates)
	defer victims.Release()
	if err := d.write(preview(m, k, victims)); err != nil {
		return err
	}
	chosen, err := d.choose(k, victims)
	if err != nil || k.dry {
		return err
	}
	return d.send(ctx, k, chosen)
}

// noListener is the error if nothing listens on a port. It names what else is there.
func noListener(m *moment.Moment, k *killRequest) error {
	text := fmt.Sprintf("nothing listens on %s", k.name())
	if held := m.Holding(k.at.Proto, k.at.Port); len(held) > 0 {
		text += fmt.Sprintf("; it is bound, but does not listen, and is held by %s", m.WhoHolds(held))
	}
	if other, on := m.Other(k.at); k.at.Guess && len(on) > 0 {
		text += fmt.Sprintf("; %s is in use by %s: berth kill %d/%s", other.Name(), m.WhoHolds(on), other.Port, other.Proto)
	}
	return errors.New(text)
}

// choose selects among the owners, and asks for confirmation.
func (d *deps) choose(k *killRequest, v act.Victims) (act.Victims, error) {
	chosen := v
	if len(v) > 1 && !k.all && !k.dry {
		if !d.interactive || k.yes {
			return nil, refuse(fmt.Errorf("%s has %d owners; use --all to signal all of them", k.name(), len(v)))
		}
		answer, err := d.ask(fmt.Sprintf("which of them (1-%d, all; Enter cancels)? ", len(v)))
		if err != nil {
			return nil, err
		}
		if chosen, err = chosenBy(answer, v); err != nil {
			return nil, err
		}
	}
	for _, h := range chosen {
		if err := refusal(h, k.force); err != nil {
			return nil, err
		}
	}
	if k.yes || k.dry {
		return chosen, nil
	}
	return chosen, d.confirm(fmt.Sprintf("send %s to %s?", k.signal.Name, chosen.Names()))
}

// chosenBy are the owners that an answer selects.
func chosenBy(answer string, v act.Victims) (act.Victims, error) {
	if answer == "all" {
		return v, nil
	}
	var chosen act.Victims
	for _, word := range strings.FieldsFunc(answer, func(r rune) bool { return r == ' ' || r == ',' }) {
		n, err := strconv.Atoi(word)
		if err != nil || n < 1 || n > len(v) {
			return nil, refuse(fmt.Errorf("%q is not a number from 1 to %d; nothing was sent", word, len(v)))
		}
		chosen = append(chosen, v[n-1])
	}
	if len(chosen) == 0 {
		return nil, refuse(errNotConfirmed)
	}
	return chosen, nil
}

// refusal is why an owner is not signalled.
func refusal(h act.HeldProcess, force bool) error {
	if err := h.Failure(); err != nil {
		return err
	}
	if why, vital := h.Facts.Vital(); vital && !force {
		return refuse(fmt.Errorf("%s; use --force to signal it anyway", why))
	}
	return nil
}
