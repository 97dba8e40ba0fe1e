package cli

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"berth/model"
	"berth/model/flat"
	"berth/model/moment"
	"berth/ui/table"
)

// list is the arguments of berth list.
type list struct {
	choice
	by, columns, sort string
	reverse           bool
	form              form
	every             time.Duration
	count             int

	out []byte // the last output; its memory is reused
}

func newList(d *deps) *cobra.Command {
	var l list
	cmd := &cobra.Command{
		Use:   "list [flags] [FILTER]",
		Short: "list sockets in one table, like ss -tulnp",
		Long: "list prints the sockets of this host, or with --by its ports, processes, states or destinations\n" +
			"(the pools that clients take their ports from, the fullest first), as one table.\n" +
			"Output to a pipe is never cut. What could not be read is reported on standard error.",
		Example:               "  berth list -l\n  berth list state established dport = :443 -o local,remote,process\n  berth list --by port --sort conns\n  berth list --json --every 1s",
		Args:                  cobra.ArbitraryArgs,
		ValidArgsFunction:     completeFilter,
		DisableFlagsInUseLine: true,
		RunE: func(cmd *cobra.Command, words []string) (err error) {
			if l.filter, err = filterOf(words); err != nil {
				return err
			}
			return l.run(cmd.Context(), d)
		},
	}
	set := cmd.Flags()
	l.declare(set)
	set.Var(text{&l.by, "KIND"}, "by", "what the rows are: socket, port, process, state or destination (default socket)")
	set.VarP(text{&l.columns, columnNames}, "columns", "o", "columns, by name: "+strings.Join(sockets.columns(), " "))
	set.Var(text{&l.sort, "COLUMN"}, "sort", "column to sort by")
	set.BoolVar(&l.reverse, "reverse", false, "reverse the order")
	l.form.declare(set)
	set.Var((*interval)(&l.every), "every", "repeat every TIME (100ms to 1h)")
	set.Var((*times)(&l.count), "count", "with --every: how many times")
	complete(cmd, "by", paneNames)
	complete(cmd, "sort", l.fields)
	complete(cmd, "columns", l.fields)
	return cmd
}

// fields are the columns of the rows that the words so far request.
func (l *list) fields() []string {
	if p := paneOf(l.by); p != nil {
		return p.columns()
	}
	return nil
}

func paneNames() []string {
	names := make([]string, len(panes))
	for i, p := range panes {
		names[i] = p.name()
	}
	return names
}

// paneOf finds a pane by its name, in the singular or the plural; nil if there is none.
func paneOf(name string) pane {
	at := slices.IndexFunc(panes, func(p pane) bool {
		return name == p.name() || name == p.name()+"s" || name == p.name()+"es"
	})
	switch {
	case name == "":
		return panes[0]
	case at < 0:
		return nil
	}
	return panes[at]
}

func (l *list) run(ctx context.Context, d *deps) error {
	p := paneOf(l.by)
	if p == nil {
		return unknownWord("kind of rows", l.by, paneNames())
	}
	columns := listed(l.columns)
	all := l.form.json && len(columns) == 0
	if all {
		columns = p.members()
	}
	plan, err := p.plan(columns, l.sort, l.reverse)
	switch {
	case err != nil:
		return err
	case l.form.check() != nil:
		return l.form.check()
	case l.count > 0 && l.every == 0:
		return usage(errors.New("--count needs --every"))
	}
	need := plan.need | l.filter.Needs()
	if all { // the user did not request members that need two samples
		need &^= model.NeedPast
	}
	if l.listening && plan.conns { // rows of the other kinds count connections
		need |= model.OnlyListeners
	}
	look, err := d.look(ctx, l.every)
	if err != nil {
		return err
	}
	look.once(need)
	times := l.count
	if l.every == 0 {
		times = 1
	}
	return look.repeat(ctx, times, func(turn int) error {
		m, err := look.moment(ctx, need)
		if err != nil {
			return err
		}
		if !l.form.json {
			look.notice(m)
		}
		return l.page(d, plan, m, turn)
	})
}

// page writes one moment: a table in a single write, a document row by row.
func (l *list) page(d *deps, plan plan, m *moment.Moment, turn int) error {
	if l.form.json {
		return plan.json(d.stdout, m, l.match())
	}
	if l.form.csv {
		t := table.Plain{Columns: plan.columns, Cells: plan.csv(m, l.match())}
		if l.every > 0 {
			t = prepend(t, table.Head{Name: "taken"}, m.Taken.Format(time.RFC3339Nano))
		}
		var b bytes.Buffer
		if err := writeCSV(&b, t, turn == 0); err != nil {
			return err
		}
		return d.write(b.String())
	}
	b := flat.Cap(l.out, len(l.out))
	if turn > 0 {
		b = append(b, '\n')
	}
	if l.every > 0 {
		b = append(m.Taken.AppendFormat(b, time.DateTime), '\n')
	}
	l.out = table.Plain{Columns: plan.columns, Cells: plan.cells(m, l.match())}.Append(b, d.width)
	_, err := d.stdout.Write(l.out)
	return err
}

// prepend adds a first column that has the same text in every row.
func prepend(t table.Plain, c table.Head, text string) table.Plain {
	t.Columns = append([]table.Head{c}, t.Columns...)
	for i, row := range t.Cells {
		t.Cells[i] = append([]string{text}, row...)
	}
	return t
}
