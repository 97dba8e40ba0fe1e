package field

import (
	"berth/model/pool"
	"berth/model/safe"
)

// Taken writes what part of a pool no new socket is given.
func Taken(p *pool.Pool) safe.Text { return Share(pool.Ratio(p.Stuck(), p.Size)) }

// Full writes when a pool is used up: "7:04", "now", "levels off" where growth ends
// before, "-" where nothing grows.
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

// End says when a pool is used up: "full in 7:04", "full now", "levels off", "no growth".
func End(p *pool.Pool) safe.Text {
	switch text := Full(p); {
	case text == dash:
		return safe.Say("no growth")
	case p.Left() == 0:
		return safe.Say("full now")
	case !p.Trend.Ends:
		return text
	default:
		return safe.Concat(safe.Say("full in "), text)
	}
}

// Effect says in numbers what a change makes of a pool: "64,502 ports instead of
// 28,232; 32% taken instead of 73%; full in 38:10 instead of full in 7:04". Of a
// pool that comes to no end either way nothing is said of the end.
func Effect(now *pool.Pool, o *pool.Outcome) safe.Text {
	parts := []safe.Text{
		instead(Thousands(o.Size), Thousands(now.Size), " ports"),
		instead(Taken(&o.Pool), Taken(now), " taken"),
	}
	switch {
	case now.Left() == 0 && o.Left() > 0 && !o.Trend.Growing: // what kept it from growing is gone
		parts = append(parts, safe.Say("no longer full"))
	case comes(now) || comes(&o.Pool):
		parts = append(parts, instead(End(&o.Pool), End(now), ""))
	}
	return safe.Join(safe.Say("; "), parts...)
}

// comes reports whether a pool is used up, or will be.
func comes(p *pool.Pool) bool { return p.Left() == 0 || p.Trend.Growing && p.Trend.Ends }

// instead says what is there then, and what is there now where that is another.
func instead(then, now safe.Text, what string) safe.Text {
	text := safe.Concat(then, safe.Sanitise(what))
	if then == now {
		return text
	}
	return safe.Concat(text, safe.Say(" instead of "), now)
}

// Thousands writes a number with commas: 28,232.
func Thousands[N integer](n N) safe.Text {
	s := safe.Number(n).String()
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return safe.Sanitise(s)
}
