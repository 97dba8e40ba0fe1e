package cli

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"berth/model/field"
	"berth/model/moment"
	"berth/model/wire"
	"berth/ui/table"
)

// count is the arguments of berth count.
type count struct {
	choice
	of   *field.Field[moment.Conn]
	form form
}

// countable are the columns whose values can be counted: all columns of a socket, and the
// filter terms src and dst, which are an address without its port.
var countable = append(slices.Clone(sockets.fields), *field.Find(field.Terms, "src"), *field.Find(field.Terms, "dst"))

func newCount(d *deps) *cobra.Command {
	var c count
	cmd := &cobra.Command{
		Use:   "count [flags] COLUMN [FILTER]",
		Short: "count the sockets for each value of a column, like sort | uniq -c | sort -rn",
		Long: "count prints how many sockets have each value of a column, the most frequent first.\n" +
			"COLUMN is any column of `berth list -o`, or src or dst: an address without its port.",
		Example:               "  berth count state\n  berth count dport state established\n  berth count process\n  berth count dst -t dport = :443",
		Args:                  cobra.ArbitraryArgs,
		DisableFlagsInUseLine: true,
		ValidArgsFunction: func(cmd *cobra.Command, words []string, start string) ([]string, cobra.ShellCompDirective) {
			if len(words) > 0 {
				return completeFilter(cmd, words, start)
			}
			return namesOf(countable), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, words []string) (err error) {
			if len(words) == 0 {
				return usage(errors.New("count needs the name of a column, such as berth count process"))
			}
			if c.of, err = columnOf(countable, words[0]); err != nil {
				return err
			}
			if c.filter, err = filterOf(words[1:]); err != nil {
				return err
			}
			return c.run(cmd.Context(), d)
		},
	}
	c.declare(cmd.Flags())
	c.form.declare(cmd.Flags())
	return cmd
}

// tally is a value, the number of sockets that have it, and one of these sockets.
type tally struct {
	field.Value
	count   int
	example moment.Conn
}

func (c *count) run(ctx context.Context, d *deps) error {
	if err := c.form.check(); err != nil {
		return err
	}
	look, err := d.look(ctx, 0)
	if err != nil {
		return err
	}
	need := c.of.Need | c.filter.Needs()
	look.once(need)
	m, err := look.moment(ctx, need)
	if err != nil {
		return err
	}
	conns := moment.Conns(m, c.match(), true)
	if !c.form.json {
		look.notice(m)
	}
	text, err := c.page(d, m, len(conns), c.tallies(conns))
	if err != nil {
		return err
	}
	return d.write(text)
}

// page is the output: the counts as JSON, as CSV or as a table.
func (c *count) page(d *deps, m *moment.Moment, total int, tallies []tally) (string, error) {
	var b bytes.Buffer
	if c.form.json {
		w := wire.Counts{Head: wire.HeadOf(m.Snapshot), Column: c.of.Name, Total: total, Counts: make([]wire.Count, len(tallies))}
		for i, t := range tallies {
			w.Counts[i] = wire.Count{Value: t.Known, Count: t.count}
		}
		err := wire.Encode(&b, w)
		return b.String(), err
	}
	columns := []table.Head{{Name: "count", Title: "COUNT", Right: true}, {Name: c.of.Name, Title: c.of.Title, Tail: c.of.Tail}}
	p := table.Plain{Columns: columns, Cells: make([][]string, len(tallies))}
	for i, t := range tallies {
		p.Cells[i] = []string{strconv.Itoa(t.count), t.Text}
		if c.form.csv {
			p.Cells[i][1] = fmt.Sprint(t.Known)
		}
	}
	if c.form.csv {
		err := writeCSV(&b, p, true)
		return b.String(), err
	}
	return string(p.Append(nil, d.width)), nil
}

// tallies counts the values, the most frequent first; values with equal counts are in the
// order of the column. A socket that several processes hold counts once for each of them.
func (c *count) tallies(conns []moment.Conn) []tally {
	at := map[string]int{}
	var all []tally
	for _, conn := range conns {
		for _, v := range c.of.Values(conn) {
			i, ok := at[v.Text]
			if !ok {
				i = len(all)
				at[v.Text] = i
				all = append(all, tally{Value: v, example: conn})
			}
			all[i].count++
		}
	}
	slices.SortFunc(all, func(a, b tally) int {
		return cmp.Or(cmp.Compare(b.count, a.count), c.of.Cmp(a.example, b.example), cmp.Compare(a.Text, b.Text))
	})
	return all
}
