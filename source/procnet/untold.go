package procnet

import "berth/model"

// Untold are gaps for what was asked for and is in none of the tables, so that
// nothing found is not taken for nothing there.
func (*Backend) Untold(need model.Need) []model.Gap {
	var gaps []model.Gap
	for _, missing := range []struct {
		need model.Need
		what model.Safe
	}{
		{model.NeedBound, model.Say("sockets that are only bound")},
		{model.NeedDevices, model.Say("interfaces that sockets are bound to")},
	} {
		if need.Has(missing.need) {
			gaps = append(gaps, model.Gap{What: missing.what, Why: model.Say("not in /proc/net; needs netlink")})
		}
	}
	return gaps
}
