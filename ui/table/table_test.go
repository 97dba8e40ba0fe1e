package table

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"berth/model/field"
	"berth/model/safe"
	"berth/ui/theme"
)

type item struct {
	id   int
	name string
}

func column(name string, minimum, maximum, drop int) Column[item] {
	return Column[item]{
		Field: field.Field[item]{
			Name: name, Title: strings.ToUpper(name),
			Text: func(t item) safe.Text { return safe.Sanitise(fmt.Sprintf("%s%d", t.name, t.id)) },
		},
		Min: minimum, Max: maximum, Drop: drop,
	}
}

// list is rows that exist in memory.
type list []marked

type marked struct {
	Value item
	Mark  Mark
}

func (l list) Len() int              { return len(l) }
func (l list) At(i int) (item, Mark) { return l[i].Value, l[i].Mark }

func items(ids ...int) list {
	rows := make(list, len(ids))
	for i, id := range ids {
		rows[i] = marked{Value: item{id, "row"}}
	}
	return rows
}

func upTo(n int) list {
	rows := make(list, n)
	for i := range rows {
		rows[i] = marked{Value: item{i, "row"}}
	}
	return rows
}

func tableOf(rows list, width, height int) *Table[item, int] {
	t := New([]Column[item]{column("id", 8, 20, 0)}, func(t item) int { return t.id })
	t.Resize(width, height)
	t.Set(rows, 0)
	return t
}

func selected(t *testing.T, table *Table[item, int]) int {
	t.Helper()
	row, ok := table.Selected()
	if !ok {
		t.Fatal("nothing is selected")
	}
	return row.id
}

func TestCursorStaysOnItsRowWhenRowsMove(t *testing.T) {
	table := tableOf(items(1, 2, 3, 4), 20, 4)
	table.Move(2)
	table.Set(items(9, 3, 8, 7, 1), 0)
	if got := selected(t, table); got != 3 {
		t.Errorf("cursor went to %d, want 3", got)
	}
}

func TestCursorKeepsItsPlaceWhenItsRowIsGone(t *testing.T) {
	table := tableOf(items(1, 2, 3, 4), 20, 4)
	table.Move(2)
	table.Set(items(1, 2, 4, 5), 0)
	if got := selected(t, table); got != 4 {
		t.Errorf("cursor on %d, want the row now in its place, 4", got)
	}
	table.Set(items(1), 0)
	if got := selected(t, table); got != 1 {
		t.Errorf("cursor on %d, want the last row, 1", got)
	}
	table.Set(list(nil), 0)
	if _, ok := table.Selected(); ok {
		t.Error("an empty table has a selection")
	}
	table.Set(items(6, 7), 0)
	if got := selected(t, table); got != 6 {
		t.Errorf("cursor on %d after rows came back, want 6", got)
	}
}

func TestSelectedRowKeepsItsLineWhenRowsComeAbove(t *testing.T) {
	table := tableOf(upTo(100), 20, 10)
	table.Move(50)
	line := table.Cursor() - table.top
	more := append(items(900, 901, 902), upTo(100)...)
	table.Set(more, 0)
	if got := selected(t, table); got != 50 {
		t.Fatalf("cursor on %d, want 50", got)
	}
	if got := table.Cursor() - table.top; got != line {
		t.Errorf("the row moved from line %d to line %d of the window", line, got)
	}
}

func TestCursorIsAlwaysInTheWindow(t *testing.T) {
	table := tableOf(upTo(100), 20, 10)
	check := func(what string) {
		t.Helper()
		if c := table.Cursor(); c < table.top || c >= table.top+10 {
			t.Errorf("after %s: cursor %d, window %d to %d", what, c, table.top, table.top+9)
		}
		if table.top < 0 || table.top > 90 {
			t.Errorf("after %s: window begins at %d of 100", what, table.top)
		}
	}
	steps := map[string]func(){
		"end": table.End, "home": table.Home,
		"page down": func() { table.Move(table.Page()) },
		"scroll":    func() { table.Scroll(35) },
		"back":      func() { table.Scroll(-1000) },
		"far":       func() { table.Move(100000) },
	}
	for name, step := range steps {
		step()
		check(name)
	}
}

func TestNarrowTableLeavesOutColumnsInTheDeclaredOrder(t *testing.T) {
	columns := []Column[item]{
		column("port", 6, 6, 0), column("service", 10, 10, 1), column("unit", 10, 10, 3),
		column("user", 8, 8, 2), column("process", 9, 9, 0),
	}
	want := map[int]string{
		52: "port service unit user process", // with wide gaps
		48: "port service unit user process", // with narrow gaps
		47: "port service user process",
		37: "port service user process",
		36: "port service process",
		28: "port service process",
		27: "port process",
		12: "port process",
	}
	for width, names := range want {
		table := New(columns, func(t item) int { return t.id })
		table.Resize(width, 1)
		if got := strings.Join(table.Visible(), " "); got != names {
			t.Errorf("at %d cells: %q, want %q", width, got, names)
		}
	}
}

func TestColumnsOfEqualRankAreLeftOutTogether(t *testing.T) {
	columns := []Column[item]{column("port", 6, 6, 0), column("rx", 6, 6, 1), column("tx", 6, 6, 1)}
	table := New(columns, func(t item) int { return t.id })
	for width, want := range map[int]string{21: "port rx tx", 20: "port", 14: "port"} {
		if table.Resize(width, 1); strings.Join(table.Visible(), " ") != want {
			t.Errorf("at %d cells: %q, want %q", width, table.Visible(), want)
		}
	}
}

func TestSortedColumnIsNeverLeftOut(t *testing.T) {
	columns := []Column[item]{column("port", 6, 6, 0), column("service", 8, 8, 1), column("pid", 8, 8, 2)}
	table := New(columns, func(t item) int { return t.id })
	table.Resize(20, 1)
	for sorted, want := range map[string]string{"port": "port service", "service": "port service", "pid": "port pid"} {
		if table.SortBy(sorted, false); strings.Join(table.Visible(), " ") != want {
			t.Errorf("sorted by %s: %q, want %q", sorted, table.Visible(), want)
		}
	}
}

func TestNoLineIsWiderThanTheTable(t *testing.T) {
	columns := []Column[item]{column("port", 6, 9, 0), column("service", 10, 30, 1), column("process", 9, 40, 0)}
	wide := list{
		{Value: item{1, "日本語日本語日本語日本語"}}, {Value: item{2, strings.Repeat("long", 40)}},
		{Value: item{3, "x"}, Mark: Fresh}, {Value: item{4, "gone"}, Mark: Gone},
	}
	for _, options := range []theme.Options{{}, {ASCII: true}, {NoColor: true}} {
		th := theme.New(options)
		for width := 1; width < 120; width++ {
			table := New(columns, func(t item) int { return t.id })
			table.Sort = "service"
			table.Resize(width, 5)
			table.Set(wide, 0)
			screen := table.Titles(th) + "\n" + string(table.Append(nil, th, true))
			for i, line := range strings.Split(screen, "\n") {
				if w := Width(line); w > max(width, 8) {
					t.Fatalf("width %d, line %d takes %d cells: %q", width, i, w, line)
				}
			}
		}
	}
}

func TestMarksAreCharactersAsWellAsColours(t *testing.T) {
	table := tableOf(list{
		{Value: item{1, "a"}}, {Value: item{2, "b"}, Mark: Fresh}, {Value: item{3, "c"}, Mark: Gone},
	}, 20, 3)
	th := theme.New(theme.Options{NoColor: true})
	lines := strings.Split(string(table.Append(nil, th, true)), "\n")
	for i, want := range []string{th.Cursor, th.New, th.Ended} {
		if !strings.Contains(lines[i], want) {
			t.Errorf("line %d: %q does not show %q", i, lines[i], want)
		}
	}
	if !strings.Contains(lines[0], "\x1b[7m") {
		t.Errorf("the selected row is not in reverse: %q", lines[0])
	}
}

func TestClickFindsRowAndColumn(t *testing.T) {
	table := tableOf(upTo(3), 20, 10)
	if i, ok := table.RowAt(2); !ok || i != 2 {
		t.Errorf("RowAt(2) = %d, %v", i, ok)
	}
	for _, y := range []int{-1, 3, 10} {
		if _, ok := table.RowAt(y); ok {
			t.Errorf("RowAt(%d) finds a row of 3", y)
		}
	}
	if name, ok := table.ColumnAt(3); !ok || name != "id" {
		t.Errorf("ColumnAt(3) = %q, %v", name, ok)
	}
	if _, ok := table.ColumnAt(0); ok {
		t.Error("the gutter is no column")
	}
}

func TestCursorFollowsARowThatMovedFar(t *testing.T) {
	for _, rows := range []int{10_000, 300_000} {
		table := tableOf(upTo(rows), 20, 10)
		table.Move(rows / 2)
		turned := upTo(rows)
		slices.Reverse(turned[:rows-rows/10])
		table.Set(turned, rows-rows/10-1-rows/2)
		if got := selected(t, table); got != rows/2 {
			t.Errorf("of %d rows the cursor is on %d, though the hint was right", rows, got)
		}
		table.Set(upTo(rows), rows/2-100) // the cursor moved while the rows were built
		if got := selected(t, table); got != rows/2 {
			t.Errorf("of %d rows the cursor is on %d, though the hint was nearly right", rows, got)
		}
	}
	table := tableOf(upTo(10_000), 20, 10)
	table.Move(9000)
	turned := upTo(10_000)
	slices.Reverse(turned)
	table.Set(turned, 5000)
	if got := selected(t, table); got != 9000 {
		t.Errorf("without a hint the cursor is on %d", got)
	}
}

func TestReleasedTableKeepsItsCursor(t *testing.T) {
	table := tableOf(upTo(100), 20, 10)
	table.Move(50)
	table.Release()
	if _, ok := table.Selected(); ok || table.Len() != 0 {
		t.Error("a table at rest shows rows")
	}
	table.Set(upTo(100)[20:], 0)
	if got := selected(t, table); got != 50 {
		t.Errorf("cursor on %d, want 50", got)
	}
}

func BenchmarkWindowOf60Rows(b *testing.B) {
	table := tableOf(upTo(100_000), 200, 60)
	th := theme.New(theme.Options{})
	b.ReportAllocs()
	var buffer []byte
	for b.Loop() {
		buffer = table.Append(buffer[:0], th, true)
	}
}
