package dialog

import (
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
	"berth/model/field"
	"berth/ui/dash/cells"
	"berth/ui/table"
	"berth/ui/theme"
)

// Keys is a line of the help: the keys as the user reads them, and what they do.
type Keys struct{ Show, Help string }

// help shows the keys of the panes and the filter language.
type help struct {
	pager
	keys []Keys
}

// Help shows the keys of the panes.
func Help(env *Env, keys []Keys) tea.Cmd {
	env.Open(&help{keys: keys})
	return nil
}

// Key scrolls; any other key closes.
func (h *help) Key(env *Env, msg tea.KeyMsg) tea.Cmd {
	if !h.scroll(msg) && !msg.Paste {
		env.Close(h)
	}
	return nil
}

// Content is the keys, the filter language and the marks.
func (h *help) Content(env *Env, width, height int) (string, []string) {
	th := env.Theme
	lines := []string{}
	for _, k := range h.keys {
		lines = append(lines, Beside(th, theme.Key, cells.KeyNames(th, k.Show), 12, k.Help, width)...)
	}
	lines = append(lines, "", th.Paint(theme.Strong, "Filter"))
	for _, e := range FilterExamples {
		lines = append(lines, Beside(th, theme.Plain, e.Text, min(36, width/2), e.Means, width)...)
	}
	lines = append(lines, "", th.Paint(theme.Strong, "Filter terms"))
	for _, f := range field.Conns {
		if f.Term != nil {
			lines = append(lines, Beside(th, theme.Plain, f.Name, 12, f.Help, width)...)
		}
	}
	lines = append(lines, "", th.Paint(theme.Strong, "Marks"),
		th.New+" new since the last refreshes   "+th.Ended+" has ended   "+th.Cursor+" selected",
		"kernel: no process holds it (TIME-WAIT, SYN-RECV)   hidden: no permission to see it",
	)
	lines = append(lines, "", th.Paint(theme.Strong, "Without root"))
	lines = append(lines, cells.Wrap(th, "The owners of other users' sockets are hidden. To let berth see them:", 0, width)...)
	lines = append(lines, cells.Wrap(th, model.Sight, 0, width)...)
	shown, above, below := h.window(lines, height-1)
	return "Help", append(shown, more(th, above, below))
}

// Beside is a name and the text that explains it, wrapped into the room beside it.
func Beside(th *theme.Theme, tone theme.Tone, name string, room int, text string, width int) []string {
	lines := cells.Wrap(th, text, room+1, width)
	name = th.Text(name)
	if table.Width(name) > room { // the name has its own line
		return append([]string{th.Paint(tone, cells.Clip(name, width))}, lines...)
	}
	lines[0] = th.Paint(tone, cells.Pad(name, room)) + " " + lines[0][room+1:]
	return lines
}

// example is a filter and what it shows.
type example struct{ Text, Means string }

// FilterExamples are in the help and in the README. A test parses each of them.
var FilterExamples = []example{
	{"8080", "any port 8080"},
	{"nginx", "process name contains nginx"},
	{"10.0.0.0/8", "either end in that network"},
	{"port=80,443 and not src=127.0.0.0/8", "two ports, without loopback"},
	{"state=close-wait and age>60s", "sockets the application forgot"},
	{"user=www-data or unit=nginx.service", "by user or systemd unit"},
	{"proto=udp and reach=public", "UDP that everybody can reach"},
	{"dport=5432 and process~worker", "who talks to PostgreSQL"},
}

// more is the last line of a box: its keys, and how many lines are not shown.
func more(th *theme.Theme, above, below int, keys ...string) string {
	text := "any key closes"
	keys = slices.DeleteFunc(keys, func(k string) bool { return k == "" })
	if above+below > 0 {
		keys = append(keys, fmt.Sprintf("%d lines above, %d below: arrows scroll", above, below))
	}
	if len(keys) > 0 {
		text = strings.Join(keys, ", ") + ", any other key closes"
	}
	return th.Paint(theme.Dim, text)
}
