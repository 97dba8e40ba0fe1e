package ui

import (
	"cmp"
	"slices"

	"berth/model"
	"berth/model/field"
	"berth/ui/table"
	"berth/ui/theme"
)

// spec declares a pane of rows R known by K.
type spec[R any, K comparable] struct {
	name    string
	fields  []field.Field[R]  // all that can be sorted by
	columns []table.Column[R] // those on the screen
	sort    string
	rows    func(in input) []R
	key     func(R) K
	order   func(a, b R) int // by identity: the last word of every sort
	subject func(R) subject
	counts  func(R) bool // whether a row counts as one in the tab; nil: all do
}

// live is a pane: a spec, its table and its history.
type live[R any, K comparable] struct {
	spec[R, K]
	table      *table.Table[R, K]
	generation int         // of the newest job
	past       *past[R, K] // of the newest job that came back
	need       model.Need
}

func newLive[R any, K comparable](s spec[R, K]) *live[R, K] {
	l := &live[R, K]{spec: s, table: table.New(s.columns, s.key), past: &past[R, K]{}}
	for _, c := range s.columns {
		l.need |= c.Need
	}
	f := field.Find(s.fields, s.sort)
	l.table.Sort, l.table.Desc = f.Name, f.Desc
	return l
}

// outcome is what a job of a live pane brings back.
type outcome[R any, K comparable] struct {
	rows []table.Row[R]
	past *past[R, K]
}

func (l *live[R, K]) job(in input) func() built {
	l.generation++
	generation, before := l.generation, l.past
	f, desc := field.Find(l.fields, l.table.Sort), l.table.Desc
	return func() built {
		next := before.after(in, l.spec.rows(in), l.key)
		next.count = countOf(next.live, l.spec.counts)
		rows := next.rows
		slices.SortFunc(rows, func(a, b table.Row[R]) int {
			if desc { // swapped, not negated: equal rows stay equal
				return cmp.Or(f.Cmp(b.Value, a.Value), l.order(a.Value, b.Value))
			}
			return cmp.Or(f.Cmp(a.Value, b.Value), l.order(a.Value, b.Value))
		})
		return built{pane: l, generation: generation, rows: outcome[R, K]{rows, next}}
	}
}

func (l *live[R, K]) take(b built) {
	if b.generation != l.generation {
		return
	}
	o := b.rows.(outcome[R, K])
	l.past = o.past
	l.table.Set(o.rows)
}

func (l *live[R, K]) name() string             { return l.spec.name }
func (l *live[R, K]) count() int               { return l.past.count }
func (l *live[R, K]) needs() model.Need        { return l.need }
func (l *live[R, K]) empty() bool              { return l.table.Len() == 0 }
func (l *live[R, K]) resize(width, height int) { l.table.Resize(width, height) }
func (l *live[R, K]) position() (row, of int)  { return l.table.Cursor() + 1, l.table.Len() }

func (l *live[R, K]) titles(th *theme.Theme) string { return l.table.Titles(th) }
func (l *live[R, K]) lines(b []byte, th *theme.Theme, focused bool) []byte {
	return l.table.Append(b, th, focused)
}

func (l *live[R, K]) subject() (subject, bool) {
	row, ok := l.table.Selected()
	if !ok {
		return subject{}, false
	}
	return l.spec.subject(row), true
}

func (l *live[R, K]) move(n int)   { l.table.Move(n) }
func (l *live[R, K]) home()        { l.table.Home() }
func (l *live[R, K]) end()         { l.table.End() }
func (l *live[R, K]) page() int    { return l.table.Page() }
func (l *live[R, K]) scroll(n int) { l.table.Scroll(n) }

func (l *live[R, K]) pick(y int) bool {
	i, ok := l.table.RowAt(y)
	if ok {
		l.table.Select(i)
	}
	return ok
}

func (l *live[R, K]) sorting() (name string, desc bool)     { return l.table.Sort, l.table.Desc }
func (l *live[R, K]) sortBy(name string, desc bool)         { l.table.Sort, l.table.Desc = name, desc }
func (l *live[R, K]) visible() []string                     { return l.table.Visible() }
func (l *live[R, K]) columnAt(x int) (name string, ok bool) { return l.table.ColumnAt(x) }

func (l *live[R, K]) sortable() []sortChoice {
	choices := make([]sortChoice, len(l.fields))
	for i, f := range l.fields {
		choices[i] = sortChoice{f.Name, f.Title, f.Help, f.Desc}
	}
	return choices
}

// countOf is how many rows count.
func countOf[R any, K comparable](rows map[K]R, counts func(R) bool) int {
	if counts == nil {
		return len(rows)
	}
	n := 0
	for _, r := range rows {
		if counts(r) {
			n++
		}
	}
	return n
}

// descends reports how a field sorts first.
func descends(p pane, name string) bool {
	for _, c := range p.sortable() {
		if c.name == name {
			return c.desc
		}
	}
	return false
}

// cols makes columns of fields: name, least and most cells, drop order.
type col struct {
	name     string
	min, max int
	drop     int
}

// columnsOf joins the layout of a pane with its fields. A name that no field
// has is a slip of the source, found by the first test that runs.
func columnsOf[R any](fields []field.Field[R], layout []col, tones map[string]func(R) theme.Tone) []table.Column[R] {
	columns := make([]table.Column[R], len(layout))
	for i, c := range layout {
		f := field.Find(fields, c.name)
		if f == nil {
			panic("no field " + c.name)
		}
		columns[i] = table.Column[R]{Field: *f, Min: c.min, Max: c.max, Drop: c.drop, Tone: tones[c.name]}
	}
	return columns
}
