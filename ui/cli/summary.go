package cli

import (
	"bytes"
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"berth/model"
	"berth/model/wire"
)

// top is how long the lists of busiest ones are.
const top = 10

func newSummary(d *deps) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "summary [flags]",
		Short: "totals by protocol and state, the ephemeral range, the tightest pools, and who is busiest",
		Long: "summary prints the totals of all sockets: by protocol, family and state, how much of the ephemeral range\n" +
			"is used, the ten pools of ports of which least is left (towards one destination, or of one source), and the ten\n" +
			"busiest processes, ports and destinations.",
		Args:                  cobra.NoArgs,
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return d.summary(cmd.Context(), asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "one JSON document, on one line")
	return cmd
}

func (d *deps) summary(ctx context.Context, asJSON bool) error {
	look, err := d.look(ctx, 0)
	if err != nil {
		return err
	}
	m, err := look.moment(ctx, model.NeedAll&^model.NeedHost|model.NeedDrawn|model.NeedBound)
	if err != nil {
		return err
	}
	s := wire.SummaryOf(m, top)
	var b bytes.Buffer
	if asJSON {
		if err := wire.Encode(&b, s); err != nil {
			return err
		}
		return d.write(b.String())
	}
	look.notice(m)
	for i, g := range []grid{protocolsOf(s), statesOf(m), ephemeralOf(s), poolsOf(s), processesOf(s), portsOf(s), destinationsOf(s)} {
		if len(g.cells) == 0 {
			continue
		}
		if i > 0 {
			b.WriteByte('\n')
		}
		b.Write(g.text(nil, d.width))
	}
	return d.write(b.String())
}

// gridOf is a grid whose columns are given by their titles; those that begin
// with > stand right.
func gridOf(titles ...string) grid {
	g := grid{columns: make([]column, len(titles))}
	for i, title := range titles {
		if title[0] == '>' {
			g.columns[i].right, title = true, title[1:]
		}
		g.columns[i].title = title
	}
	return g
}

// row adds a row of texts and numbers.
func (g *grid) row(cells ...any) {
	texts := make([]string, len(cells))
	for i, c := range cells {
		texts[i] = fmt.Sprint(c)
	}
	g.cells = append(g.cells, texts)
}

func protocolsOf(s wire.Summary) grid {
	g := gridOf("PROTO", ">TOTAL", ">IPV4", ">IPV6", ">LISTENING", ">CONNECTIONS")
	for _, p := range s.Protocols {
		g.row(p.Proto, p.Total, p.IPv4, p.IPv6, p.Listening, p.Connections)
	}
	return g
}

// statesOf says the states as tables do, and not as programs read them.
func statesOf(m *model.Moment) grid {
	g := gridOf("PROTO", "STATE", ">COUNT", ">IPV4", ">IPV6")
	for _, r := range model.ByState(m, nil) {
		g.row(r.Proto, r.State.NameOn(r.Proto), len(r.Sockets), r.Four, r.Six)
	}
	return g
}

func ephemeralOf(s wire.Summary) grid {
	g := gridOf("EPHEMERAL", "PROTO", ">HELD", ">OF", ">USED", ">ESTAB", ">T-WAIT", ">OTHER")
	e := s.Ephemeral
	if e == nil { // why is said on standard error
		for _, proto := range []model.Proto{model.TCP, model.UDP} {
			g.row("n/a", proto, "n/a", "n/a", "n/a", "n/a", "n/a", "n/a")
		}
	} else {
		for _, of := range []struct {
			proto model.Proto
			use   wire.Use
		}{{model.TCP, e.TCP}, {model.UDP, e.UDP}} {
			u := of.use
			g.row(fmt.Sprintf("%d-%d", e.Low, e.High), of.proto, u.Held, e.Size, percent(u), u.Established, u.TimeWait, u.Other)
		}
	}
	return g
}

func poolsOf(s wire.Summary) grid {
	g := gridOf("TIGHTEST", "KIND", "DESTINATION", ">HELD", ">OF", ">USED", ">ESTAB", ">T-WAIT", ">OTHER", ">REUSE", "PROCESS")
	for _, p := range s.Pools {
		source, kind := p.ID.Source.Safe(), p.ID.Kind.Name().String()
		if p.ID.Kind == model.OfUDP {
			source = model.Say("any")
		}
		if p.Guessed > 0 { // as the dashboard marks it
			kind += " ~"
		}
		var opener model.Safe
		if held := p.Opener.Processes; len(held) > 0 {
			opener = p.In.Processes[held[0]].Name
		}
		u := p.Pool.Use
		g.row(source, kind, p.ID.To(), u.Held(), p.Size, percent(wire.UseOf(u, p.Size)), u.Established, u.TimeWait, u.Other, p.Reusable, opener)
	}
	return g
}

// percent has one digit more than the header of the dashboard: what grows is
// seen from one call to the next. What is there is never written as nothing.
func percent(u wire.Use) string {
	if text := strconv.FormatFloat(u.Percent, 'f', 1, 64); text != "0.0" || u.Held == 0 {
		return text + "%"
	}
	return "<0.1%"
}

func processesOf(s wire.Summary) grid {
	g := gridOf(">SOCKETS", ">PID", "PROCESS")
	for _, p := range s.Processes {
		pid := ""
		if p.PID > 0 {
			pid = strconv.Itoa(int(p.PID))
		}
		g.row(p.Sockets, pid, p.Process)
	}
	return g
}

func portsOf(s wire.Summary) grid {
	g := gridOf(">SOCKETS", "PORT", "SERVICE")
	for _, p := range s.Ports {
		g.row(p.Sockets, fmt.Sprintf("%s/%d", p.Proto, p.Port), p.Service)
	}
	return g
}

func destinationsOf(s wire.Summary) grid {
	g := gridOf(">SOCKETS", "DESTINATION", "PROTO", "SERVICE")
	for _, t := range s.Destinations {
		g.row(t.Sockets, t.To.Text(), t.Proto, t.Service)
	}
	return g
}
