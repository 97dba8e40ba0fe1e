package finding

import (
	"math"
	"strings"
	"time"

	"berth/model"
	"berth/model/field"
	"berth/model/growth"
	"berth/model/moment"
	"berth/model/safe"
)

// closing is what one process has in CLOSE-WAIT.
type closing struct {
	count  int32
	oldest time.Duration
	whole  bool
}

func (c *closing) add(m *moment.Moment, socket int) {
	c.count++
	if age, whole := m.Age(socket); c.count == 1 || age > c.oldest {
		c.oldest, c.whole = age, whole
	}
}

// leak is how the connections in CLOSE-WAIT of a process went.
type leak struct {
	line growth.Line
	seen time.Time
}

// leaks finds processes whose connections in CLOSE-WAIT become more and more. A
// number that stays is no leak.
func leaks(l *look) {
	w := l.w
	if w.leaks == nil {
		w.leaks = map[model.ProcessID]*leak{}
	}
	if l.broken {
		clear(w.leaks)
		clear(w.headrooms)
	}
	if l.half == nil { // nothing was counted
		clear(w.leaks)
		clear(w.headrooms)
		return
	}
	for i := range l.m.Processes {
		p, c := &l.m.Processes[i], &w.closing[i]
		line := w.leaks[p.ID]
		if c.count == 0 {
			continue
		}
		if line == nil {
			line = &leak{}
			w.leaks[p.ID] = line
		}
		line.seen = l.m.Taken
		line.line.Add(growth.Point{At: int64(l.m.Taken.Sub(w.origin)), All: c.count}, l.interval)
		if t := line.line.Trend(math.MaxInt32); t.Growing {
			l.leaking(p, c, t)
		} else {
			delete(w.headrooms, p.ID)
		}
	}
	for id, line := range w.leaks {
		if line.seen != l.m.Taken {
			delete(w.leaks, id)
			delete(w.headrooms, id)
		}
	}
}

func (l *look) leaking(p *model.Process, c *closing, t growth.Trend) {
	evidence := []Evidence{
		{safe.Say("in CLOSE-WAIT"), field.Thousands(c.count), l.sockets()},
		{safe.Say("growth"), field.Growth(t.PerSecond), sloped()},
		{safe.Say("oldest"), field.Age(c.oldest, c.whole), safe.Say("seen since")},
		{safe.Say("held by"), safe.Join(safe.Say(", "), named(p), safe.Concat(safe.Say("user "), p.User)), owned()},
	}
	severity := Warning
	switch r := l.headroom(p.ID); {
	case r.open.Known && r.most.Known:
		left := max(0, r.most.Value-r.open.Value)
		t = t.With(int(left))
		words := of(int(r.open.Value), int(r.most.Value))
		if t.Ends {
			words = safe.Concat(words, safe.Say(", none left in "), field.Left(t.Full))
		}
		if t.Ends && t.Full < soon {
			severity = Critical
		}
		evidence = append(evidence, Evidence{safe.Say("descriptors open"), words, safe.Say("/proc/PID/fd and limits")})
	case !r.read.IsZero():
		l.miss(safe.Say("descriptors of a process that leaks"), safe.Concat(named(p), safe.Say(": cannot be read")))
	}
	l.add(severity,
		Subject{Words: named(p), About: AboutProcess, Process: p.ID, State: model.CloseWait},
		Advice{
			Words: safe.Concat(safe.Say("the peers have closed; "), p.Name,
				safe.Say(" has to close its end too: look for the connections it reads the end of and keeps. No setting of the kernel ends CLOSE-WAIT; a restart frees them for a while")),
			Command: restart(p),
			Gains:   safe.Concat(field.Thousands(c.count), safe.Say(" descriptors and ports are free at once, until it leaks again")),
			Risks:   []safe.Text{safe.Say("every connection of the process ends with it")},
		}, evidence...)
}

// inUnits are the characters that names of units may have (systemd.unit(5)),
// without the backslash, which a shell takes.
const inUnits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:-_.@"

// restart is the command that starts a service anew, where it is one. Whoever may
// make a cgroup gives it a name, and root may run what is advised: a name that a
// shell or systemctl could take for anything else makes no command.
func restart(p *model.Process) safe.Text {
	unit := p.Unit.String()
	if !strings.HasSuffix(unit, ".service") || strings.HasPrefix(unit, "-") || strings.Trim(unit, inUnits) != "" {
		return safe.Text{}
	}
	return safe.Concat(safe.Say("systemctl restart "), p.Unit)
}
