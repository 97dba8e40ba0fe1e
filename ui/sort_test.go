package ui

import (
	"slices"
	"strings"
	"testing"
)

func TestEveryColumnSortsBothWays(t *testing.T) {
	for pane := range 4 {
		d := start(t, quietServer(), 300, 40)
		for range pane {
			d.keys("tab")
		}
		for i, c := range sortsOf(d).sortable() {
			d.keys("s home")
			for range i {
				d.keys("down")
			}
			d.keys("enter")
			if name, desc := sortsOf(d).sorting(); name != c.name || desc != c.desc {
				t.Errorf("%s: sorted by %s %v, want %s %v", d.app.pane().name(), name, desc, c.name, c.desc)
			}
			one := body(d)
			d.keys("r")
			if name, desc := sortsOf(d).sorting(); name != c.name || desc == c.desc {
				t.Errorf("%s: r does not reverse %s", d.app.pane().name(), c.name)
			}
			d.keys("r home")
			if again := body(d); !slices.Equal(one, again) {
				t.Errorf("%s by %s: the order is not stable", d.app.pane().name(), c.name)
			}
		}
	}
}

// body are the rows of the table, without cursor and marks.
func body(d *driver) []string {
	d.app.pane().(mover).home()
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
	if name, _ := sortsOf(d).sorting(); name != "service" {
		t.Errorf("> sorts by %s, want service", name)
	}
	d.keys("< <")
	if name, _ := sortsOf(d).sorting(); name != "proto" {
		t.Errorf("< < sorts by %s, want proto", name)
	}
}
