package ui

import (
	"berth/model"
	"berth/ui/table"
)

// linger is for how many refreshes a new row glows and an ended one fades.
const linger = 2

// past is what a pane remembers between two jobs, so that it can tell new rows
// from known ones and keep ended ones for a while. It is never changed once made.
type past[R any, K comparable] struct {
	moment *model.Moment
	view   string
	count  int // for the tab
	rows   []table.Row[R]
	live   map[K]R   // the rows of this moment
	glow   map[K]int // refreshes a new row still glows
	fading map[K]fading[R]
}

// fading is an ended row and the refreshes it is still shown.
type fading[R any] struct {
	row  R
	left int
}

// after makes the past of the rows that a newer input gave. Rows of another view
// (another filter, another trail) say nothing about what is new.
func (p *past[R, K]) after(in input, rows []R, key func(R) K) *past[R, K] {
	next := &past[R, K]{
		moment: in.moment, view: in.view,
		live: make(map[K]R, len(rows)), glow: map[K]int{}, fading: map[K]fading[R]{},
		rows: make([]table.Row[R], 0, len(rows)),
	}
	for _, r := range rows {
		next.live[key(r)] = r
	}
	comparable := p.moment != nil && p.view == in.view
	fresh := comparable && p.moment != in.moment
	if comparable {
		next.glows(p, fresh)
		next.fades(p, fresh)
	}
	for _, r := range rows {
		mark := table.Steady
		if next.glow[key(r)] > 0 {
			mark = table.Fresh
		}
		next.rows = append(next.rows, table.Row[R]{Value: r, Mark: mark})
	}
	for _, f := range next.fading {
		next.rows = append(next.rows, table.Row[R]{Value: f.row, Mark: table.Gone})
	}
	return next
}

// glows carries on the glow of rows; with a fresh moment it starts for new ones.
func (next *past[R, K]) glows(p *past[R, K], fresh bool) {
	for k := range next.live {
		left := p.glow[k]
		if fresh {
			left--
			if _, known := p.live[k]; !known {
				left = linger
			}
		}
		if left > 0 {
			next.glow[k] = left
		}
	}
}

// fades carries on with ended rows; with a fresh moment more may have ended.
func (next *past[R, K]) fades(p *past[R, K], fresh bool) {
	for k, f := range p.fading {
		if fresh {
			f.left--
		}
		if _, back := next.live[k]; !back && f.left > 0 {
			next.fading[k] = f
		}
	}
	if !fresh {
		return
	}
	for k, r := range p.live {
		if _, stays := next.live[k]; !stays {
			next.fading[k] = fading[R]{r, linger}
		}
	}
}
