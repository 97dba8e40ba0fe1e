package portmap

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"berth/model"
	"berth/model/portmap"
	"berth/ui/dash/cells"
	"berth/ui/table"
	"berth/ui/theme"
)

// Draw draws a line with the size of a cell and the ranges, and the maps below it.
func (m *Map) Draw(b []byte, th *theme.Theme, focused bool) []byte {
	proto := m.proto
	if m.grid.both {
		proto = model.TCP
	}
	b = append(append(b, m.heading(th, proto)...), '\n')
	return m.lines(b, th, focused)
}

// heading is the line above the map of a protocol.
func (m *Map) heading(th *theme.Theme, proto model.Proto) string {
	parts := []string{" " + strings.ToUpper(proto.String()) + "  a cell is " + cells.Plural(portmap.Ports/m.grid.cells(), "port")}
	switch {
	case m.data == nil:
	case m.data.chart.In.Own().Kernel.Ephemeral.Known:
		parts = append(parts, "ephemeral "+cells.Dashed(th, m.data.chart.In.Own().Kernel.Ephemeral))
	default:
		parts = append(parts, "ephemeral n/a")
	}
	parts = append(parts, "well-known to 1023", "dynamic from 49152")
	text := ""
	for i, part := range parts {
		if i > 0 {
			part = " · " + part
		}
		if part = th.Text(part); i > 0 && table.Width(text+part) > m.width {
			break
		}
		text += part
	}
	return th.Paint(theme.Title, cells.Fill(text, m.width))
}

func (m *Map) lines(b []byte, th *theme.Theme, focused bool) []byte {
	if m.data == nil {
		return b
	}
	first, last := m.proto, m.proto
	if m.grid.both {
		first, last = model.TCP, model.UDP
	}
	for proto := first; proto <= last; proto++ {
		if proto > first {
			b = append(append(b, m.heading(th, proto)...), '\n')
		}
		for row := range m.grid.rows {
			b = append(m.line(b, th, proto, row, focused), '\n')
		}
	}
	for _, line := range m.below(th) {
		b = append(append(b, line...), '\n')
	}
	return b
}

// line is a line of a map: its first port, its cells, and its notes.
func (m *Map) line(b []byte, th *theme.Theme, proto model.Proto, row int, focused bool) []byte {
	blocks := m.data.blocks[proto][row*m.grid.cols : (row+1)*m.grid.cols]
	tone := theme.Dim
	if proto == m.proto && blocks[0].From <= m.port && m.port <= blocks[len(blocks)-1].To {
		tone = theme.Strong
	}
	b = th.Append(b, tone, fmt.Sprintf("%6d", blocks[0].From))
	b = append(b, ' ')
	var run strings.Builder // cells of one tone
	ink := theme.Plain
	flush := func() {
		b = append(b, th.Paint(ink, run.String())...)
		run.Reset()
	}
	for i := range blocks {
		glyph, tone := m.cell(th, &blocks[i])
		if focused && proto == m.proto && blocks[i].Has(m.port) {
			glyph, tone = th.Cursor, theme.Selected // a full block in reverse video would look empty
		}
		if tone != ink {
			flush()
			ink = tone
		}
		run.WriteString(glyph)
	}
	flush()
	if m.grid.margin > 0 {
		if note, _ := table.Cut(th, m.data.notes[proto][row], m.grid.margin-1); note != "" {
			b = append(b, "  "...)
			b = th.Append(b, theme.Dim, note)
		}
	}
	return b
}

// cell is a block as one character. The character has all information; the tone
// only helps.
func (m *Map) cell(th *theme.Theme, b *portmap.Block) (string, theme.Tone) {
	held := b.Use.Held()
	switch {
	case b.Exposed > 0:
		return "L", theme.Warn
	case b.Reserved > 0 && (held == 0 || b.Reserved == b.Size()):
		return "R", theme.Key
	case held > 0 && b.InRange > 0:
		return th.Shade(b.Share()), theme.Level(theme.Fill(b.Share()))
	case held > 0:
		return th.Shade(b.Share()), theme.Plain
	case b.Has(1024) || b.Has(49152):
		return th.Border.Left, theme.Plain
	case b.InRange > 0:
		return th.Within, theme.Dim
	}
	return th.Without, theme.Dim
}

// below is the text under the maps: the block under the cursor, the legend, and the
// summary.
func (m *Map) below(th *theme.Theme) []string {
	var lines []string
	add := func(tone theme.Tone, between string, parts ...string) {
		for _, line := range flow(th, between, parts, m.width-1) {
			lines = append(lines, " "+th.Paint(tone, line))
		}
	}
	if m.grid.below >= 8 {
		lines = append(lines, "")
	}
	add(theme.Strong, " · ", m.data.words(m.data.block(m.proto, m.port))...)
	if m.grid.below >= 4 {
		add(theme.Dim, "  ", m.legend(th)...)
	}
	if m.grid.below >= 8 {
		lines = append(lines, "")
	}
	for _, text := range m.data.summary(m.proto) {
		add(theme.Plain, "", strings.ToUpper(m.proto.String())+" "+text)
	}
	return lines[:min(len(lines), m.grid.below)]
}

// legend explains the characters.
func (m *Map) legend(th *theme.Theme) []string {
	shades := make([]string, 4)
	for i := range shades {
		shades[i] = th.Shade(float64(i+1) / 4)
	}
	parts := []string{
		strings.Join(shades, "") + " held: up to 1/4, 1/2, 3/4, all", th.Within + " free, ephemeral", th.Without + " free, not ephemeral",
		"L listener that is ephemeral, not reserved", "R reserved", th.Border.Left + " 1024, 49152",
	}
	if !m.data.chart.In.Own().Kernel.Ephemeral.Known {
		parts = []string{parts[0], th.Without + " free", parts[4], parts[5]}
	}
	return parts
}

// flow writes parts in lines of width cells. It breaks a line inside a part only if
// the part alone is too long.
func flow(th *theme.Theme, between string, parts []string, width int) []string {
	var lines []string
	line := ""
	for _, part := range parts {
		part = th.Text(part)
		if joined := line + th.Text(between) + part; line != "" && table.Width(joined) <= width {
			line = joined
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		pieces := strings.Split(ansi.Wordwrap(part, max(width, 1), ""), "\n")
		for i := range pieces {
			pieces[i] = cells.Clip(pieces[i], width)
		}
		lines, line = append(lines, pieces[:len(pieces)-1]...), pieces[len(pieces)-1]
	}
	return append(lines, line)
}
