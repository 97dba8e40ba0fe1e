package procnet

import (
	"berth/model"
	"berth/source/tables"
)

// untold are gaps for what was asked for and is in none of the tables, so that
// nothing found is not taken for nothing there.
func untold(want tables.Ask) []model.Gap {
	var gaps []model.Gap
	for _, missing := range []struct {
		asked bool
		what  model.Safe
	}{
		{want.Bound, model.Say("sockets that are only bound")},
		{want.Devices, model.Say("interfaces that sockets are bound to")},
	} {
		if missing.asked {
			gaps = append(gaps, model.Gap{What: missing.what, Why: model.Say("not in /proc/net; needs netlink")})
		}
	}
	return gaps
}
