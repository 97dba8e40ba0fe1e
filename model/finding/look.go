package finding

import (
	"fmt"
	"slices"
	"time"

	"berth/model"
	"berth/model/field"
	"berth/model/flat"
	"berth/model/moment"
	"berth/model/pool"
	"berth/model/safe"
)

// look is one moment being looked at.
type look struct {
	m        *moment.Moment
	w        *Watch
	known    model.Need
	interval time.Duration
	space    int  // the network namespace that is looked at, in Spaces; the own one where a rule looks at all
	broken   bool // there is no earlier moment to compare with
	rule     *Rule
	rank     int
	found    []Finding
	missing  []safe.Text
	wants    model.Need
	half     map[model.PortID]int // connections in SYN-RECV, by port
	tried    map[pool.Trial]func(pool.PoolID) pool.Outcome
}

// begin counts in one pass what several rules look at.
func (l *look) begin() {
	l.broken = l.w.broken(l.m, l.interval)
	l.w.count(l)
	states := l.m.Now().States
	if states[model.CloseWait]+states[model.SynRecv] == 0 {
		return
	}
	l.half = map[model.PortID]int{}
	l.w.closing = flat.Zeros(l.w.closing, len(l.m.Processes))
	for i := range l.m.Sockets {
		switch s := &l.m.Sockets[i]; s.State.Base() {
		case model.SynRecv:
			l.half[s.PortID()]++
		case model.CloseWait:
			for _, p := range l.m.Owners(s) {
				l.w.closing[p].add(l.m, i)
			}
		}
	}
}

// each runs the rule: for each network namespace where it looks at one at a time.
func (l *look) each(find func(*look)) {
	find(l)
	for l.rule.each && l.space+1 < len(l.m.Spaces) {
		l.space++
		find(l)
	}
	l.space = 0
}

// here is the network namespace that is looked at.
func (l *look) here() *model.Space {
	if l.space == 0 {
		return l.m.Own()
	}
	return &l.m.Spaces[l.space]
}

// elsewhere is the inode of the network namespace that is looked at; 0 for the one
// that berth is in.
func (l *look) elsewhere() uint32 {
	if l.space == 0 {
		return 0
	}
	return l.here().ID.Inode
}

// add tells of something that is wrong.
func (l *look) add(severity Severity, about Subject, advice Advice, evidence ...Evidence) {
	if netns := l.elsewhere(); netns != 0 && about.About == AboutHost {
		about.NetNS, about.Words = netns, safe.Concat(about.Words, safe.Say(", network namespace "), safe.Number(netns))
	}
	l.found = append(l.found, Finding{
		Rule: l.rule.Name, Title: l.rule.Title, rank: l.rank,
		Severity: severity, Subject: about, Evidence: evidence, Advice: advice,
	})
}

// miss says that something could not be checked, and why.
func (l *look) miss(what, why safe.Text) {
	text := safe.Concat(what, safe.Say(" ("), why, safe.Say(")"))
	if !slices.Contains(l.missing, text) { // the same may be missing in several network namespaces
		l.missing = append(l.missing, text)
	}
}

// figures are the values of some figures, in their order; where one of them is not
// known, that is said, unless it is not there at all.
func (l *look) figures(want ...model.Figure) (values []int64, ok bool) {
	for _, f := range want {
		told := l.here().Kernel.Figures[f]
		if !told.Known {
			if told.Why != model.NotThere {
				l.miss(l.rule.Title, safe.Concat(f.Source(), safe.Say(": "), l.here().Kernel.Figures.Why(f)))
			}
			return nil, false
		}
		values = append(values, told.Value)
	}
	return values, true
}

// rises are by how much a second a counter rises; 0 where that is not known.
func (l *look) rises(f model.Figure) float64 {
	if r := l.m.RatesAt(l.space).Figures[f]; r.Known {
		return r.PerSecond
	}
	return 0
}

// sockets is where the sockets were read, as people look it up.
func (l *look) sockets() safe.Text {
	switch l.m.Backend.String() {
	case "netlink":
		return safe.Say("sock_diag")
	case "procfs":
		return safe.Say("/proc/net/tcp, udp")
	}
	return l.m.Backend
}

// sloped is how growth is measured.
func sloped() safe.Text { return safe.Say("median slope of the last 64 samples or less") }

// owned is where owners are read.
func owned() safe.Text { return safe.Say("/proc/PID/fd") }

// says writes a text with numbers in it.
func says(format string, args ...any) safe.Text {
	return safe.Sanitise(fmt.Sprintf(format, args...))
}

// of writes a part and a whole: "20,600 of 28,232 (73%)".
func of(part, whole int) safe.Text {
	return safe.Concat(field.Thousands(part), safe.Say(" of "), field.Thousands(whole), safe.Say(" ("), field.Share(pool.Ratio(part, whole)), safe.Say(")"))
}

// named is a process with its PID: "nginx (812)".
func named(p *model.Process) safe.Text {
	return safe.Concat(p.Name, safe.Say(" ("), safe.Number(p.ID.PID), safe.Say(")"))
}

// port is a port with the name of its service: "tcp 6379 redis".
func (l *look) port(id model.PortID) safe.Text {
	words := safe.Join(safe.Say(" "), id.Proto.Safe(), safe.Number(id.Port))
	if name := l.m.Services[model.PortKey{Proto: id.Proto, Port: id.Port}]; !name.Empty() {
		words = safe.Join(safe.Say(" "), words, name)
	}
	return words
}

// holder is the first process that holds a socket.
func (l *look) holder(s *model.Socket) (p *model.Process, ok bool) {
	owners := l.m.Owners(s)
	if len(owners) == 0 {
		return nil, false
	}
	return &l.m.Processes[owners[0]], true
}

// ports calls tell for each port that has a listener which fits: with the one of
// them whose identity is the least, in whatever order they stand.
func (l *look) ports(fits func(*model.Socket) bool, tell func(*model.Socket)) {
	var first *model.Socket
	for _, i := range l.m.Index.Listeners() { // port by port
		s := &l.m.Sockets[i]
		if !fits(s) {
			continue
		}
		switch {
		case first == nil:
			first = s
		case first.PortID() != s.PortID():
			tell(first)
			first = s
		case s.ID().Compare(first.ID()) < 0:
			first = s
		}
	}
	if first != nil {
		tell(first)
	}
}

// about is the subject that a port is.
func (l *look) about(s *model.Socket) Subject {
	words := l.port(s.PortID())
	if p, ok := l.holder(s); ok {
		words = safe.Concat(words, safe.Say(", "), named(p))
	}
	return Subject{Words: words, About: AboutPort, Port: s.PortID()}
}
