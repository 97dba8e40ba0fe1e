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

// closeWaits are the connections of one process in CLOSE-WAIT.
type closeWaits struct {
	count  int32
	oldest time.Duration
	whole  bool
}

func (c *closeWaits) add(m *moment.Moment, socket int) {
	c.count++
	if age, whole := m.Age(socket); c.count == 1 || age > c.oldest {
		c.oldest, c.whole = age, whole
	}
}

// leak is the history of the connections in CLOSE-WAIT of a process.
type leak struct {
	line growth.Line
	seen time.Time
}

// leaks finds processes whose number of connections in CLOSE-WAIT keeps growing. A
// constant number is not a leak.
func leaks(l *look) {
	w := l.w
	if w.leaks == nil {
		w.leaks = map[model.ProcessID]*leak{}
	}
	if l.interrupted {
		clear(w.leaks)
		clear(w.headrooms)
	}
	if l.synReceived == nil { // no connection is in CLOSE-WAIT or SYN-RECV
		clear(w.leaks)
		clear(w.headrooms)
		return
	}
	for i := range l.m.Processes {
		p, c := &l.m.Processes[i], &w.closeWaits[i]
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

func (l *look) leaking(p *model.Process, c *closeWaits, t growth.Trend) {
	evidence := []Evidence{
		{safe.Say("in CLOSE-WAIT"), field.Thousands(c.count), l.sockets()},
		{safe.Say("growth"), field.Growth(t.PerSecond), sloped()},
		{safe.Say("oldest"), field.Age(c.oldest, c.whole), safe.Say("observed")},
		{safe.Say("held by"), safe.Join(safe.Say(", "), named(p), safe.Format("user %s", p.User)), owned()},
	}
	severity := Warning
	switch r := l.headroom(p.ID); {
	case r.open.Known && r.most.Known:
		left := max(0, r.most.Value-r.open.Value)
		t = t.With(int(left))
		words := of(int(r.open.Value), int(r.most.Value))
		if t.Ends {
			words = safe.Format("%s, none left in %s", words, field.Left(t.Full))
		}
		if t.Ends && t.Full < soon {
			severity = Critical
		}
		evidence = append(evidence, Evidence{safe.Say("descriptors open"), words, safe.Say("/proc/PID/fd and limits")})
	case !r.read.IsZero():
		l.miss(safe.Say("descriptors of a process that leaks"), safe.Format("%s: cannot be read", named(p)))
	}
	l.add(severity,
		Subject{Words: named(p), About: AboutProcess, Process: p.ID, State: model.CloseWait},
		Advice{
			Words:   adviceCloseWait(p),
			Command: restart(p),
			Gains:   gainsCloseWait(c.count),
			Risks:   []safe.Text{riskRestart},
		}, evidence...)
}

// unitRunes are the characters that a unit name may have (systemd.unit(5)), without
// the backslash, which a shell interprets.
const unitRunes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:-_.@"

// restart is the command that restarts the service of a process, if it is a service.
// A user who can create a cgroup chooses its name, and root may run the command: a
// name that a shell or systemctl could misread gives no command.
func restart(p *model.Process) safe.Text {
	unit := p.Unit.String()
	if !strings.HasSuffix(unit, ".service") || strings.HasPrefix(unit, "-") || strings.Trim(unit, unitRunes) != "" {
		return safe.Text{}
	}
	return safe.Format("systemctl restart %s", p.Unit)
}
