package ui

import (
	"slices"
	"testing"
	"time"

	"berth/model"
	"berth/ui/theme"
)

func TestWordsBreakBetweenPartsWhereTheyCan(t *testing.T) {
	got := flow(theme.New(theme.Options{}), " · ", []string{"one two", "three", "four five-six seven", "eight"}, 16)
	if want := []string{"one two · three", "four five-six", "seven · eight"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestMapIsDrawnUpAgainOnlyForOtherCells(t *testing.T) {
	m := &portMap{}
	m.resize(120, 28)
	m.job(input{moment: (&model.Timeline{}).Next(&model.Snapshot{}, time.Second), turn: 1})()()
	drawn := m.data
	if m.resize(121, 29); m.data != drawn {
		t.Error("another window with the same cells: drawn up again")
	}
	if m.resize(60, 12); m.data == drawn {
		t.Error("other cells: not drawn up again")
	}
}
