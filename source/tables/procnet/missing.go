package procnet

import (
	"berth/model"
	"berth/model/safe"
	"berth/source/tables"
)

// missingFacts returns gaps for requested facts that /proc/net does not contain, so that
// "not found" is not mistaken for "does not exist".
func missingFacts(want tables.Ask) []model.Gap {
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
