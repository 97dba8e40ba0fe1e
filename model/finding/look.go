package finding

import (
	"slices"
	"time"

	"berth/model"
	"berth/model/flat"
	"berth/model/moment"
	"berth/model/pool"
	"berth/model/safe"
)

// look is one run of all rules over one moment.
type look struct {
	m           *moment.Moment
	w           *Watch
	known       model.Need
	interval    time.Duration
	space       int  // index of the network namespace in use: berth's own, unless the rule runs for each
	interrupted bool // there is no earlier moment to compare with
	rule        *Rule
	rank        int
	found       []Finding
	missing     []safe.Text
	wants       model.Need
	synReceived map[model.PortID]int // connections in SYN-RECV, by port
	tried       map[pool.Trial]func(pool.PoolID) pool.Outcome
}

// begin counts in one pass what several rules use.
func (l *look) begin() {
	l.interrupted = l.w.interrupted(l.m, l.interval)
	l.w.count(l)
	states := l.m.Now().States
	if states[model.CloseWait]+states[model.SynRecv] == 0 {
		return
	}
	l.synReceived = map[model.PortID]int{}
	l.w.closeWaits = flat.Zeros(l.w.closeWaits, len(l.m.Processes))
	for i := range l.m.Sockets {
		switch s := &l.m.Sockets[i]; s.State.Base() {
		case model.SynRecv:
			l.synReceived[s.PortID()]++
		case model.CloseWait:
			for _, p := range l.m.Owners(s) {
				l.w.closeWaits[p].add(l.m, i)
			}
		}
	}
}

// each runs the rule, for each network namespace if the rule checks one at a time.
func (l *look) each(find func(*look)) {
	find(l)
	for l.rule.each && l.space+1 < len(l.m.Spaces) {
		l.space++
		find(l)
	}
	l.space = 0
}

// here is the network namespace in use.
func (l *look) here() *model.Space {
	if l.space == 0 {
		return l.m.Own()
	}
	return &l.m.Spaces[l.space]
}

// elsewhere is the inode of the network namespace in use; 0 for the one that berth is
// in.
func (l *look) elsewhere() uint32 {
	if l.space == 0 {
		return 0
	}
	return l.here().ID.Inode
}

// add adds a finding.
func (l *look) add(severity Severity, about Subject, advice Advice, evidence ...Evidence) {
	if netns := l.elsewhere(); netns != 0 && about.About == AboutHost {
		about.NetNS, about.Words = netns, safe.Format("%s, network namespace %d", about.Words, netns)
	}
	l.found = append(l.found, Finding{
		Rule: l.rule.Name, Title: l.rule.Title, rank: l.rank,
		Severity: severity, Subject: about, Evidence: evidence, Advice: advice,
	})
}

// miss says that something could not be checked, and why.
func (l *look) miss(what, why safe.Text) {
	text := safe.Format("%s (%s)", what, why)
	if !slices.Contains(l.missing, text) { // the same may be missing in several network namespaces
		l.missing = append(l.missing, text)
	}
}

// figures are the values of some figures, in the given order. A figure that is not
// known is reported as missing, unless the kernel does not have it at all.
func (l *look) figures(want ...model.Figure) (values []int64, ok bool) {
	for _, f := range want {
		reading := l.here().Kernel.Figures[f]
		if !reading.Known {
			if reading.Why != model.NotThere {
				l.miss(l.rule.Title, safe.Format("%s: %s", f.Source(), l.here().Kernel.Figures.Why(f)))
			}
			return nil, false
		}
		values = append(values, reading.Value)
	}
	return values, true
}

// rises is how much a counter rises per second; 0 if that is not known.
func (l *look) rises(f model.Figure) float64 {
	if r := l.m.RatesAt(l.space).Figures[f]; r.Known {
		return r.PerSecond
	}
	return 0
}

// sockets is the source of the socket table, by the name people search for.
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

// ports calls report once for each port with a listener that fits. Of several such
// listeners it passes the one with the lowest identity, so the order of the table
// does not matter.
func (l *look) ports(fits func(*model.Socket) bool, report func(*model.Socket)) {
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
			report(first)
			first = s
		case s.ID().Compare(first.ID()) < 0:
			first = s
		}
	}
	if first != nil {
		report(first)
	}
}

// about is the subject for the port of a socket.
func (l *look) about(s *model.Socket) Subject {
	words := l.port(s.PortID())
	if p, ok := l.holder(s); ok {
		words = safe.Format("%s, %s", words, named(p))
	}
	return Subject{Words: words, About: AboutPort, Port: s.PortID()}
}
