package procnet

import (
	"berth/model"
	"berth/model/safe"
	"berth/source/tables"
)

// untold are gaps for what was asked for and is in none of the tables, so that
// nothing found is not taken for nothing there.
func untold(want tables.Ask) []model.Gap {
	var gaps []model.Gap
	for _, missing := range []struct {
		asked bool
		what  safe.Text
	}{
		{want.Bound, safe.Say("sockets that are only bound")},
		{want.Devices, safe.Say("interfaces that sockets are bound to")},
	} {
		if missing.asked {
			gaps = append(gaps, model.Gap{What: missing.what, Why: safe.Say("not in /proc/net; needs netlink")})
		}
	}
	return gaps
}
