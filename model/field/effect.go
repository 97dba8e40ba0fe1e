package field

import (
	"fmt"

	"berth/model"
)

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

// Effect says in numbers what a change makes of a pool: "64,502 ports and not
// 28,232; 32% taken and not 73%; full in 38:10 and not in 7:04".
func Effect(now *model.Pool, o *model.Outcome) model.Safe {
	text := model.Sanitise(fmt.Sprintf("%s ports and not %s; %s taken and not %s",
		Thousands(o.Size), Thousands(now.Size), Taken(&o.Pool), Taken(now)))
	if o.Size == now.Size {
		text = model.Sanitise(fmt.Sprintf("%s taken and not %s, of %s ports", Taken(&o.Pool), Taken(now), Thousands(now.Size)))
	}
	if before, after := Full(now), Full(&o.Pool); before != after {
		text = model.Concat(text, model.Say("; full: "), after, model.Say(" and not "), before)
	}
	return text
}

// Thousands writes a number with commas: 28,232.
func Thousands(n int) model.Safe {
	s := model.Number(n).String()
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return model.Sanitise(s)
}
