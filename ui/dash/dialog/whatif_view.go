package dialog

import (
	"fmt"
	"strings"

	"berth/model/field"
	"berth/model/pool"
	"berth/ui/dash/cells"
	"berth/ui/theme"
)

// The widths of the columns CHANGE and FULL IN, and the width of the box from which FULL IN
// and ALSO are shown.
const (
	changeWidth = 28
	endWidth    = 12
	fullWidth   = 56
)

// Content is a line for each change with its effect, and the keys.
func (w *whatif) Content(env *Env, width, height int) (string, []string) {
	th := env.Theme
	title := "What if: " + w.pool.From().String() + " " + th.Arrow + " " + w.pool.To().String()
	foot := w.foot(env, width)
	if w.outcomes == nil {
		if !w.evaluating {
			return title, append(cells.Wrap(th, "the ephemeral range cannot be read any more", 0, width), foot...)
		}
		return title, append([]string{"calculating ..."}, foot...)
	}
	table := w.table(th, width)
	room := height - len(foot)
	if len(table)-1 > room-1 { // the titles are always shown
		rows := max(room-1, 1)
		w.top = min(max(min(w.top, w.at), w.at-rows+1), len(table)-1-rows) // the last limit is for a window that has grown
		table = append(table[:1:1], table[1+w.top:1+w.top+rows]...)
	}
	head := w.head(th, width)
	detail := w.detail(th, width)
	lines := table
	if room >= len(table)+len(head)+1 {
		lines = append(append(head, ""), table...)
	}
	if left := room - len(lines) - 2; left > 0 && len(detail) > 0 {
		lines = append(append(lines, ""), detail[:min(len(detail), left)]...)
		if len(detail) > left {
			lines[len(lines)-1] = th.Paint(theme.Dim, cells.Clip(fmt.Sprintf("    %d more lines need a higher window", len(detail)-left+1), width))
		}
		lines = append(lines, "")
	}
	return title, append(lines, foot...)
}

// head describes the current state of the pool.
func (w *whatif) head(th *theme.Theme, width int) []string {
	lines := cells.Wrap(th, poolWords(&w.outcomes[0].Pool, w.opener).String(), 0, width)
	if w.why != "" {
		lines = append(lines, th.Paint(theme.Dim, cells.Clip(th.Text("this is "+w.why), width)))
	}
	return lines
}

// table is the column titles and a line for each trial.
func (w *whatif) table(th *theme.Theme, width int) []string {
	change, full := changeWidth, width >= fullWidth
	if !full {
		change = max(width-14, 12)
	}
	row := func(name, size, taken, when, also string) string {
		text := cells.Pad(cells.Clip(th.Text(name), change), change) + fmt.Sprintf("%7s%6s", size, taken)
		if full {
			text += fmt.Sprintf("%*s", endWidth, when) + "  " + th.Text(also)
		}
		return text
	}
	lines := []string{th.Paint(theme.Title, row(" CHANGE", "SIZE", "TAKEN", "FULL IN", "ALSO"))}
	for i := range w.lines {
		l, o := &w.lines[i], &w.outcomes[i]
		size, taken, when, also := cells.Thousands(o.Size), field.Taken(&o.Pool).String(), field.Full(&o.Pool).String(), w.also(o)
		if l.wrong != "" {
			size, taken, when, also = "", "", "", "?"
		}
		text := row(l.label(th, i == w.at), size, taken, when, also)
		if i == w.at {
			lines = append(lines, th.Paint(theme.Selected, cells.Pad(th.Cursor+text, width)))
			continue
		}
		lines = append(lines, " "+text)
	}
	for i := range lines {
		lines[i] = cells.Clip(lines[i], width)
	}
	return lines
}

// label is what a line changes. If the line takes text, it shows the text with its
// cursor.
func (t *trial) label(th *theme.Theme, here bool) string {
	box := "    "
	switch {
	case t.plain:
	case t.marked:
		box = "[x] "
	default:
		box = "[ ] "
	}
	if t.parse == nil {
		return box + t.name
	}
	text := string(t.text.text)
	if here {
		text = string(t.text.text[:t.text.at]) + th.Block + string(t.text.text[t.text.at:])
	}
	return box + t.name + " " + text
}

// also names one more effect of a trial, in a word or two.
func (w *whatif) also(o *pool.Outcome) string {
	switch {
	case len(o.NoEffect) > 0 && len(o.NoEffect) >= o.Trial.Parts():
		return "no effect here"
	case len(o.Fresh()) > 0:
		return cells.Plural(len(o.Fresh()), "listener") + " inside"
	case len(o.Trial.Requires()) > 0 && o.Trial.Parts() == 1:
		return "needs the " + map[bool]string{true: "peer", false: "program"}[o.Trial.Reuse]
	}
	return ""
}

// detail is the full text about the selected line.
func (w *whatif) detail(th *theme.Theme, width int) []string {
	l, o := &w.lines[w.at], &w.outcomes[w.at]
	if l.wrong != "" {
		return nil
	}
	lines := cells.Wrap(th, o.Trial.Words().String()+": "+field.Effect(&w.outcomes[0].Pool, o).String(), 2, width)
	lines[0] = th.Paint(theme.Strong, strings.TrimRight(lines[0], " "))
	if o.Trial.Empty() {
		lines = lines[:0]
	}
	for _, text := range o.NoEffect {
		lines = append(lines, cells.Wrap(th, "! "+text.String(), 2, width)...)
	}
	for _, text := range append(o.Trial.Requires(), o.Risks(&w.kernel)...) {
		lines = append(lines, cells.Wrap(th, text.String(), 4, width)...)
	}
	return lines
}

// foot is the error in the text, or the notice (the box may hide the footer), or the keys.
func (w *whatif) foot(env *Env, width int) []string {
	th := env.Theme
	wrapped := func(text string, tone theme.Tone) []string {
		lines := []string{cells.Clip(th.Text(text), width)}
		if width >= fullWidth { // the reason is at the end of the text and must not be cut
			lines = cells.Wrap(th, text, 0, width)
		}
		for i := range lines {
			lines[i] = th.Paint(tone, lines[i])
		}
		return lines
	}
	switch {
	case w.lines[w.at].wrong != "":
		return wrapped(w.lines[w.at].wrong, theme.Error)
	case env.Notice != "":
		return wrapped(env.Notice, theme.Strong)
	}
	keys := whatifKeys.hints(w)
	if width < fullWidth {
		keys = whatifKeys.briefly(w)
		if w.at > 0 && w.outcomes != nil { // the line has no room for it
			o := &w.outcomes[w.at]
			keys = field.End(&o.Pool).String()
			if also := w.also(o); also != "" {
				keys += "; " + also
			}
		}
	}
	return []string{th.Paint(theme.Dim, cells.Clip(th.Text(cells.KeyNames(th, keys)), width))}
}
