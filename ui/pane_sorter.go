package ui

// sortChoice is a line of the sort menu.
type sortChoice struct {
	name, title, help string
	desc              bool // the first sort puts the greatest on top
}

// sortOn sorts by a column the way that column sorts first.
func sortOn(s sorter, name string) { s.sortBy(name, descends(s, name)) }

// reverse reverses the order.
func reverse(s sorter) {
	name, desc := s.sorting()
	s.sortBy(name, !desc)
}

// descends reports how a field sorts first.
func descends(s sorter, name string) bool {
	for _, c := range s.sortable() {
		if c.name == name {
			return c.desc
		}
	}
	return false
}
