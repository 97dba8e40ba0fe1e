package pane

// SortChoice is a line of the sort menu.
type SortChoice struct {
	Name, Help string
	Desc       bool // the first sort is descending
}

// SortOn sorts by a column, in the direction that is the default of that column.
func SortOn(s Sorter, name string) { s.SortBy(name, descends(s, name)) }

// Reverse reverses the order.
func Reverse(s Sorter) {
	name, desc := s.Sorting()
	s.SortBy(name, !desc)
}

// descends reports whether a field sorts in descending order by default.
func descends(s Sorter, name string) bool {
	for _, c := range s.Sortable() {
		if c.Name == name {
			return c.Desc
		}
	}
	return false
}
