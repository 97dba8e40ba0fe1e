package dash

import (
	"slices"
	"strings"
	"testing"

	"berth/ui/dash/pane"
)

func TestEveryColumnSortsBothWays(t *testing.T) {
	for pane := range 4 {
		d := start(t, quietServer(), 300, 40)
		for range pane {
			d.keys("tab")
		}
		for i, c := range sortsOf(d).Sortable() {
			d.keys("s home")
			for range i {
				d.keys("down")
			}
			d.keys("enter")
			if name, desc := sortsOf(d).Sorting(); name != c.Name || desc != c.Desc {
				t.Errorf("%s: sorted by %s %v, want %s %v", d.app.pane().Name(), name, desc, c.Name, c.Desc)
			}
			one := body(d)
			d.keys("r")
			if name, desc := sortsOf(d).Sorting(); name != c.Name || desc == c.Desc {
				t.Errorf("%s: r does not reverse %s", d.app.pane().Name(), c.Name)
			}
			d.keys("r home")
			if again := body(d); !slices.Equal(one, again) {
				t.Errorf("%s by %s: the order is not stable", d.app.pane().Name(), c.Name)
			}
		}
	}
}

// body are the rows of the table, without cursor and marks.
func body(d *driver) []string {
	d.app.pane().(pane.Mover).Home()
	d.app.frame.clean = false
	lines := strings.Split(d.frame(), "\n")
	rows := lines[6:36]
	for i := range rows {
		if r := []rune(rows[i]); len(r) > 0 {
			rows[i] = string(r[1:min(len(r), 150)])
		}
	}
	return rows
}

func TestNextColumnKeysWalkTheColumnsOnTheScreen(t *testing.T) {
	d := start(t, quietServer(), 120, 36)
	d.keys(">")
	if name, _ := sortsOf(d).Sorting(); name != "service" {
		t.Errorf("> sorts by %s, want service", name)
	}
	d.keys("< <")
	if name, _ := sortsOf(d).Sorting(); name != "proto" {
		t.Errorf("< < sorts by %s, want proto", name)
	}
}
