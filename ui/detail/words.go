package detail

import (
	"time"

	"berth/model/field"
	"berth/model/pool"
	"berth/model/row"
	"berth/model/safe"
)

// reusableWords is the effect of tcp_tw_reuse on the pool.
func reusableWords(r row.PoolRow) safe.Text {
	n, k := safe.Number(r.Reusable), &r.In.SpaceWith(r.ID.NetNS).Kernel
	switch reuse := k.TWReuse; {
	case r.ID.Kind != pool.ToDestination:
		return safe.Format("%s: tcp_tw_reuse works only for connect without bind", n)
	case !reuse.Known:
		return safe.Say("n/a: net.ipv4.tcp_tw_reuse could not be read")
	case reuse.Value == 0:
		return safe.Format("%s: net.ipv4.tcp_tw_reuse is 0", n)
	case pool.Unstamped(k):
		return safe.Format("%s: tcp_tw_reuse does nothing while net.ipv4.tcp_timestamps is 0", n)
	case !pool.Reuses(k, r.ID):
		return safe.Format("%s: net.ipv4.tcp_tw_reuse is 2, loopback only", n)
	default:
		return safe.Format("%s in TIME-WAIT for long enough: net.ipv4.tcp_tw_reuse is %d", n, reuse.Value)
	}
}

// trendWords is the growth of a pool and its forecast.
func trendWords(r row.PoolRow) safe.Text {
	t := r.Trend
	switch {
	case r.Left() == 0:
		return safe.Say("full: the next socket finds no port (EADDRNOTAVAIL)")
	case !t.Growing:
		return safe.Say("no steady growth")
	case !t.Ends:
		return safe.Format("%s, levels off before the pool is full", field.Growth(t.PerSecond))
	}
	return safe.Format("%s, full in %s", field.Growth(t.PerSecond), field.Left(t.Full))
}

// started is the start time, and how long ago that was.
func started(at, now time.Time) safe.Text {
	if at.IsZero() {
		return safe.Say("n/a")
	}
	return safe.Format("%s, %s ago", at.Format(time.DateTime), field.Age(now.Sub(at), true))
}
