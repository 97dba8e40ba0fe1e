package dash

import (
	"fmt"
	"strings"
	"time"

	"berth/model"
	"berth/model/finding"
	"berth/model/row"
	"berth/ui/dash/cells"
	"berth/ui/dash/pane"
	"berth/ui/theme"
)

// header is the data of the lines above the panes.
type header struct {
	meter
	report   *finding.Report
	sampling *sampling
	views    *views
	counts   *row.RowCounts
	filter   string
	readOnly bool
}

func (a *App) header() header {
	return header{
		meter:  meter{theme: a.theme, width: a.window.width, moment: a.moment},
		report: &a.report, sampling: &a.sampling, views: &a.views, counts: &a.rows.counts,
		filter: a.filter.Query.String(), readOnly: a.ReadOnly,
	}
}

// brandLine shows the host, the interval and the totals.
func (h header) brandLine() string {
	left := []piece{{"berth", theme.Brand, 0}}
	right := []piece{}
	if m := h.moment; m != nil {
		left = append(left, hostPieces(m.Host)...)
		tally := m.Now()
		right = append(right,
			piece{cells.Thousands(tally.Listeners) + " listening", theme.Plain, 4},
			piece{cells.Plural(tally.Connections, "connection"), theme.Plain, 3},
			piece{h.processes(), theme.Plain, 7},
			piece{m.Taken.Format(time.TimeOnly), theme.Dim, 5},
		)
	}
	left = append(left, piece{"every " + seconds(h.sampling.interval()), theme.Dim, 6})
	if h.sampling.interval() > h.sampling.asked {
		left[len(left)-1].text += ", asked " + seconds(h.sampling.asked)
	}
	switch {
	case h.sampling.paused:
		left = append(left, piece{"PAUSED", theme.Warn, 0})
	case h.sampling.late > 1:
		left = append(left, piece{fmt.Sprintf("stale %d s", h.sampling.late), theme.Warn, 0})
	case h.sampling.trouble != "" && h.moment != nil:
		left = append(left, piece{"stale", theme.Warn, 0})
	}
	if h.readOnly {
		left = append(left, piece{"read-only", theme.Dim, 2})
	}
	return spread(h.theme, h.width, left, right)
}

// processes is the number of processes with sockets, once the owners are known.
func (h header) processes() string {
	if !h.sampling.owned {
		return "resolving owners"
	}
	return cells.Plural(len(h.moment.Processes), "process")
}

func hostPieces(h model.Host) []piece {
	pieces := []piece{{h.Name.String(), theme.Strong, 1}, {h.User.String(), theme.Plain, 3}}
	if h.Known {
		pieces = append(pieces,
			piece{"up " + span(h.Uptime), theme.Dim, 9},
			piece{fmt.Sprintf("load %.2f %.2f %.2f", h.Load[0], h.Load[1], h.Load[2]), theme.Dim, 8},
		)
	}
	return pieces
}

// tabLine shows the panes with their counts, the trail and the filter.
func (h header) tabLine() string {
	th := h.theme
	var left []piece
	for i := range h.views.panes {
		text := h.tabText(i)
		if h.width < tabsWidth {
			if i == h.views.active {
				left = append(left, piece{th.TabOn + text + th.TabOff, theme.Brand, 0},
					piece{fmt.Sprintf("%d of %d, Tab", i+1, len(h.views.panes)), theme.Dim, 3})
			}
			continue
		}
		if i == h.views.active {
			left = append(left, piece{th.TabOn + text + th.TabOff, theme.Brand, 0})
		} else {
			tone, rank := theme.Plain, 3+i
			if t, ok := h.views.panes[i].(pane.Teller); ok && t.Alarm(h.report) != theme.Plain {
				tone, rank = t.Alarm(h.report), 3
			}
			left = append(left, piece{" " + text + " ", tone, rank})
		}
	}
	var right []piece
	for i, s := range h.views.trail {
		text := s.Label.String()
		if i == 0 {
			text = h.views.panes[s.from].Name() + " " + th.Trail + " " + text
		} else {
			text = th.Trail + " " + text
		}
		right = append(right, piece{text, theme.Strong, 1})
	}
	if text := h.filter; text != "" {
		right = append(right, piece{text + th.Block, theme.Key, 2})
	}
	return spread(th, h.width, left, right)
}

// tabsWidth is the width from which all tabs are shown, each with its count.
const tabsWidth = 64

// tabText is the name of a pane and its number of rows. After a row was opened,
// the connections pane shows all sockets, also listeners, and is named Sockets.
func (h header) tabText(i int) string {
	name := h.views.panes[i].Name()
	if i == connections && len(h.views.trail) > 0 {
		name = "Sockets"
	}
	if c, ok := h.views.panes[i].(pane.Counter); ok {
		name += " " + cells.Thousands(c.Count(*h.counts))
	}
	return name
}

// seconds writes an interval: 500ms, 1s, 1m.
func seconds(d time.Duration) string {
	if d >= time.Second {
		d = d.Round(100 * time.Millisecond)
	} else {
		d = d.Round(time.Millisecond)
	}
	s := d.String()
	return strings.TrimSuffix(s, "m0s") + map[bool]string{true: "m"}[strings.HasSuffix(s, "m0s")]
}

// span writes a long time in its largest unit: 12d, 5h, 7m.
func span(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return fmt.Sprintf("%dd", int(d.Hours())/24)
	case d >= 2*time.Hour:
		return fmt.Sprintf("%dh", int(d.Hours()))
	}
	return fmt.Sprintf("%dm", int(d.Minutes()))
}
