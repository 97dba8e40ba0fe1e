package field

import (
	"berth/model/pool"
	"berth/model/safe"
)

// Taken writes the share of a pool's ports that no new socket can get.
func Taken(p *pool.Pool) safe.Text { return Share(pool.Ratio(p.Stuck(), p.Size)) }

// Full writes when a pool will be full: "7:04", "now", "levels off" if its growth ends
// before that, "-" if it does not grow.
func Full(p *pool.Pool) safe.Text {
	switch {
	case p.Left() == 0:
		return safe.Say("now")
	case !p.Trend.Growing:
		return dash
	case !p.Trend.Ends:
		return safe.Say("levels off")
	}
	return Left(p.Trend.Full)
}

// End says when a pool will be full: "full in 7:04", "full now", "levels off", "no growth".
func End(p *pool.Pool) safe.Text {
	switch text := Full(p); {
	case text == dash:
		return safe.Say("no growth")
	case p.Left() == 0:
		return safe.Say("full now")
	case !p.Trend.Ends:
		return text
	default:
		return safe.Format("full in %s", text)
	}
}

// Effect says in numbers what a change does to a pool: "64,502 ports instead of
// 28,232; 32% taken instead of 73%; full in 38:10 instead of full in 7:04". It leaves
// the last part out if the pool never fills up, with or without the change.
func Effect(now *pool.Pool, o *pool.Outcome) safe.Text {
	parts := []safe.Text{
		instead(safe.Format("%s ports", Thousands(o.Size)), Thousands(o.Size), Thousands(now.Size)),
		instead(safe.Format("%s taken", Taken(&o.Pool)), Taken(&o.Pool), Taken(now)),
	}
	switch {
	case now.Left() == 0 && o.Left() > 0 && !o.Trend.Growing: // it is full now; with the change it is not, and does not grow
		parts = append(parts, safe.Say("no longer full"))
	case fillsUp(now) || fillsUp(&o.Pool):
		parts = append(parts, instead(End(&o.Pool), End(&o.Pool), End(now)))
	}
	return safe.Join(safe.Say("; "), parts...)
}

// fillsUp reports whether a pool is full, or will be.
func fillsUp(p *pool.Pool) bool { return p.Left() == 0 || p.Trend.Growing && p.Trend.Ends }

// instead is text, followed by the value of now if the change makes it another one.
func instead(text, then, now safe.Text) safe.Text {
	if then == now {
		return text
	}
	return safe.Format("%s instead of %s", text, now)
}

// Thousands writes a number with commas: 28,232.
func Thousands[N integer](n N) safe.Text {
	s := safe.Number(n).String()
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return safe.Sanitise(s)
}
