package history

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"berth/model/order"
)

// numbers are the rows of a pane of numbers, sorted by their weights.
type numbers struct {
	Past[int]
	weights map[int]int
}

// step is a refresh: the number of the moment (one a second), the view, and the rows.
func (p *numbers) step(at Refresh, rows []int) []string {
	at.Taken = time.Unix(int64(at.Sequence), 0)
	mark := func(v int) uint64 { return uint64(v) }
	known := p.Take(at, BatchOf(rows), mark, slices.Clone[[]int])
	by := order.By[int]{Cmp: func(a, b int) int { return cmp.Compare(p.weights[a], p.weights[b]) }}
	p.Sort(at, known, p.weights != nil, Sorting{}, &order.Sort[int]{By: by, Then: order.By[int]{Cmp: cmp.Compare[int]}})
	return p.written()
}

// written are the rows as "+2" for new, "x2" for ended, "2" for others, in order.
func (p *numbers) written() []string {
	var out []string
	for i := range p.shown.Len() {
		v, mark := p.shown.At(i)
		out = append(out, []string{"", "+", "x"}[mark]+fmt.Sprint(v))
	}
	return out
}

func TestNewAndEndedRowsAreMarkedForTwoRefreshes(t *testing.T) {
	var p numbers
	steps := []struct {
		turn int
		view string
		rows []int
		want []string
	}{
		{1, "", []int{1, 2}, []string{"1", "2"}},        // the first rows are not new
		{2, "", []int{1, 3}, []string{"1", "x2", "+3"}}, // 3 is new, 2 has ended
		{2, "", []int{1, 3}, []string{"1", "x2", "+3"}}, // sorted again: nothing changes
		{3, "", []int{1, 3}, []string{"1", "x2", "+3"}}, // second refresh
		{4, "", []int{1, 3}, []string{"1", "3"}},        // the marks are gone
		{5, "", []int{1}, []string{"1", "x3"}},          // 3 has ended
		{6, "", []int{1, 3}, []string{"1", "+3"}},       // 3 is new again
		{6, "port=3", []int{3}, []string{"3"}},          // another view: nothing new, nothing ended
		{7, "port=3", []int{3}, []string{"3"}},
		{8, "", []int{1, 3, 4}, []string{"1", "3", "4"}},
		{9, "", []int{1, 4, 5}, []string{"1", "x3", "4", "+5"}},
		{12, "", []int{1, 6}, []string{"1", "6"}}, // the pane was not shown for long: new rows are unknown
	}
	for i, s := range steps {
		if got := p.step(Refresh{Sequence: s.turn, View: s.view}, s.rows); !slices.Equal(got, s.want) {
			t.Errorf("step %d: %v, want %v", i, got, s.want)
		}
	}
}

func TestOrderThatEverySampleChangesIsKeptForAWhile(t *testing.T) {
	p := numbers{weights: map[int]int{1: 10, 2: 20, 3: 30}}
	all := []int{1, 2, 3}
	for i, s := range []struct {
		turn    int
		still   bool
		weights map[int]int
		rows    []int
		want    []string
	}{
		{1, false, nil, all, []string{"1", "2", "3"}},
		{2, false, map[int]int{1: 40}, all, []string{"1", "2", "3"}},                           // one second later: the order is kept
		{3, false, nil, all, []string{"2", "3", "1"}},                                          // two seconds later: sorted
		{4, false, map[int]int{1: 0, 4: 25}, []int{1, 2, 3, 4}, []string{"2", "+4", "3", "1"}}, // new rows are inserted by key
		{5, true, nil, []int{1, 2, 4}, []string{"2", "+4", "x3", "1"}},                         // ended rows keep their places
		{9, true, nil, []int{1, 2, 4}, []string{"1", "2", "4"}},                                // the pane was not shown for long
		{10, true, map[int]int{1: 99}, []int{1, 2, 4}, []string{"1", "2", "4"}},
		{11, true, nil, []int{1, 2, 4}, []string{"1", "2", "4"}}, // the cursor moves
		{12, true, nil, []int{1, 2, 4}, []string{"1", "2", "4"}},
		{13, false, nil, []int{1, 2, 4}, []string{"2", "4", "1"}}, // the cursor has stopped
	} {
		for k, w := range s.weights {
			p.weights[k] = w
		}
		if got := p.step(Refresh{Sequence: s.turn, Still: s.still}, s.rows); !slices.Equal(got, s.want) {
			t.Errorf("step %d: %v, want %v", i, got, s.want)
		}
	}
}
