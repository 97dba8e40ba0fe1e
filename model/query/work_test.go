package query_test

import (
	"strings"
	"testing"

	"berth/model/query"
)

// hostile are filters that somebody could paste, n parts long.
var hostile = map[string]func(n int) string{
	"terms":       func(n int) string { return strings.Repeat("port=80 or ", n) + "port=99999" },
	"parentheses": func(n int) string { return strings.Repeat("(", n) + "80" + strings.Repeat(")", n) },
	"nots":        func(n int) string { return strings.Repeat("! ", n) + "80" },
	"unclosed":    func(n int) string { return strings.Repeat("(", n) },
	"quotes":      func(n int) string { return strings.Repeat(`"`, n) },
	"operators":   func(n int) string { return strings.Repeat("= ", n) },
}

// The work of reading a filter is counted in allocations: four times the length may
// take four times as many and a few more, where a square would take sixteen times.
func TestHostileFilterTakesNoMoreWorkThanItsLength(t *testing.T) {
	for name, text := range hostile {
		work := func(n int) float64 {
			filter := text(n)
			return testing.AllocsPerRun(1, func() { _, _ = query.Parse(filter) })
		}
		const short = 2_000
		if few, many := work(short), work(4*short); many > 6*few+64 {
			t.Errorf("%s: %.0f allocations for %d parts, %.0f for %d", name, few, short, many, 4*short)
		}
	}
}
