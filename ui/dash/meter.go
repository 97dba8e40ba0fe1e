package dash

import (
	"fmt"
	"time"

	"berth/model"
	"berth/model/field"
	"berth/model/moment"
	"berth/model/pool"
	"berth/ui/dash/cells"
	"berth/ui/dash/pane"
	"berth/ui/theme"
)

// meter is the data of the lines for pools and states.
type meter struct {
	theme  *theme.Theme
	width  int
	moment *moment.Moment // nil before the first sample
}

// barWidth is the width of a bar in cells.
func (m meter) barWidth() int { return max(min(m.width/8, 30), 4) }

// figuresWidth is the screen width from which there is room for the figures.
const figuresWidth = 60

// ephemeralLine shows the kernel's ephemeral port range and how much of it is held.
func (m meter) ephemeralLine() string {
	left := []piece{{"EPHEMERAL", theme.Strong, 0}}
	if m.width < figuresWidth {
		left[0].text += " tcp" // there is no room for the figures, which name it
	}
	if m.moment == nil {
		return spread(m.theme, m.width, left, nil)
	}
	b := m.moment.OwnBudget()
	if !b.Known {
		left = append(left, piece{"n/a: net.ipv4.ip_local_port_range could not be read", theme.Dim, 0})
		return spread(m.theme, m.width, left, nil)
	}
	left = append(left, piece{cells.Dashed(m.theme, b.Range), theme.Plain, 2})
	if before, last, changed := m.moment.RangeBefore(m.moment.Own()); changed {
		left = append(left, piece{fmt.Sprintf("was %s until %s", cells.Dashed(m.theme, before), last.Format(time.TimeOnly)), theme.Warn, 2})
	}
	left = append(left, m.gauge("tcp ", b.TCP.Held(), b.Size)...)
	left = append(left,
		piece{"ESTAB " + cells.Thousands(b.TCP.Established), theme.Dim, 3},
		piece{"TIME-WAIT " + cells.Thousands(b.TCP.TimeWait), theme.Dim, 4},
		piece{"other " + cells.Thousands(b.TCP.Other), theme.Dim, 5},
		piece{"udp " + cells.Thousands(b.UDP.Held()), theme.Plain, 3},
		piece{"ESTAB " + cells.Thousands(b.UDP.Established), theme.Dim, 6},
		piece{"other " + cells.Thousands(b.UDP.Other), theme.Dim, 6},
	)
	return spread(m.theme, m.width, left, nil)
}

// gauge is a bar, its figures and the percentage, which is marked from 70 % on.
func (m meter) gauge(what string, held, size int) []piece {
	share := pool.Ratio(held, size)
	used, rest := m.theme.Bar(share, m.barWidth())
	tone := theme.Fill(share)
	percent := field.Share(share).String()
	figure := theme.Strong
	if tone != theme.Good {
		percent, figure = " "+percent+" "+m.theme.Alarm+" ", tone
	}
	return []piece{
		{m.theme.Paint(theme.Level(tone), used) + m.theme.Paint(theme.Dim, rest), theme.Plain, 0},
		{what + cells.Thousands(held) + " of " + cells.Thousands(size), theme.Plain, 1},
		{percent, figure, 0},
	}
}

// tightestLine shows the pool with the largest share of its ports in use.
func (m meter) tightestLine() string {
	left := []piece{{"TIGHTEST ", theme.Strong, 0}}
	switch {
	case m.moment == nil:
	case !m.moment.OwnBudget().Known:
		left = append(left, piece{"n/a: the range is not known", theme.Dim, 0})
	default:
		left = append(left, m.tightestPool()...)
	}
	return spread(m.theme, m.width, left, nil)
}

// tightestPool is the tightest pool, its growth, and the process that opens most of it.
func (m meter) tightestPool() []piece {
	at, ok := m.moment.Tightest()
	if !ok {
		return []piece{{"no connection uses the range", theme.Dim, 0}}
	}
	p := &m.moment.Pools.List[at]
	way := m.theme.Arrow + " " + p.ID.To().String()
	if m.width >= 100 || p.ID.Kind != pool.ToDestination {
		way = p.ID.From().String() + " " + way
	}
	pieces := append([]piece{{way, theme.Strong, 0}}, m.gauge("", p.Held(), p.Size)...)
	if p.Reusable > 0 { // these are held, but do not block
		pieces = append(pieces, piece{cells.Thousands(p.Reusable) + " reusable", theme.Plain, 2})
	}
	end := ""
	switch t := p.Trend; {
	case p.Left() == 0:
		end = "full"
	case t.Growing:
		pieces = append(pieces, piece{field.Growth(t.PerSecond).String(), theme.Plain, 2})
		if t.Ends {
			end = "full in " + field.Left(t.Full).String()
		}
	}
	if end != "" {
		pieces = append(pieces, piece{end, pane.EndTone(p), 0})
		pieces[2].rank = 4 // the percentage says the same, and the time left says more
		if m.width < figuresWidth {
			pieces[0].rank, pieces[1].rank = 5, 6
		}
	}
	if opener, ok := m.moment.Opener(at); ok {
		pieces = append(pieces, piece{m.moment.Processes[opener].Name.String(), theme.Strong, 3})
	}
	return pieces
}

// ending reports whether the tightest pool is full, or is predicted to be full.
func ending(m *moment.Moment) bool {
	at, ok := m.Tightest()
	return ok && (m.Pools.List[at].Left() == 0 || m.Pools.List[at].Trend.Ends)
}

// statesOf is the history of the count of one state.
func statesOf(history []moment.Tally, s model.State) []int {
	values := make([]int, len(history))
	for i, t := range history {
		values[i] = t.States[s]
	}
	return values
}

// shownStates are the states of the header, in its order.
var shownStates = []model.State{
	model.Established, model.TimeWait, model.CloseWait, model.SynRecv, model.SynSent,
	model.FinWait1, model.FinWait2, model.LastAck, model.Closing, model.Listen,
}

// sparkWidth is the number of samples in the small graph after each state.
const sparkWidth = 8

// statesLine shows how many sockets are in each state, and their recent history.
func (m meter) statesLine() string {
	left := []piece{{"STATES   ", theme.Strong, 0}}
	if m.moment == nil || len(m.moment.History) == 0 {
		return spread(m.theme, m.width, left, nil)
	}
	history := m.moment.History[max(len(m.moment.History)-sparkWidth, 0):]
	now := history[len(history)-1]
	for i, s := range shownStates {
		n := now.States[s]
		if n == 0 && s != model.Established && s != model.Listen {
			continue
		}
		left = append(left, piece{s.Name().String() + " " + cells.Thousands(n), theme.Plain, 1 + i})
		if s != model.Listen && len(history) > 1 { // graphs are removed before figures
			left = append(left, piece{m.theme.Spark(statesOf(history, s)), theme.Dim, 20 + i})
		}
	}
	left = append(left, piece{"UDP " + cells.Thousands(now.UDP), theme.Plain, 4})
	var right []piece
	if d := m.moment.OwnRates().Drops; d.Known {
		p := piece{fmt.Sprintf("drops %.0f/s", d.PerSecond), theme.Dim, 3}
		if d.PerSecond > 0 {
			p.tone, p.rank = theme.Warn, 1
		}
		right = append(right, p)
	}
	return spread(m.theme, m.width, left, right)
}
