package ui

import (
	"hash/maphash"
	"strings"

	"berth/model"
	"berth/model/field"
	"berth/model/order"
	"berth/ui/table"
	"berth/ui/theme"
)

// spec declares a pane of rows R known by K.
type spec[R any, K comparable] struct {
	name    string
	fields  []field.Field[R]  // all that can be sorted by
	columns []table.Column[R] // those on the screen
	sort    string
	rows    func(in input) batch[R]
	key     func(R) K
	mark    func(K) uint64  // a number for the identity; nil: any hash of it
	order   order.By[R]     // by identity: the last word of every sort
	keep    func([]R) []R   // rows that have ended, so that they do not hold their moment
	scope   func(R) scope   // what opening the row shows
	subject func(R) subject // all but the scope
	count   func(model.RowCounts) int
	asks    model.Need            // beside what its columns need
	void    func(*App) string     // why there are no rows, where that is more than that there are none
	alarm   func(*App) theme.Tone // of its tab; nil: it never calls
}

// live is a pane: a spec, its table and its history.
type live[R any, K comparable] struct {
	spec[R, K]
	table      *table.Table[R, K]
	generation int      // of the newest job
	past       *past[R] // belongs to the job that runs
	built      bool     // there are rows, or it is known that there are none
}

func newLive[R any, K comparable](s spec[R, K]) *live[R, K] {
	if s.mark == nil {
		s.mark = func(k K) uint64 { return maphash.Comparable(seed, k) }
	}
	l := &live[R, K]{spec: s, table: table.New(s.columns, s.key), past: &past[R]{}}
	f := field.Find(s.fields, s.sort)
	l.table.Sort, l.table.Desc = f.Name, f.Desc
	return l
}

// made is a batch of rows that are made already.
func made[R any](rows []R) batch[R] {
	return batch[R]{len: len(rows), row: func(i int) R { return rows[i] }}
}

// outcome is what a job of a live pane brings back.
type outcome[R any] struct {
	shown *listing[R]
	hint  int // where the row is that the cursor was on
}

// seed makes marks of identities: a row that is taken for another one would at
// worst not glow.
var seed = maphash.MakeSeed()

func (l *live[R, K]) job(in input) func() built {
	l.generation++
	generation, p := l.generation, l.past
	f, by := field.Find(l.fields, l.table.Sort), sorting{l.table.Sort, l.table.Desc}
	held, holds := l.table.Held()
	return func() built {
		rows := l.spec.rows(in)
		known := p.know(in, rows, func(r R) uint64 { return l.mark(l.key(r)) }, l.keep)
		p.put(in, known, f.Live, by, &order.Sort[R]{By: f.By(), Desc: by.desc, Then: l.order})
		now := p.shown
		o := outcome[R]{shown: &now}
		p.last = listing[R]{} // it holds an older moment
		if holds {
			o.hint = p.find(l.mark(held))
		}
		return built{pane: l, generation: generation, rows: o}
	}
}

func (l *live[R, K]) take(b built) {
	if b.generation != l.generation {
		return
	}
	o := b.rows.(outcome[R])
	l.built = true
	l.table.Set(o.shown, o.hint)
}

// rest lets go of the rows until the pane is shown again: they would keep a
// moment of long ago. A job that still runs comes too late.
func (l *live[R, K]) rest() {
	l.generation++
	l.past, l.built = &past[R]{}, false
	l.table.Rest()
}

func (l *live[R, K]) needs() model.Need {
	return l.asks | l.table.Needs() | field.Find(l.fields, l.table.Sort).Need
}

func (l *live[R, K]) count(n model.RowCounts) int { return l.spec.count(n) }

// calls is the tone of the tab while another pane is shown.
func (l *live[R, K]) calls(a *App) theme.Tone {
	if l.alarm == nil {
		return theme.Plain
	}
	return l.alarm(a)
}

// nothing says why there are no rows.
func (l *live[R, K]) nothing(a *App) string {
	if l.void != nil {
		return l.void(a)
	}
	return "no " + strings.ToLower(l.spec.name) + " on this host"
}

func (l *live[R, K]) empty() bool              { return l.table.Len() == 0 }
func (l *live[R, K]) ready() bool              { return l.built }
func (l *live[R, K]) name() string             { return l.spec.name }
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
	s := l.spec.subject(row)
	s.scope = l.spec.scope(row)
	s.label = s.scope.label
	return s, true
}

func (l *live[R, K]) scope() (scope, bool) {
	row, ok := l.table.Selected()
	if !ok {
		return scope{}, false
	}
	return l.spec.scope(row), true
}

func (l *live[R, K]) move(n int)   { l.table.Move(n) }
func (l *live[R, K]) home()        { l.table.Home() }
func (l *live[R, K]) end()         { l.table.End() }
func (l *live[R, K]) page() int    { return l.table.Page() }
func (l *live[R, K]) scroll(n int) { l.table.Scroll(n) }

func (l *live[R, K]) pick(_, y int) bool {
	i, ok := l.table.RowAt(y)
	if ok {
		l.table.Select(i)
	}
	return ok
}

func (l *live[R, K]) sorting() (name string, desc bool)     { return l.table.Sort, l.table.Desc }
func (l *live[R, K]) sortBy(name string, desc bool)         { l.table.SortBy(name, desc) }
func (l *live[R, K]) visible() []string                     { return l.table.Visible() }
func (l *live[R, K]) columnAt(x int) (name string, ok bool) { return l.table.ColumnAt(x) }

func (l *live[R, K]) sortable() []sortChoice {
	choices := make([]sortChoice, len(l.fields))
	for i, f := range l.fields {
		choices[i] = sortChoice{f.Name, f.Title, f.Help, f.Desc}
	}
	return choices
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
