package ui

import (
	"fmt"
	"slices"
	"testing"

	"berth/model"
)

// show writes rows as "+2" for new, "x2" for ended, "2" for others, in order.
func show(p *past[int, int]) []string {
	var out []string
	for _, r := range p.rows {
		out = append(out, []string{"", "+", "x"}[r.Mark]+fmt.Sprint(r.Value))
	}
	slices.SortFunc(out, func(a, b string) int { return int(a[len(a)-1]) - int(b[len(b)-1]) })
	return out
}

func TestNewRowsGlowAndEndedRowsFadeForTwoRefreshes(t *testing.T) {
	same := func(v int) int { return v }
	moments := make([]model.Moment, 9)
	p := &past[int, int]{}
	steps := []struct {
		moment int
		view   string
		rows   []int
		want   []string
	}{
		{0, "", []int{1, 2}, []string{"1", "2"}},        // the first rows are not new
		{1, "", []int{1, 3}, []string{"1", "x2", "+3"}}, // one came, one went
		{1, "", []int{1, 3}, []string{"1", "x2", "+3"}}, // sorted anew: nothing changes
		{2, "", []int{1, 3}, []string{"1", "x2", "+3"}}, // second refresh
		{3, "", []int{1, 3}, []string{"1", "3"}},        // over
		{4, "", []int{1}, []string{"1", "x3"}},          // gone
		{5, "", []int{1, 3}, []string{"1", "+3"}},       // and back
		{5, "port=3", []int{3}, []string{"3"}},          // another view: nothing new, nothing ended
		{6, "port=3", []int{3}, []string{"3"}},
		{7, "", []int{1, 3, 4}, []string{"1", "3", "4"}},
	}
	for i, s := range steps {
		p = p.after(input{moment: &moments[s.moment], view: s.view}, s.rows, same)
		if got := show(p); !slices.Equal(got, s.want) {
			t.Errorf("step %d: %v, want %v", i, got, s.want)
		}
		if len(p.live) != len(s.rows) {
			t.Errorf("step %d: %d rows alive, want %d", i, len(p.live), len(s.rows))
		}
	}
}
