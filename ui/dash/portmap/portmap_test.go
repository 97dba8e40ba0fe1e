package portmap

import (
	"slices"
	"testing"
	"time"

	"berth/model"
	"berth/model/moment"
	"berth/ui/dash/pane"
	"berth/ui/theme"
)

func TestLinesBreakBetweenPartsIfPossible(t *testing.T) {
	got := flow(theme.New(theme.Options{}), " · ", []string{"one two", "three", "four five-six seven", "eight"}, 16)
	if want := []string{"one two · three", "four five-six", "seven · eight"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestMapDataIsRebuiltOnlyIfTheCellsChange(t *testing.T) {
	m := &Map{}
	m.Resize(120, 28)
	m.Job(pane.Input{Moment: (&moment.Timeline{}).Next(&model.Snapshot{}, time.Second), Sequence: 1})()()
	drawn := m.data
	if m.Resize(121, 29); m.data != drawn {
		t.Error("another window with the same cells: drawn up again")
	}
	if m.Resize(60, 12); m.data == drawn {
		t.Error("other cells: not drawn up again")
	}
}
