package finding

import (
	"cmp"
	"slices"
	"time"

	"berth/model/field"
	"berth/model/pool"
	"berth/model/safe"
)

// Thresholds for a pool: the part of it that no new socket can get, and the time
// until it is full.
const (
	nearly     = 0.90
	used       = 0.98
	soon       = 10 * time.Minute
	begun      = 0.25 // below this part a forecast is ignored: a burst into an empty pool means nothing
	atOnce     = time.Minute
	tight      = 0.70 // from this part on it matters what holds the ports
	openerMost = 8    // the process that opens most is counted for so many pools only
)

// fullPools finds the pools of a kind that are nearly used up.
func fullPools(kind pool.PoolKind) func(*look) {
	return func(l *look) {
		if !l.ranged() {
			return
		}
		pools := l.m.Pools.List
		var at []int
		for i := range pools {
			if p := &pools[i]; p.ID.Kind == kind && counts(p) && (full(p) >= nearly || full(p) >= begun && ending(p, soon)) {
				at = append(at, i)
			}
		}
		slices.SortFunc(at, func(a, b int) int {
			return cmp.Or(cmp.Compare(full(&pools[b]), full(&pools[a])), pools[a].ID.Compare(pools[b].ID))
		})
		for n, i := range at {
			p, severity := &pools[i], Warning
			if full(p) >= used || ending(p, atOnce) {
				severity = Critical
			}
			l.add(severity, aboutPool(p), l.remedy(i), l.evidence(i, n < openerMost)...)
		}
	}
}

// waitingPools finds tight pools of which TIME-WAIT holds most.
func waitingPools(l *look) {
	if !l.ranged() {
		return
	}
	for i := range l.m.Pools.List {
		p := &l.m.Pools.List[i]
		waits := p.Use.TimeWait - p.Reusable
		if p.ID.Kind == pool.OfUDP || !counts(p) || full(p) < tight || 2*waits <= p.Stuck() {
			continue
		}
		evidence := append([]Evidence{{safe.Say("in TIME-WAIT"), safe.Format("%s of the ports taken", of(waits, p.Stuck())), l.sockets()}},
			l.evidence(i, false)...)
		l.add(Warning, aboutPool(p), l.remedy(i), evidence...)
	}
}

// ranged reports whether the ephemeral range is known; if not, it reports why.
func (l *look) ranged() bool {
	if !l.m.OwnBudget().Known {
		if l.rank == 0 { // other rules need it too; one report is enough
			l.miss(safe.Say("use of the ephemeral range"), safe.Say("net.ipv4.ip_local_port_range could not be read"))
		}
	}
	return l.m.Pools != nil && len(l.m.Pools.List) > 0
}

// counts reports whether a pool limits the sockets that programs open.
func counts(p *pool.Pool) bool {
	return p.Matters() || p.ID.Kind == pool.OfUDP && p.Held() > 0
}

// full is the part of a pool that no new socket can get.
func full(p *pool.Pool) float64 { return pool.Ratio(p.Stuck(), p.Size) }

// ending reports whether a pool will be full within a time.
func ending(p *pool.Pool, within time.Duration) bool {
	return p.Trend.Growing && p.Trend.Ends && p.Trend.Full < within
}

// aboutPool is the subject for a pool.
func aboutPool(p *pool.Pool) Subject {
	return Subject{Words: p.ID.Words(), About: AboutPool, Pool: p.ID}
}

// evidence is what a pool holds, and how it grows.
func (l *look) evidence(at int, opener bool) []Evidence {
	p := &l.m.Pools.List[at]
	list := []Evidence{{safe.Say("ports taken"), of(p.Stuck(), p.Size), l.sockets()}}
	if p.Trend.Growing {
		list = append(list, Evidence{safe.Say("growth"), safe.Join(safe.Say(", "), field.Growth(p.Trend.PerSecond), field.End(p)), sloped()})
	}
	list = append(list,
		Evidence{safe.Say("held by"), safe.Format("%d established, %d TIME-WAIT (%d reusable), %d other", p.Use.Established, p.Use.TimeWait, p.Reusable, p.Use.Other), l.sockets()},
		Evidence{safe.Say("ephemeral range"), l.m.BudgetWith(p.ID.NetNS).Range.Safe(), safe.Say("net.ipv4.ip_local_port_range")})
	if p.Guessed > 0 {
		list = append(list, Evidence{safe.Say("guessed from the port"), safe.Format("%d guessed", p.Guessed), safe.Say("the half of the range that bind prefers")})
	}
	if opener {
		if process, ok := l.m.Opener(at); ok {
			list = append(list, Evidence{safe.Say("most are held by"), named(&l.m.Processes[process]), owned()})
		}
	}
	return list
}
