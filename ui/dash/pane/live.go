package pane

import (
	"hash/maphash"
	"strings"

	"berth/model"
	"berth/model/field"
	"berth/model/finding"
	"berth/model/moment"
	"berth/model/order"
	"berth/model/row"
	"berth/ui/dash/history"
	"berth/ui/table"
	"berth/ui/theme"
)

// Spec declares a pane of rows R known by K.
type Spec[R any, K comparable] struct {
	name    string
	fields  []field.Field[R]  // all that can be sorted by
	columns []table.Column[R] // those on the screen
	sort    string
	rows    func(in Input) history.Batch[R]
	key     func(R) K
	mark    func(K) uint64  // a number for the identity; nil: any hash of it
	order   order.By[R]     // by identity: the last word of every sort
	keep    func([]R) []R   // rows that have ended, so that they do not hold their moment
	scope   func(R) Scope   // what opening the row shows
	subject func(R) Subject // all but the scope
	count   func(row.RowCounts) int
	asks    model.Need                                   // beside what its columns need
	void    func(*moment.Moment, *finding.Report) string // why there are no rows, where that is more than that there are none
	calls   func(*finding.Report) theme.Tone             // tone of its tab; nil: it is plain
}

// Live is a pane: a spec, its table and its history.
type Live[R any, K comparable] struct {
	Spec[R, K]
	table      *table.Table[R, K]
	generation int              // of the newest job
	past       *history.Past[R] // belongs to the job that runs
	built      bool             // there are rows, or it is known that there are none
}

// New makes the pane of a spec.
func New[R any, K comparable](s Spec[R, K]) *Live[R, K] {
	if s.mark == nil {
		s.mark = func(k K) uint64 { return maphash.Comparable(seed, k) }
	}
	l := &Live[R, K]{Spec: s, table: table.New(s.columns, s.key), past: &history.Past[R]{}}
	f := field.Find(s.fields, s.sort)
	l.table.Sort, l.table.Desc = f.Name, f.Desc
	return l
}

// seed makes marks of identities: a row that is taken for another one would at
// worst not glow.
var seed = maphash.MakeSeed()

// Job makes the rows of an input, in their order.
func (l *Live[R, K]) Job(in Input) Work {
	l.generation++
	generation, p := l.generation, l.past
	f, by := field.Find(l.fields, l.table.Sort), history.Sorting{Name: l.table.Sort, Desc: l.table.Desc}
	held, holds := l.table.Held()
	at := history.Refresh{Turn: in.Turn, View: in.View, Still: in.Still, Taken: in.Moment.Taken}
	return func() func() {
		rows := l.Spec.rows(in)
		known := p.Take(at, rows, func(r R) uint64 { return l.mark(l.key(r)) }, l.keep)
		p.Sort(at, known, f.Live, by, &order.Sort[R]{By: f.By(), Desc: by.Desc, Then: l.order})
		shown, hint := p.Show(), 0
		if holds {
			hint = p.Find(l.mark(held)) // where the row is that the cursor was on
		}
		return func() { l.take(generation, shown, hint) }
	}
}

// take puts rows in place, unless they come too late.
func (l *Live[R, K]) take(generation int, shown *history.Listing[R], hint int) {
	if generation != l.generation {
		return
	}
	l.built = true
	l.table.Set(shown, hint)
}

// Rest lets go of the rows until the pane is shown again: they would keep a
// moment of long ago. A job that still runs comes too late.
func (l *Live[R, K]) Rest() {
	l.generation++
	l.past, l.built = &history.Past[R]{}, false
	l.table.Rest()
}

// Needs are those of the columns on the screen and of the order.
func (l *Live[R, K]) Needs() model.Need {
	return l.asks | l.table.Needs() | field.Find(l.fields, l.table.Sort).Need
}

// Count is the number for the tab.
func (l *Live[R, K]) Count(n row.RowCounts) int { return l.Spec.count(n) }

// Alarm is the tone of the tab while another pane is shown.
func (l *Live[R, K]) Alarm(r *finding.Report) theme.Tone {
	if l.calls == nil {
		return theme.Plain
	}
	return l.calls(r)
}

// Nothing says why there are no rows.
func (l *Live[R, K]) Nothing(m *moment.Moment, r *finding.Report) string {
	if l.void != nil {
		return l.void(m, r)
	}
	return "no " + strings.ToLower(l.Spec.name) + " on this host"
}

// Name is the title of the tab.
func (l *Live[R, K]) Name() string { return l.Spec.name }

// Resize gives the table its size.
func (l *Live[R, K]) Resize(width, height int) { l.table.Resize(width, height) }

// State is what there is in the table.
func (l *Live[R, K]) State() State {
	n := l.table.Len()
	return State{Ready: l.built, Empty: n == 0, Row: l.table.Cursor() + 1, Of: n}
}

// Draw writes the titles and the rows.
func (l *Live[R, K]) Draw(b []byte, th *theme.Theme, focused bool) []byte {
	b = append(append(b, l.table.Titles(th)...), '\n')
	return l.table.Append(b, th, focused)
}

// Selected is the row that the cursor is on.
func (l *Live[R, K]) Selected() (Selection, bool) {
	row, ok := l.table.Selected()
	if !ok {
		return Selection{}, false
	}
	sc := l.Spec.scope(row)
	return Selection{Scope: sc, Subject: func() Subject {
		s := l.Spec.subject(row)
		s.Scope, s.Label = sc, sc.Label
		return s
	}}, true
}

// Move moves the cursor by n rows.
func (l *Live[R, K]) Move(n int) { l.table.Move(n) }

// Home goes to the first row.
func (l *Live[R, K]) Home() { l.table.Home() }

// End goes to the last row.
func (l *Live[R, K]) End() { l.table.End() }

// Page is how many rows a page has.
func (l *Live[R, K]) Page() int { return l.table.Page() }

// Scroll moves the rows under the cursor.
func (l *Live[R, K]) Scroll(n int) { l.table.Scroll(n) }

// Pick puts the cursor on the row in line y.
func (l *Live[R, K]) Pick(_, y int) bool {
	i, ok := l.table.RowAt(y)
	if ok {
		l.table.Select(i)
	}
	return ok
}

// Sorting is the field that rows are sorted by.
func (l *Live[R, K]) Sorting() (name string, desc bool) { return l.table.Sort, l.table.Desc }

// SortBy sorts by another field.
func (l *Live[R, K]) SortBy(name string, desc bool) { l.table.SortBy(name, desc) }

// Visible are the columns on the screen.
func (l *Live[R, K]) Visible() []string { return l.table.Visible() }

// ColumnAt is the column in cell x.
func (l *Live[R, K]) ColumnAt(x int) (name string, ok bool) { return l.table.ColumnAt(x) }

// Sortable are all fields that rows can be sorted by.
func (l *Live[R, K]) Sortable() []SortChoice {
	choices := make([]SortChoice, len(l.fields))
	for i, f := range l.fields {
		choices[i] = SortChoice{f.Name, f.Help, f.Desc}
	}
	return choices
}
