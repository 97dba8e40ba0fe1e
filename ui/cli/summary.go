package cli

import (
	"bytes"
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"berth/model"
	"berth/model/moment"
	"berth/model/pool"
	"berth/model/row"
	"berth/model/safe"
	"berth/model/wire"
	"berth/ui/table"
)

// top is the length of the lists of busiest processes, ports and destinations.
const top = 10

func newSummary(d *deps) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "summary [flags]",
		Short: "show totals by protocol and state, the ephemeral range, the tightest pools, and the busiest processes",
		Long: "summary prints the totals of all sockets by protocol, family and state, how much of the ephemeral range\n" +
			"is used, the ten pools with the fewest ports left (a pool serves one destination or one source), and the ten\n" +
			"busiest processes, ports and destinations.",
		Args:                  cobra.NoArgs,
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return d.summary(cmd.Context(), asJSON)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document on one line")
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
	for i, t := range []table.Plain{protocolsOf(s), statesOf(m), ephemeralOf(s), poolsOf(s), processesOf(s), portsOf(s), destinationsOf(s)} {
		if len(t.Cells) == 0 {
			continue
		}
		if i > 0 {
			b.WriteByte('\n')
		}
		b.Write(t.Append(nil, d.width))
	}
	return d.write(b.String())
}

// tableOf is a table with the given column titles; > before a title aligns its column
// right.
func tableOf(titles ...string) table.Plain {
	p := table.Plain{Columns: make([]table.Head, len(titles))}
	for i, title := range titles {
		if title[0] == '>' {
			p.Columns[i].Right, title = true, title[1:]
		}
		p.Columns[i].Title = title
	}
	return p
}

// add adds a row of texts and numbers.
func add(p *table.Plain, cells ...any) {
	texts := make([]string, len(cells))
	for i, c := range cells {
		texts[i] = fmt.Sprint(c)
	}
	p.Cells = append(p.Cells, texts)
}

func protocolsOf(s wire.Summary) table.Plain {
	t := tableOf("PROTO", ">TOTAL", ">IPV4", ">IPV6", ">LISTENING", ">CONNECTIONS")
	for _, p := range s.Protocols {
		add(&t, p.Proto, p.Total, p.IPv4, p.IPv6, p.Listening, p.Connections)
	}
	return t
}

// statesOf writes the states as tables do (TIME-WAIT), not as documents do (time-wait).
func statesOf(m *moment.Moment) table.Plain {
	t := tableOf("PROTO", "STATE", ">COUNT", ">IPV4", ">IPV6")
	for _, r := range row.ByState(m, nil) {
		add(&t, r.Proto, r.State.NameOn(r.Proto), len(r.Sockets), r.Four, r.Six)
	}
	return t
}

func ephemeralOf(s wire.Summary) table.Plain {
	t := tableOf("EPHEMERAL", "PROTO", ">HELD", ">OF", ">USED", ">ESTAB", ">T-WAIT", ">OTHER")
	e := s.Ephemeral
	if e == nil { // standard error has the reason
		for _, proto := range []model.Proto{model.TCP, model.UDP} {
			add(&t, "n/a", proto, "n/a", "n/a", "n/a", "n/a", "n/a", "n/a")
		}
	} else {
		for _, of := range []struct {
			proto model.Proto
			use   wire.Use
		}{{model.TCP, e.TCP}, {model.UDP, e.UDP}} {
			u := of.use
			add(&t, fmt.Sprintf("%d-%d", e.Low, e.High), of.proto, u.Held, e.Size, percent(u), u.Established, u.TimeWait, u.Other)
		}
	}
	return t
}

func poolsOf(s wire.Summary) table.Plain {
	t := tableOf("TIGHTEST", "KIND", "DESTINATION", ">HELD", ">OF", ">USED", ">ESTAB", ">T-WAIT", ">OTHER", ">REUSE", "PROCESS")
	for _, p := range s.Pools {
		source, kind := p.ID.Source.Safe(), p.ID.Kind.Name().String()
		if p.ID.Kind == pool.OfUDP {
			source = safe.Say("any")
		}
		if p.Guessed > 0 { // as the dashboard marks it
			kind += " ~"
		}
		var opener safe.Text
		if held := p.Opener.Processes; len(held) > 0 {
			opener = p.In.Processes[held[0]].Name
		}
		u := p.Pool.Use
		add(&t, source, kind, p.ID.To(), u.Held(), p.Size, percent(wire.UseOf(u, p.Size)), u.Established, u.TimeWait, u.Other, p.Reusable, opener)
	}
	return t
}

// percent has one digit more than the header of the dashboard, so that growth is
// visible from one call to the next. A value above 0 is never written as 0.
func percent(u wire.Use) string {
	if text := strconv.FormatFloat(u.Percent, 'f', 1, 64); text != "0.0" || u.Held == 0 {
		return text + "%"
	}
	return "<0.1%"
}

func processesOf(s wire.Summary) table.Plain {
	t := tableOf(">SOCKETS", ">PID", "PROCESS")
	for _, p := range s.Processes {
		pid := ""
		if p.PID > 0 {
			pid = strconv.Itoa(int(p.PID))
		}
		add(&t, p.Sockets, pid, p.Process)
	}
	return t
}

func portsOf(s wire.Summary) table.Plain {
	t := tableOf(">SOCKETS", "PORT", "SERVICE")
	for _, p := range s.Ports {
		add(&t, p.Sockets, fmt.Sprintf("%s/%d", p.Proto, p.Port), p.Service)
	}
	return t
}

func destinationsOf(s wire.Summary) table.Plain {
	t := tableOf(">SOCKETS", "DESTINATION", "PROTO", "SERVICE")
	for _, to := range s.Destinations {
		add(&t, to.Sockets, to.To.Text(), to.Proto, to.Service)
	}
	return t
}
