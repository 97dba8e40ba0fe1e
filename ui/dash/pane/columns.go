package pane

import (
	"berth/model/field"
	"berth/ui/table"
	"berth/ui/theme"
)

// cols makes columns of fields: name, least and most cells, drop order.
type col struct {
	name     string
	min, max int
	drop     int
}

// columnsOf joins the layout of a pane with its fields. A name that no field
// has is a slip of the source, found by the first test that runs.
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
