package cli

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"berth/model"
	"berth/model/field"
	"berth/model/flat"
	"berth/model/moment"
	"berth/model/order"
	"berth/model/row"
	"berth/model/wire"
	"berth/ui/table"
)

// pane is one kind of row that can be listed.
type pane interface {
	name() string
	// plan returns how to list the rows. columns are names; none means the default
	// columns. by is the column to sort by, or "".
	plan(columns []string, by string, reverse bool) (plan, error)
	columns() []string
	members() []string // the default columns of a document
}

// plan is how to make a list from a moment.
type plan struct {
	need    model.Need
	conns   bool // rows are sockets
	columns []table.Head
	cells   func(*moment.Moment, moment.Match) [][]string       // for a user; valid until the next call
	csv     func(*moment.Moment, moment.Match) [][]string       // for programs; the same
	json    func(io.Writer, *moment.Moment, moment.Match) error // for documents
}

// rows is a pane over the fields of a row R.
type rows[R any] struct {
	singular string
	fields   []field.Field[R]
	need     model.Need // of the rows themselves, whatever their columns
	usual    []string
	gives    []string // default columns that a narrow terminal leaves out, in this order
	of       func(*moment.Moment, moment.Match) []R
	order    order.By[R] // by identity: the default order, and the order of equal rows
	first    string      // the default column to sort by; "" is the identity
}

// panes are the values of --by; the first is the default.
var panes = []pane{
	sockets,
	rows[row.PortRow]{
		singular: "port", fields: field.Ports, of: row.ByPort,
		usual: []string{"proto", "port", "service", "address", "reach", "conns", "queue", "pid", "process", "user"},
		gives: []string{"queue", "user", "service", "reach", "conns", "pid"},
		order: order.By[row.PortRow]{Cmp: func(a, b row.PortRow) int { return a.ID.Compare(b.ID) }},
	},
	rows[row.ProcessRow]{
		singular: "process", fields: field.Processes, of: row.ByProcess,
		usual: []string{"pid", "process", "user", "unit", "ports", "listen", "conns"},
		gives: []string{"unit", "listen", "user", "conns"},
		order: order.By[row.ProcessRow]{Cmp: func(a, b row.ProcessRow) int { return a.Key().Compare(b.Key()) }},
	},
	rows[row.StateRow]{
		singular: "state", fields: field.States, of: row.ByState,
		usual: []string{"state", "count", "share", "v4", "v6", "process"},
		gives: []string{"v6", "v4", "share", "process"},
		order: order.By[row.StateRow]{Cmp: func(a, b row.StateRow) int {
			return cmp.Or(cmp.Compare(a.Proto, b.Proto), cmp.Compare(a.State, b.State))
		}},
	},
	rows[row.PoolRow]{
		singular: "destination", fields: field.Budgets, of: row.ByPool,
		need:  model.NeedKernel | model.NeedDrawn | model.NeedBound,
		usual: []string{"dest", "service", "source", "kind", "held", "size", "used", "estab", "twait", "reuse", "pid", "process"},
		gives: []string{"reuse", "service", "pid", "kind", "twait", "estab", "source"},
		first: "used",
		order: order.By[row.PoolRow]{Cmp: func(a, b row.PoolRow) int { return a.ID.Compare(b.ID) }},
	},
}

var sockets = rows[moment.Conn]{
	singular: "socket", fields: field.Sockets,
	usual: []string{"proto", "state", "queue", "local", "remote", "pid", "process", "user"},
	gives: []string{"queue", "user", "pid", "process"},
	of:    func(m *moment.Moment, match moment.Match) []moment.Conn { return moment.Conns(m, match, true) },
	order: order.Sockets,
}

func (r rows[R]) name() string { return r.singular }

func (r rows[R]) columns() []string { return namesOf(r.fields) }

func (r rows[R]) members() []string {
	var names []string
	for _, f := range wire.Whole(r.fields) {
		names = append(names, f.Name)
	}
	return names
}

func namesOf[R any](fields []field.Field[R]) []string {
	names := make([]string, len(fields))
	for i := range fields {
		names[i] = fields[i].Name
	}
	return names
}

func (r rows[R]) plan(columns []string, by string, reverse bool) (plan, error) {
	usual := len(columns) == 0
	if usual {
		columns = r.usual
	}
	p := plan{need: r.need}
	shown := make([]*field.Field[R], len(columns))
	for i, name := range columns {
		f, err := columnOf(r.fields, name)
		if err != nil {
			return p, err
		}
		shown[i] = f
		p.need |= f.Need
		c := table.Head{Name: f.Name, Title: f.Title, Right: f.Right, Tail: f.Tail}
		if at := slices.Index(r.gives, name); usual && at >= 0 { // a column that was requested by name is never left out
			c.Drop = len(r.gives) - at
		}
		p.columns = append(p.columns, c)
	}
	sort := order.Sort[R]{By: r.order, Desc: reverse, Then: r.order}
	if by = cmp.Or(by, r.first); by != "" {
		f, err := columnOf(r.fields, by)
		if err != nil {
			return p, err
		}
		p.need |= f.Need
		sort.By, sort.Desc = f.By(), reverse != f.Desc
	}
	list := func(m *moment.Moment, match moment.Match) []R { return sort.Slice(r.of(m, match)) }
	_, p.conns = any(list).(func(*moment.Moment, moment.Match) []moment.Conn)
	var kept cellCache
	p.cells = func(m *moment.Moment, match moment.Match) [][]string {
		return cellsOf(&kept, shown, list(m, match), func(f *field.Field[R], row R) string { return f.Text(row).String() })
	}
	p.csv = func(m *moment.Moment, match moment.Match) [][]string {
		return cellsOf(&kept, shown, list(m, match), (*field.Field[R]).Cell)
	}
	p.json = func(w io.Writer, m *moment.Moment, match moment.Match) error {
		return wire.EncodeRows(w, m.Snapshot, r.singular, shown, list(m, match))
	}
	return p, nil
}

// cellCache is reused memory for the cells of each moment.
type cellCache struct {
	cells [][]string
	texts []string
}

func cellsOf[R any](kept *cellCache, shown []*field.Field[R], all []R, text func(*field.Field[R], R) string) [][]string {
	n := len(shown)
	clear(kept.texts) // a shorter list must not keep the texts of a longer one in memory
	cells, texts := slices.Grow(flat.Cap(kept.cells, len(all)), len(all)), slices.Grow(flat.Cap(kept.texts, len(all)*n), len(all)*n)
	for _, row := range all {
		for _, f := range shown {
			texts = append(texts, text(f, row))
		}
		cells = append(cells, texts[len(texts)-n:len(texts):len(texts)])
	}
	*kept = cellCache{cells, texts}
	return cells
}

// columnOf finds a column by its name or its title.
func columnOf[R any](fields []field.Field[R], name string) (*field.Field[R], error) {
	if f := field.Find(fields, strings.ToLower(name)); f != nil {
		return f, nil
	}
	for i := range fields {
		if strings.EqualFold(fields[i].Title, name) {
			return &fields[i], nil
		}
	}
	return nil, unknownWord("column", name, namesOf(fields))
}

// unknownWord is the error for an unknown word; it lists the known words.
func unknownWord(what, word string, known []string) error {
	if near := field.Nearest(word, known); near != "" {
		return usage(fmt.Errorf("unknown %s %q; did you mean %s?", what, word, near))
	}
	return usage(fmt.Errorf("unknown %s %q; expected one of %s", what, word, strings.Join(known, " ")))
}
