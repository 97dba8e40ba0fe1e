package field

import "berth/model"

// Taken writes what part of a pool no new socket is given.
func Taken(p *model.Pool) model.Safe { return Share(model.Ratio(p.Stuck(), p.Size)) }

// Full writes when a pool is used up: "7:04", "now", "levels off" where growth ends
// before, "-" where nothing grows.
func Full(p *model.Pool) model.Safe {
	switch {
	case p.Left() == 0:
		return model.Say("now")
	case !p.Trend.Growing:
		return dash
	case !p.Trend.Ends:
		return model.Say("levels off")
	}
	return Left(p.Trend.Full)
}

// End says when a pool is used up: "full in 7:04", "full now", "levels off", "no growth".
func End(p *model.Pool) model.Safe {
	switch text := Full(p); {
	case text == dash:
		return model.Say("no growth")
	case p.Left() == 0:
		return model.Say("full now")
	case !p.Trend.Ends:
		return text
	default:
		return model.Concat(model.Say("full in "), text)
	}
}

// Effect says in numbers what a change makes of a pool: "64,502 ports instead of
// 28,232; 32% taken instead of 73%; full in 38:10 instead of full in 7:04". Of a
// pool that comes to no end either way nothing is said of the end.
func Effect(now *model.Pool, o *model.Outcome) model.Safe {
	parts := []model.Safe{
		instead(Thousands(o.Size), Thousands(now.Size), " ports"),
		instead(Taken(&o.Pool), Taken(now), " taken"),
	}
	switch {
	case now.Left() == 0 && o.Left() > 0 && !o.Trend.Growing: // what kept it from growing is gone
		parts = append(parts, model.Say("no longer full"))
	case comes(now) || comes(&o.Pool):
		parts = append(parts, instead(End(&o.Pool), End(now), ""))
	}
	return model.Join(model.Say("; "), parts...)
}

// comes reports whether a pool is used up, or will be.
func comes(p *model.Pool) bool { return p.Left() == 0 || p.Trend.Growing && p.Trend.Ends }

// instead says what is there then, and what is there now where that is another.
func instead(then, now model.Safe, what string) model.Safe {
	text := model.Concat(then, model.Sanitise(what))
	if then == now {
		return text
	}
	return model.Concat(text, model.Say(" instead of "), now)
}

// Thousands writes a number with commas: 28,232.
func Thousands[N integer](n N) model.Safe {
	s := model.Number(n).String()
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return model.Sanitise(s)
}
