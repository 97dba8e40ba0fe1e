package ui

import (
	"hash/maphash"
	"strings"

	"berth/model"
	"berth/model/field"
	"berth/model/finding"
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
	asks    model.Need                                  // beside what its columns need
	void    func(*model.Moment, *finding.Report) string // why there are no rows, where that is more than that there are none
	calls   func(*finding.Report) theme.Tone            // tone of its tab; nil: it is plain
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

// seed makes marks of identities: a row that is taken for another one would at
// worst not glow.
var seed = maphash.MakeSeed()

func (l *live[R, K]) job(in input) work {
	l.generation++
	generation, p := l.generation, l.past
	f, by := field.Find(l.fields, l.table.Sort), sorting{l.table.Sort, l.table.Desc}
	held, holds := l.table.Held()
	at := look{turn: in.turn, view: in.view, still: in.still, taken: in.moment.Taken}
	return func() func() {
		rows := l.spec.rows(in)
		known := p.know(at, rows, func(r R) uint64 { return l.mark(l.key(r)) }, l.keep)
		p.put(at, known, f.Live, by, &order.Sort[R]{By: f.By(), Desc: by.desc, Then: l.order})
		shown, hint := p.show(), 0
		if holds {
			hint = p.find(l.mark(held)) // where the row is that the cursor was on
		}
		return func() { l.take(generation, shown, hint) }
	}
}

// take puts rows in place, unless they come too late.
func (l *live[R, K]) take(generation int, shown *listing[R], hint int) {
	if generation != l.generation {
		return
	}
	l.built = true
	l.table.Set(shown, hint)
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

// alarm is the tone of the tab while another pane is shown.
func (l *live[R, K]) alarm(r *finding.Report) theme.Tone {
	if l.calls == nil {
		return theme.Plain
	}
	return l.calls(r)
}

// nothing says why there are no rows.
func (l *live[R, K]) nothing(m *model.Moment, r *finding.Report) string {
	if l.void != nil {
		return l.void(m, r)
	}
	return "no " + strings.ToLower(l.spec.name) + " on this host"
}

func (l *live[R, K]) name() string             { return l.spec.name }
func (l *live[R, K]) resize(width, height int) { l.table.Resize(width, height) }

func (l *live[R, K]) state() state {
	n := l.table.Len()
	return state{ready: l.built, empty: n == 0, row: l.table.Cursor() + 1, of: n}
}

func (l *live[R, K]) draw(b []byte, th *theme.Theme, focused bool) []byte {
	b = append(append(b, l.table.Titles(th)...), '\n')
	return l.table.Append(b, th, focused)
}

func (l *live[R, K]) selected() (selection, bool) {
	row, ok := l.table.Selected()
	if !ok {
		return selection{}, false
	}
	sc := l.spec.scope(row)
	return selection{scope: sc, subject: func() subject {
		s := l.spec.subject(row)
		s.scope, s.label = sc, sc.label
		return s
	}}, true
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
