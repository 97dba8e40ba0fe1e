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

// Spec declares a pane with rows R that have the identity K.
type Spec[R any, K comparable] struct {
	name    string
	fields  []field.Field[R]  // all fields, to sort by
	columns []table.Column[R] // the fields on the screen
	sort    string
	rows    func(in Input) history.Batch[R]
	key     func(R) K
	mark    func(K) uint64  // a number for the identity; nil: any hash of it
	order   order.By[R]     // by identity: breaks the ties of every sort
	keep    func([]R) []R   // copies ended rows, so that they do not keep their moment in memory
	scope   func(R) Scope   // the sockets that opening the row shows
	subject func(R) Subject // all of the subject except its scope
	count   func(row.RowCounts) int
	asks    model.Need                                   // needed in addition to the columns
	void    func(*moment.Moment, *finding.Report) string // why there are no rows; nil: there simply are none
	calls   func(*finding.Report) theme.Tone             // tone of its tab; nil: plain
}

// Live is a pane: a spec, its table and its history.
type Live[R any, K comparable] struct {
	Spec[R, K]
	table      *table.Table[R, K]
	generation int              // of the newest job
	past       *history.Past[R] // belongs to the job that runs
	built      bool             // the rows were built, even if there are none
}

// New returns the pane of a spec.
func New[R any, K comparable](s Spec[R, K]) *Live[R, K] {
	if s.mark == nil {
		s.mark = func(k K) uint64 { return maphash.Comparable(seed, k) }
	}
	l := &Live[R, K]{Spec: s, table: table.New(s.columns, s.key), past: &history.Past[R]{}}
	f := field.Find(s.fields, s.sort)
	l.table.Sort, l.table.Desc = f.Name, f.Desc
	return l
}

// seed is for hashing identities to marks. If two rows have the same mark, the only
// effect is that one is not marked as new.
var seed = maphash.MakeSeed()

// Job returns the work that builds and sorts the rows of an input.
func (l *Live[R, K]) Job(in Input) Work {
	l.generation++
	generation, p := l.generation, l.past
	f, by := field.Find(l.fields, l.table.Sort), history.Sorting{Name: l.table.Sort, Desc: l.table.Desc}
	held, holds := l.table.Held()
	at := history.Refresh{Sequence: in.Sequence, View: in.View, Still: in.Still, Taken: in.Moment.Taken}
	return func() func() {
		rows := l.Spec.rows(in)
		known := p.Take(at, rows, func(r R) uint64 { return l.mark(l.key(r)) }, l.keep)
		p.Sort(at, known, f.Live, by, &order.Sort[R]{By: f.By(), Desc: by.Desc, Then: l.order})
		shown, hint := p.Show(), 0
		if holds {
			hint = p.Find(l.mark(held)) // the new position of the row under the cursor
		}
		return func() { l.take(generation, shown, hint) }
	}
}

// take shows rows, unless a newer job has been started.
func (l *Live[R, K]) take(generation int, shown *history.Listing[R], hint int) {
	if generation != l.generation {
		return
	}
	l.built = true
	l.table.Set(shown, hint)
}

// Release drops the rows until the pane is shown again: they would keep an old
// moment in memory. The result of a running job is dropped too.
func (l *Live[R, K]) Release() {
	l.generation++
	l.past, l.built = &history.Past[R]{}, false
	l.table.Release()
}

// Needs is what the columns on the screen and the order need from a sample.
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

// Nothing returns why there are no rows.
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

// State is the state of the table.
func (l *Live[R, K]) State() State {
	n := l.table.Len()
	return State{Ready: l.built, Empty: n == 0, Row: l.table.Cursor() + 1, Of: n}
}

// Draw writes the titles and the rows.
func (l *Live[R, K]) Draw(b []byte, th *theme.Theme, focused bool) []byte {
	b = append(append(b, l.table.Titles(th)...), '\n')
	return l.table.Append(b, th, focused)
}

// Selected is the row under the cursor.
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
