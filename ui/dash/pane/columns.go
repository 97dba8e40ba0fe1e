package pane

import (
	"berth/model/field"
	"berth/ui/table"
	"berth/ui/theme"
)

// cols makes columns from rows of: field name, minimum and maximum cells, drop order.
type col struct {
	name     string
	min, max int
	drop     int
}

// columnsOf joins the layout of a pane with its fields. It panics if there is no
// field of that name, so the first test that runs finds the mistake.
func columnsOf[R any](fields []field.Field[R], layout []col, tones map[string]func(R) theme.Tone) []table.Column[R] {
	columns := make([]table.Column[R], len(layout))
	for i, c := range layout {
		f := field.Find(fields, c.name)
		if f == nil {
			panic("no field " + c.name)
		}
		columns[i] = table.Column[R]{Field: *f, Min: c.min, Max: c.max, Drop: c.drop, Tone: tones[c.name]}
	}
	return columns
}
