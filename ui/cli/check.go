package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"berth/model"
	"berth/model/bind"
	"berth/model/field"
	"berth/model/moment"
	"berth/model/services"
	"berth/model/wire"
)

func newCheck(d *deps) *cobra.Command {
	var address string
	var json bool
	cmd := &cobra.Command{
		Use:   "check PORT[/tcp|/udp] [flags]",
		Short: "show who uses a port, and whether you could bind it",
		Long: "check shows whether a port is free, which process holds it, whether you could bind it, and why or why not.\n\n" +
			"exit codes: 0 free, 1 in use or not an address of this host, 3 free but not permitted",
		Example: "  berth check 8080\n  berth check 53/udp --address 127.0.0.1",
		Args:    arguments("a port"),
		RunE: func(cmd *cobra.Command, args []string) error {
			claim, err := claimOf(args[0], address, cmd.Flags().Changed("address"))
			if err != nil {
				return err
			}
			return d.check(cmd.Context(), claim, json)
		},
	}
	cmd.Flags().Var(text{&address, "ADDRESS"}, "address", "the address to bind (default: any address of this host)")
	cmd.Flags().BoolVar(&json, "json", false, "print one JSON document on one line")
	return cmd
}

func claimOf(port, address string, given bool) (c model.Claim, err error) {
	if c, err = portOf(port); err != nil {
		return c, err
	}
	if c.Any = !given; c.Any {
		return c, nil
	}
	ip, err := addressOf(address)
	c.Addr = model.AddrFrom(ip)
	return c, err
}

func (d *deps) check(ctx context.Context, claim model.Claim, json bool) error {
	l, err := d.look(ctx, 0)
	if err != nil {
		return err
	}
	need := model.NeedOwners | model.NeedUnits | model.NeedKernel | model.NeedAddresses | model.NeedBound
	if json { // the document has all facts of the sockets
		need |= model.NeedCommands | model.NeedServices
	}
	m, err := l.moment(ctx, need)
	if err != nil {
		return err
	}
	v, err := judge(ctx, l.machine.RightsReader, m, claim)
	if err != nil {
		return err
	}
	if json {
		err = wire.Encode(d.stdout, wire.CheckOf(m, v.Verdict, v.right))
	} else {
		l.notice(m)
		err = d.write(v.text(d.now()))
	}
	switch {
	case err != nil:
		return err
	case !v.Free(), v.Elsewhere:
		return ended(failed)
	case !v.May:
		return ended(refused)
	}
	return nil
}

// verdict is the result of check.
type verdict struct {
	bind.Verdict
	m      *moment.Moment
	rights map[model.ProcessID]model.ProcessRights
}

// judge reads the rights for a verdict: those of berth and, if the port is privileged
// and in use, those of its holders.
func judge(ctx context.Context, reader model.RightsReader, m *moment.Moment, claim model.Claim) (*verdict, error) {
	rights, err := reader.Rights(ctx, model.ProcessID{})
	if err != nil {
		return nil, err
	}
	v := &verdict{bind.Judge(m, claim, rights), m, map[model.ProcessID]model.ProcessRights{}}
	for _, i := range v.InWay {
		for _, p := range m.Owners(&m.Sockets[i]) {
			facts := &m.Processes[p]
			if _, asked := v.rights[facts.ID]; !asked {
				r, err := reader.Rights(ctx, facts.ID)
				v.rights[facts.ID] = model.ProcessRights{Process: facts, Rights: r, Known: err == nil}
			}
		}
	}
	return v, nil
}

// right returns the right that permitted a process to bind a port that not everyone
// may bind.
func (v *verdict) right(s *model.Socket, p *model.Process) (model.Reason, bool) {
	if services.ClassOf(s.Local.Port) != services.WellKnown && !bind.Guarded(&v.m.SpaceOf(s).Kernel, s.Local.Port) || !s.Listening() {
		return model.Reason{}, false
	}
	var all []model.ProcessRights
	for _, i := range v.m.Owners(s) {
		all = append(all, v.rights[v.m.Processes[i].ID])
	}
	return bind.Right(&v.m.SpaceOf(s).Kernel, s, v.rights[p.ID], all), true
}

// maxLines is how many sockets are listed; the others are only counted.
const maxLines = 20

func (v *verdict) text(now time.Time) string {
	var b strings.Builder
	state := "free"
	switch {
	case !v.Free():
		state = "in use"
	case v.Lingering():
		state = "may be free"
	}
	fmt.Fprintf(&b, "%s %d%s: %s\n", v.Proto, v.Port, v.where(), state)
	for n, i := range v.InWay {
		if n == maxLines {
			fmt.Fprintf(&b, "  and %d more sockets\n", len(v.InWay)-n)
			break
		}
		v.socket(&b, &v.m.Sockets[i], now)
	}
	if besides := v.besides(); besides != "" {
		fmt.Fprintf(&b, "  also on this port: %s\n", besides)
	}
	b.WriteString(v.bind())
	for _, c := range v.Cautions {
		fmt.Fprintf(&b, "note: %s: %s\n", c.Name, c.Words)
	}
	return b.String()
}

func (v *verdict) where() string {
	if v.Any {
		return ""
	}
	return " on " + v.Addr.Safe().String()
}

// socket writes a socket that holds the port: one line for it, and one for each holder.
func (v *verdict) socket(b *strings.Builder, s *model.Socket, now time.Time) {
	fmt.Fprintf(b, "  %s %s", s.State.NameOn(s.Proto), s.Local.Safe())
	if s.Remote.Port != 0 {
		fmt.Fprintf(b, " %s", s.Remote.Safe())
	}
	b.WriteString("\n")
	held := v.m.HoldersOf(s)
	if len(held.Processes) == 0 {
		fmt.Fprintf(b, "    %s: %s It was created by user %s.\n", held.Status.Name(), held.Status.Meaning(), v.m.User(s.UID))
	}
	for _, i := range held.Processes {
		p := &v.m.Processes[i]
		fmt.Fprintf(b, "    %d %s, user %s", p.ID.PID, p.Name, p.User)
		if where := p.Group(); !where.Empty() {
			fmt.Fprintf(b, ", %s", where)
		}
		if !p.Started.IsZero() {
			fmt.Fprintf(b, ", since %s (%s)", p.Started.Format(time.DateTime), field.Age(now.Sub(p.Started), true))
		}
		b.WriteString("\n")
		if r, ok := v.right(s, p); ok {
			fmt.Fprintf(b, "      its right: %s: %s\n", r.Name, r.Words)
		}
	}
}

// besides counts the other sockets on the port, by state.
func (v *verdict) besides() string {
	counts := map[string]int{}
	var names []string
	for _, i := range v.Beside {
		s := &v.m.Sockets[i]
		name := s.State.NameOn(s.Proto).String()
		if counts[name] == 0 {
			names = append(names, name)
		}
		counts[name]++
	}
	for i, name := range names {
		names[i] = fmt.Sprintf("%d %s", counts[name], name)
	}
	return strings.Join(names, ", ")
}

// bind says whether the user could bind the port.
func (v *verdict) bind() string {
	you := v.m.Host.User
	switch {
	case v.Elsewhere:
		return "bind: no, address not available\n"
	case !v.May:
		return fmt.Sprintf("bind: no, user %s is not permitted: %s\n", you, v.By.Words)
	case !v.Free():
		return fmt.Sprintf("bind: no, address in use; otherwise user %s could, by %s: %s\n", you, v.By.Name, v.By.Words)
	case v.Lingering():
		return fmt.Sprintf("bind: maybe, user %s is permitted, by %s: %s\n", you, v.By.Name, v.By.Words)
	}
	return fmt.Sprintf("bind: yes, user %s can, by %s: %s\n", you, v.By.Name, v.By.Words)
}
