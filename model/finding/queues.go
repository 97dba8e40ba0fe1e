package finding

import (
	"math"
	"slices"
	"time"

	"berth/model"
	"berth/model/field"
	"berth/model/safe"
)

// queue is the history of the drops of a listener.
type queue struct {
	drops uint32
	risen uint32    // since berth started
	rose  time.Time // last rise
	seen  time.Time
}

// recent is how long a rise of drops stays a finding.
const recent = 30 * time.Second

// acceptQueues finds listeners whose program does not accept fast enough.
func acceptQueues(l *look) {
	w := l.w
	if w.queues == nil {
		w.queues = map[model.SocketID]*queue{}
	}
	unlimited, any := 0, false
	for _, i := range l.m.Index.Listeners() {
		s := &l.m.Sockets[i]
		if s.Proto != model.TCP || int(s.Space) != l.space {
			continue
		}
		if s.TxQueue == 0 { // the backend does not read the limit
			unlimited++
		}
		q := w.queues[s.ID()]
		if q == nil || s.Drops < q.drops {
			q = &queue{drops: s.Drops}
			w.queues[s.ID()] = q
		}
		if s.Drops > q.drops && !l.interrupted {
			q.risen, q.rose = q.risen+s.Drops-q.drops, l.m.Taken
		}
		q.drops, q.seen = s.Drops, l.m.Taken
		full := s.TxQueue > 0 && s.RxQueue >= s.TxQueue
		dropping := !q.rose.IsZero() && l.m.Taken.Sub(q.rose) <= recent
		if full || dropping {
			any = true
			l.overflow(s, q, full, dropping)
		}
	}
	for id, q := range w.queues {
		if q.seen != l.m.Taken && l.space+1 >= len(l.m.Spaces) {
			delete(w.queues, id)
		}
	}
	more, risen := l.overflowed()
	switch {
	case any || unlimited == 0:
	case risen:
		l.add(Warning, Subject{Words: safe.Say("unknown listener")},
			Advice{Words: adviceOtherBackend},
			Evidence{safe.Say("overflows"), more, safe.Say("TcpExt ListenOverflows")}, l.listenDrops())
	default:
		l.miss(safe.Say("accept queues"), safe.Format("this backend does not read the limit of %d listeners", unlimited))
	}
}

func (l *look) overflow(s *model.Socket, q *queue, full, dropping bool) {
	severity := Warning
	if full && dropping {
		severity = Critical
	}
	waiting := Evidence{safe.Say("waiting for accept"), safe.Number(s.RxQueue), l.sockets()}
	if s.TxQueue > 0 {
		waiting.Value = of(int(s.RxQueue), int(s.TxQueue))
	}
	drops := Evidence{safe.Say("dropped by this listener"), safe.Format("%s dropped", field.Thousands(s.Drops)), l.sockets()}
	if q.risen > 0 {
		drops.Value = safe.Format("%s, %d of them since berth started", drops.Value, q.risen)
	}
	evidence := []Evidence{waiting, drops, l.listenDrops()}
	if more, ok := l.overflowed(); ok {
		evidence = append(evidence, Evidence{safe.Say("overflows of all listeners"), more, safe.Say("TcpExt ListenOverflows")})
	}
	if limit := l.here().Kernel.Figures[model.AcceptLimit]; limit.Known {
		evidence = append(evidence, Evidence{safe.Say("backlog limit"), safe.Number(limit.Value), model.AcceptLimit.Source()})
	}
	l.add(severity, l.about(s), l.accepting(s), evidence...)
}

// overflows is how often accept queues of a network namespace have overflowed.
type overflows struct {
	space model.SpaceID
	count model.Reading // ListenOverflows of the last moment
	risen int64         // how much it rose in the last moment
}

// count works out how much the kernel's counts of overflows rose since the last moment.
func (w *Watch) count(l *look) {
	all := make([]overflows, len(l.m.Spaces))
	for i := range all {
		s, o := &l.m.Spaces[i], &all[i]
		if at := slices.IndexFunc(w.overflows, func(o overflows) bool { return o.space == s.ID }); at >= 0 {
			*o = w.overflows[at]
		}
		now := s.Kernel.Overflows
		switch {
		case l.interrupted || !now.Known || !o.count.Known || now.Value < o.count.Value:
			o.risen = 0
		case !l.m.Taken.Equal(w.taken): // the same moment again says nothing new
			o.risen = now.Value - o.count.Value
		}
		o.space, o.count = s.ID, now
	}
	w.overflows = all
}

// overflowed is that rise in words.
func (l *look) overflowed() (by safe.Text, risen bool) {
	n := int64(0)
	if l.space < len(l.w.overflows) {
		n = l.w.overflows[l.space].risen
	}
	return safe.Format("+%d since the last sample", n), n > 0
}

// listenDrops is how many connections all listeners have dropped.
func (l *look) listenDrops() Evidence {
	e := Evidence{safe.Say("drops of all listeners"), safe.Say("n/a"), safe.Say("TcpExt ListenDrops")}
	if d := l.here().Kernel.ListenDrops; d.Known {
		e.Value = field.Thousands(d.Value)
	}
	if r := l.m.RatesAt(l.space).Drops; r.Known {
		e.Value = safe.Format("%s, %s", e.Value, perSecond(r.PerSecond))
	}
	return e
}

// accepting is what helps an accept queue. A higher limit of the kernel helps only if
// the backlog of the listener already is at the limit.
func (l *look) accepting(s *model.Socket) Advice {
	a := Advice{Words: adviceAccept}
	limit := l.here().Kernel.Figures[model.AcceptLimit]
	if !limit.Known || s.TxQueue == 0 {
		return a
	}
	a.Live = l.here().Kernel.Figures.Words(model.AcceptLimit)
	if int64(s.TxQueue) < limit.Value {
		a.Words = adviceBacklog(s.TxQueue, limit.Value)
		return a
	}
	c := doubled(model.SetAcceptLimit, limit.Value, 4096, s.NetNS)
	a.Change, a.Command = &c, c.Setting.Command(c.New)
	a.Gains = gainsAccept(c.New, s.TxQueue)
	a.Risks = []safe.Text{riskAccept}
	return a
}

// doubled is a change to twice the value, at least least, and at most what the
// kernel accepts.
func doubled(s model.Setting, value int64, least int64, netns uint32) model.Change {
	if s.Scope() == model.OfMachine {
		netns = 0
	}
	return model.Change{Setting: s, NetNS: netns, Old: safe.Number(value).String(), New: safe.Number(min(max(2*value, least), math.MaxInt32)).String()}
}
