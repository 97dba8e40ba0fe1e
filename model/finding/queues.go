package finding

import (
	"math"
	"slices"
	"time"

	"berth/model"
	"berth/model/field"
	"berth/model/safe"
)

// queue is what was seen of the drops of a listener.
type queue struct {
	drops  uint32
	risen  uint32    // while somebody watched
	rose   time.Time // last
	looked time.Time
}

// recent is how long drops are worth a finding.
const recent = 30 * time.Second

// acceptQueues finds listeners whose program does not accept fast enough.
func acceptQueues(l *look) {
	w := l.w
	if w.queues == nil {
		w.queues = map[model.SocketID]*queue{}
	}
	blind, any := 0, false
	for _, i := range l.m.Index.Listeners() {
		s := &l.m.Sockets[i]
		if s.Proto != model.TCP || int(s.Space) != l.space {
			continue
		}
		if s.TxQueue == 0 { // the backend does not tell the limit
			blind++
		}
		q := w.queues[s.ID()]
		if q == nil || s.Drops < q.drops {
			q = &queue{drops: s.Drops}
			w.queues[s.ID()] = q
		}
		if s.Drops > q.drops && !l.broken {
			q.risen, q.rose = q.risen+s.Drops-q.drops, l.m.Taken
		}
		q.drops, q.looked = s.Drops, l.m.Taken
		full := s.TxQueue > 0 && s.RxQueue >= s.TxQueue
		dropping := !q.rose.IsZero() && l.m.Taken.Sub(q.rose) <= recent
		if full || dropping {
			any = true
			l.overflow(s, q, full, dropping)
		}
	}
	for id, q := range w.queues {
		if q.looked != l.m.Taken && l.space+1 >= len(l.m.Spaces) {
			delete(w.queues, id)
		}
	}
	more, risen := l.overflowed()
	switch {
	case any || blind == 0:
	case risen:
		l.add(Warning, Subject{Words: safe.Say("a listener that cannot be told")},
			Advice{Words: safe.Say("the limits of the accept queues can be told with netlink alone: find the listener with it (--backend netlink), then let its program accept faster or give listen(2) a greater backlog")},
			Evidence{safe.Say("overflows"), more, safe.Say("TcpExt ListenOverflows")}, l.listenDrops())
	default:
		l.miss(safe.Say("accept queues"), says("the limit of %d listeners is not told by this backend", blind))
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
	drops := Evidence{safe.Say("dropped by this listener"), safe.Concat(field.Thousands(s.Drops), safe.Say(" dropped")), l.sockets()}
	if q.risen > 0 {
		drops.Value = safe.Concat(drops.Value, says(", %d of them while watching", q.risen))
	}
	evidence := []Evidence{waiting, drops, l.listenDrops()}
	if more, ok := l.overflowed(); ok {
		evidence = append(evidence, Evidence{safe.Say("overflows of all listeners"), more, safe.Say("TcpExt ListenOverflows")})
	}
	if limit := l.here().Kernel.Figures[model.AcceptLimit]; limit.Known {
		evidence = append(evidence, Evidence{safe.Say("listen(2) cuts its backlog to"), safe.Number(limit.Value), model.AcceptLimit.Source()})
	}
	l.add(severity, l.about(s), l.accepting(s), evidence...)
}

// overflows is how often accept queues of a network namespace overflowed.
type overflows struct {
	space model.SpaceID
	told  model.Reading // ListenOverflows of the last moment
	risen int64         // by how much it rose then
}

// count says by how much the kernel's count of overflows rose since the last moment.
func (w *Watch) count(l *look) {
	all := make([]overflows, len(l.m.Spaces))
	for i := range all {
		s, o := &l.m.Spaces[i], &all[i]
		if at := slices.IndexFunc(w.overflows, func(o overflows) bool { return o.space == s.ID }); at >= 0 {
			*o = w.overflows[at]
		}
		is := s.Kernel.Overflows
		switch {
		case l.broken || !is.Known || !o.told.Known || is.Value < o.told.Value:
			o.risen = 0
		case !l.m.Taken.Equal(w.taken): // the same moment again says nothing new
			o.risen = is.Value - o.told.Value
		}
		o.space, o.told = s.ID, is
	}
	w.overflows = all
}

// overflowed is that rise in words.
func (l *look) overflowed() (by safe.Text, risen bool) {
	n := int64(0)
	if l.space < len(l.w.overflows) {
		n = l.w.overflows[l.space].risen
	}
	return says("+%d since the last look", n), n > 0
}

// listenDrops is what all listeners have dropped.
func (l *look) listenDrops() Evidence {
	e := Evidence{safe.Say("drops of all listeners"), safe.Say("n/a"), safe.Say("TcpExt ListenDrops")}
	if d := l.here().Kernel.ListenDrops; d.Known {
		e.Value = field.Thousands(d.Value)
	}
	if r := l.m.RatesAt(l.space).Drops; r.Known {
		e.Value = safe.Concat(e.Value, says(", %.1f/s", r.PerSecond))
	}
	return e
}

// accepting is what helps an accept queue: the limit of the kernel alone where the
// listener has all that it allows.
func (l *look) accepting(s *model.Socket) Advice {
	a := Advice{Words: safe.Say("lasting: let the program accept faster (more threads or workers)")}
	limit := l.here().Kernel.Figures[model.AcceptLimit]
	if !limit.Known || s.TxQueue == 0 {
		return a
	}
	a.Live = l.here().Kernel.Figures.Words(model.AcceptLimit)
	if int64(s.TxQueue) < limit.Value {
		a.Words = safe.Concat(says("the program itself asked for a backlog of %d: raise it in its configuration (listen(2)), the kernel would allow %d. ", s.TxQueue, limit.Value), a.Words)
		return a
	}
	c := doubled(model.SetAcceptLimit, limit.Value, 4096, s.NetNS)
	a.Change, a.Command = &c, c.Setting.Command(c.New)
	a.Gains = says("up to %s connections wait instead of %d, once the program listens anew and asks for as many", c.New, s.TxQueue)
	a.Risks = []safe.Text{safe.Say("a longer queue hides a program that is too slow: clients wait longer before they are served")}
	return a
}

// doubled is a change to twice the value, to least at least, and to no more than
// the kernel takes.
func doubled(s model.Setting, value int64, least int64, netns uint32) model.Change {
	if s.Scope() == model.OfMachine {
		netns = 0
	}
	return model.Change{Setting: s, NetNS: netns, Old: safe.Number(value).String(), New: safe.Number(min(max(2*value, least), math.MaxInt32)).String()}
}
