package finding

import (
	"cmp"
	"slices"

	"berth/model"
	"berth/model/pool"
	"berth/model/safe"
)

// When a SYN queue fills: this part of it, and at least so many.
const (
	fills  = 0.75
	fewest = 8
)

// half is a port with connections that are half open.
type half struct {
	listener *model.Socket
	count    int
	limit    int // 0 where it is not told
}

// synQueues finds listeners with too many connections that are half open.
func synQueues(l *look) {
	drops, cookies := l.rises(model.SynDrops), l.rises(model.SynCookied)
	var all []half
	for id, n := range l.half {
		if on := l.m.Index.On(id); id.NetNS == l.here().ID.Inode && id.Proto == model.TCP && len(on) > 0 {
			h := half{listener: &l.m.Sockets[on[0]], count: n}
			for _, i := range on {
				h.limit += l.synLimit(&l.m.Sockets[i])
				if s := &l.m.Sockets[i]; s.ID().Compare(h.listener.ID()) < 0 { // whatever their order
					h.listener = s
				}
			}
			all = append(all, h)
		}
	}
	slices.SortFunc(all, func(a, b half) int {
		return cmp.Or(cmp.Compare(b.count, a.count), a.listener.ID().Compare(b.listener.ID()))
	})
	told := false
	for i, h := range all {
		filling := h.limit > 0 && h.count >= fewest && pool.Ratio(h.count, h.limit) >= fills
		overflows := i == 0 && drops+cookies > 0 // the kernel does not say whose queue it was
		if !filling && !overflows {
			continue
		}
		severity := Warning
		if drops > 0 && overflows || h.limit > 0 && h.count >= h.limit {
			severity = Critical
		}
		told = true
		l.add(severity, l.about(h.listener), l.answering(), append([]Evidence{l.halfOpen(h)}, l.synCounters()...)...)
	}
	if !told && drops+cookies > 0 {
		l.add(Warning, Subject{Words: safe.Say("a listener that cannot be told")}, l.answering(), l.synCounters()...)
	}
	l.figures(model.SynDrops, model.SynCookied)
}

// synLimit is how many half-open connections a listener may have: its backlog,
// and three quarters of tcp_max_syn_backlog where there are no SYN cookies
// (net/ipv4/tcp_input.c, tcp_conn_request).
func (l *look) synLimit(s *model.Socket) int {
	limit, cookies := l.here().Kernel.Figures[model.SynLimit], l.here().Kernel.Figures[model.SynCookies]
	if cookies.Known && cookies.Value == 0 && limit.Known {
		return min(int(s.TxQueue), int(limit.Value*3/4))
	}
	return int(s.TxQueue)
}

func (l *look) halfOpen(h half) Evidence {
	e := Evidence{safe.Say("half open (SYN-RECV)"), says("%d half open", h.count), l.sockets()}
	if h.limit > 0 {
		e.Value = safe.Concat(of(h.count, h.limit), safe.Say(" half open"))
	}
	return e
}

func (l *look) synCounters() []Evidence {
	var list []Evidence
	for _, c := range []struct {
		figure model.Figure
		what   safe.Text
		unit   string
	}{{model.SynDrops, safe.Say("SYNs dropped"), "dropped"}, {model.SynCookied, safe.Say("SYNs answered with a cookie"), "cookies"}} {
		if r := l.m.RatesAt(l.space).Figures[c.figure]; r.Known {
			list = append(list, Evidence{c.what, says("%.1f/s %s", r.PerSecond, c.unit), c.figure.Source()})
		}
	}
	for _, f := range []model.Figure{model.SynLimit, model.SynCookies} {
		if told := l.here().Kernel.Figures[f]; told.Known {
			list = append(list, Evidence{safe.Say("setting"), l.here().Kernel.Figures.Words(f), f.Source()})
		}
	}
	return list
}

// answering is what helps a SYN queue.
func (l *look) answering() Advice {
	a := Advice{Words: safe.Say("if these are no clients of yours, it is a SYN flood: filter it before it comes here. Else raise the backlog of the program (listen(2)) and net.core.somaxconn: they limit the half-open connections too")}
	cookies, limit := l.here().Kernel.Figures[model.SynCookies], l.here().Kernel.Figures[model.SynLimit]
	switch {
	case cookies.Known && cookies.Value == 0:
		a.Live = l.here().Kernel.Figures.Words(model.SynCookies)
		a.set(model.Change{Setting: model.SetSynCookies, NetNS: l.elsewhere(), Old: "0", New: "1"})
		a.Gains = safe.Say("a full queue answers with a cookie instead of dropping the SYN: clients get in")
		a.Risks = []safe.Text{safe.Say("connections that came by a cookie lose TCP options where the client sends no timestamps")}
	case limit.Known:
		a.Live = l.here().Kernel.Figures.Words(model.SynLimit)
		c := doubled(model.SetSynLimit, limit.Value, 1024, l.elsewhere())
		a.set(c)
		a.Gains = says("%s half-open connections instead of %s, where SYN cookies are off and the backlog is as long", c.New, c.Old)
		a.Risks = []safe.Text{safe.Say("some 300 bytes of kernel memory for each")}
	}
	return a
}
