package dash

import (
	"fmt"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model/moment"
	"berth/ui/dash/pane"
)

// BenchmarkRows builds the rows of each pane after a sample, with the counts of the tabs.
func BenchmarkRows(b *testing.B) {
	for _, n := range []int{100_000, 1_000_000} {
		for pane := range registry() {
			c := newBusyHost(n, n/500)
			app, _, _ := startBusyHost(c)
			app.show(pane)
			var line moment.Timeline
			moments := make([]*moment.Moment, 2)
			for i := range moments {
				s, _ := c.Sample(b.Context(), 0)
				moments[i] = line.Next(s, time.Second)
			}
			b.Run(fmt.Sprintf("%s/%d", app.pane().Name(), n), func(b *testing.B) {
				b.ReportAllocs()
				turn := 0
				for b.Loop() {
					app.moment = moments[turn%2]
					turn++
					app.sampling.moments++
					app.rows.making = false
					app.showRows(app.rebuild()().(rowsMsg))
				}
			})
		}
	}
}

// BenchmarkSorts is BenchmarkRows for the connections pane, sorted by several columns.
func BenchmarkSorts(b *testing.B) {
	app, d, clock := startBusyHost(newBusyHost(100_000, 200))
	d.Keys("tab tab tab")
	for _, name := range []string{"remote", "local", "state", "process", "user", "pid", "service", "queue", "age"} {
		b.Run(name, func(b *testing.B) {
			rows := app.pane().(pane.Sorter)
			rows.SortBy(name, true)
			d.Pass(clock, time.Second)
			b.ReportAllocs()
			for b.Loop() {
				pane.Reverse(rows)
				app.rows.making = false
				app.showRows(app.resort()().(rowsMsg))
			}
		})
	}
}

// BenchmarkKeys answers a key: Update and View, without the rows that it requests.
func BenchmarkKeys(b *testing.B) {
	for _, n := range []int{100_000, 1_000_000} {
		for _, key := range []string{"down", "tab", "r", "8", "esc", "pgdown"} {
			b.Run(fmt.Sprintf("%s/%d", key, n), func(b *testing.B) {
				app, d, _ := startBusyHost(newBusyHost(n, n/500))
				d.Keys("tab tab tab")
				b.ReportAllocs()
				msg := keyOf(key)
				for b.Loop() {
					app.Update(msg)
					app.View()
				}
			})
		}
	}
}

func keyOf(name string) tea.Msg {
	types := map[string]tea.KeyType{"down": tea.KeyDown, "tab": tea.KeyTab, "esc": tea.KeyEsc, "pgdown": tea.KeyPgDown}
	if t, ok := types[name]; ok {
		return tea.KeyMsg{Type: t}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}
