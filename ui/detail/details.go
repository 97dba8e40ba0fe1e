package detail

import (
	"fmt"

	"berth/model"
	"berth/model/safe"
)

// ProcessDetails is the facts of a process that are read only for the inspector. command is
// its command line; its label says whether it is masked.
func ProcessDetails(d *model.Detail, command Fact) []Fact {
	return []Fact{
		{"name, escapes shown", d.Name},
		command,
		{"memory", known(d.Memory, bytesText)},
		{"CPU since its start", percent(d.CPU)},
		{"threads", known(d.Threads, safe.Number[int64])},
		{"descriptors", known(d.Files, safe.Number[int64])},
		{"of at most", known(d.MayOpen, safe.Number[int64])},
		{"working directory", orDash(d.Cwd)},
		{"children", children(d.Children)},
	}
}

func known(r model.Reading, text func(int64) safe.Text) safe.Text {
	if !r.Known {
		return safe.Say("n/a")
	}
	return text(r.Value)
}

func bytesText(n int64) safe.Text {
	v, unit := float64(n), 0
	for v >= 1024 && unit < 4 {
		v, unit = v/1024, unit+1
	}
	return safe.Sanitise(fmt.Sprintf("%.1f %s", v, []string{"B", "KiB", "MiB", "GiB", "TiB"}[unit]))
}

func percent(v float64) safe.Text {
	if v < 0 {
		return safe.Say("n/a")
	}
	return safe.Sanitise(fmt.Sprintf("%.1f %% of one core", v))
}

func children(list []model.Process) safe.Text {
	if len(list) == 0 {
		return safe.Say("none")
	}
	const most = 8
	parts := make([]safe.Text, 0, most+1)
	for _, p := range list[:min(len(list), most)] {
		parts = append(parts, safe.Format("%s %d", p.Name, p.ID.PID))
	}
	if n := len(list) - most; n > 0 {
		parts = append(parts, safe.Format("%d more", n))
	}
	return safe.Join(safe.Say(", "), parts...)
}
