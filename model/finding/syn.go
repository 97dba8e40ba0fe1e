package finding

import (
	"cmp"
	"slices"

	"berth/model"
	"berth/model/pool"
	"berth/model/safe"
)

// A SYN queue is nearly full from this part of its limit on, with at least so many.
const (
	fills  = 0.75
	fewest = 8
)

// synQueue is a port with half-open connections.
type synQueue struct {
	listener *model.Socket
	count    int
	limit    int // 0 if it is not known
}

// synQueues finds listeners with too many half-open connections.
func synQueues(l *look) {
	drops, cookies := l.rises(model.SynDrops), l.rises(model.SynCookied)
	var all []synQueue
	for id, n := range l.synReceived {
		if on := l.m.Index.On(id); id.NetNS == l.here().ID.Inode && id.Proto == model.TCP && len(on) > 0 {
			h := synQueue{listener: &l.m.Sockets[on[0]], count: n}
			for _, i := range on {
				h.limit += l.synLimit(&l.m.Sockets[i])
				if s := &l.m.Sockets[i]; s.ID().Compare(h.listener.ID()) < 0 { // the same one in any order
					h.listener = s
				}
			}
			all = append(all, h)
		}
	}
	slices.SortFunc(all, func(a, b synQueue) int {
		return cmp.Or(cmp.Compare(b.count, a.count), a.listener.ID().Compare(b.listener.ID()))
	})
	found := false
	for i, h := range all {
		filling := h.limit > 0 && h.count >= fewest && pool.Ratio(h.count, h.limit) >= fills
		overflows := i == 0 && drops+cookies > 0 // the kernel does not say which queue overflowed
		if !filling && !overflows {
			continue
		}
		severity := Warning
		if drops > 0 && overflows || h.limit > 0 && h.count >= h.limit {
			severity = Critical
		}
		found = true
		l.add(severity, l.about(h.listener), l.synAdvice(), append([]Evidence{l.halfOpen(h)}, l.synCounters()...)...)
	}
	if !found && drops+cookies > 0 {
		l.add(Warning, Subject{Words: safe.Say("unknown listener")}, l.synAdvice(), l.synCounters()...)
	}
	l.figures(model.SynDrops, model.SynCookied)
}

// synLimit is how many half-open connections a listener may have: its backlog; without
// SYN cookies also at most three quarters of tcp_max_syn_backlog
// (net/ipv4/tcp_input.c, tcp_conn_request).
func (l *look) synLimit(s *model.Socket) int {
	limit, cookies := l.here().Kernel.Figures[model.SynLimit], l.here().Kernel.Figures[model.SynCookies]
	if cookies.Known && cookies.Value == 0 && limit.Known {
		return min(int(s.TxQueue), int(limit.Value*3/4))
	}
	return int(s.TxQueue)
}

func (l *look) halfOpen(h synQueue) Evidence {
	e := Evidence{safe.Say("half open (SYN-RECV)"), safe.Format("%d half open", h.count), l.sockets()}
	if h.limit > 0 {
		e.Value = safe.Format("%s half open", of(h.count, h.limit))
	}
	return e
}

func (l *look) synCounters() []Evidence {
	var list []Evidence
	for _, c := range []struct {
		figure model.Figure
		what   safe.Text
		unit   safe.Text
	}{{model.SynDrops, safe.Say("SYNs dropped"), safe.Say("dropped")}, {model.SynCookied, safe.Say("SYNs answered with a cookie"), safe.Say("cookies")}} {
		if r := l.m.RatesAt(l.space).Figures[c.figure]; r.Known {
			list = append(list, Evidence{c.what, safe.Format("%s %s", perSecond(r.PerSecond), c.unit), c.figure.Source()})
		}
	}
	for _, f := range []model.Figure{model.SynLimit, model.SynCookies} {
		if l.here().Kernel.Figures[f].Known {
			list = append(list, Evidence{safe.Say("setting"), l.here().Kernel.Figures.Words(f), f.Source()})
		}
	}
	return list
}

// synAdvice is what helps a SYN queue.
func (l *look) synAdvice() Advice {
	a := Advice{Words: adviceSyn}
	cookies, limit := l.here().Kernel.Figures[model.SynCookies], l.here().Kernel.Figures[model.SynLimit]
	switch {
	case cookies.Known && cookies.Value == 0:
		a.Live = l.here().Kernel.Figures.Words(model.SynCookies)
		a.set(model.Change{Setting: model.SetSynCookies, NetNS: l.elsewhere(), Old: "0", New: "1"})
		a.Gains = gainsCookies
		a.Risks = []safe.Text{riskCookies}
	case limit.Known:
		a.Live = l.here().Kernel.Figures.Words(model.SynLimit)
		c := doubled(model.SetSynLimit, limit.Value, 1024, l.elsewhere())
		a.set(c)
		a.Gains = gainsSynLimit(c.New, c.Old)
		a.Risks = []safe.Text{riskSynLimit}
	}
	return a
}
