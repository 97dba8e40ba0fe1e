package detail

import (
	"fmt"

	"berth/model"
)

// Closely is what a closer look at a process tells. command is its command line,
// masked or not, as its label says.
func Closely(d *model.Detail, command Fact) []Fact {
	return []Fact{
		{"name, escapes shown", d.Name},
		command,
		{"memory", known(d.Memory, bytesText)},
		{"CPU since its start", percent(d.CPU)},
		{"threads", known(d.Threads, model.Number[int64])},
		{"descriptors", known(d.Files, model.Number[int64])},
		{"of at most", known(d.MayOpen, model.Number[int64])},
		{"working directory", orDash(d.Cwd)},
		{"children", children(d.Children)},
	}
}

func known(r model.Reading, text func(int64) model.Safe) model.Safe {
	if !r.Known {
		return model.Say("n/a")
	}
	return text(r.Value)
}

func bytesText(n int64) model.Safe {
	v, unit := float64(n), 0
	for v >= 1024 && unit < 4 {
		v, unit = v/1024, unit+1
	}
	return model.Sanitise(fmt.Sprintf("%.1f %s", v, []string{"B", "KiB", "MiB", "GiB", "TiB"}[unit]))
}

func percent(v float64) model.Safe {
	if v < 0 {
		return model.Say("n/a")
	}
	return model.Sanitise(fmt.Sprintf("%.1f %% of one core", v))
}

func children(list []model.Process) model.Safe {
	if len(list) == 0 {
		return model.Say("none")
	}
	const most = 8
	parts := make([]model.Safe, 0, most+1)
	for _, p := range list[:min(len(list), most)] {
		parts = append(parts, model.Join(model.Say(" "), p.Name, model.Number(p.ID.PID)))
	}
	if n := len(list) - most; n > 0 {
		parts = append(parts, model.Concat(model.Number(n), model.Say(" more")))
	}
	return model.Join(model.Say(", "), parts...)
}
