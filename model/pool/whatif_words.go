package pool

import (
	"berth/model"
	"berth/model/safe"
)

// Words describe a trial: "range 1024-65535 + tcp_tw_reuse 1"; "as it is" if it
// changes nothing.
func (t Trial) Words() safe.Text {
	var parts []safe.Text
	if t.Range.Known {
		parts = append(parts, safe.Format("range %s", t.Range))
	}
	if t.Reuse {
		parts = append(parts, safe.Say("tcp_tw_reuse 1"))
	}
	switch {
	case t.Sources == 1:
		parts = append(parts, safe.Say("1 source address"))
	case t.Sources > 1:
		parts = append(parts, safe.Format("%d source addresses", t.Sources))
	}
	switch {
	case t.Pooled == 1:
		parts = append(parts, safe.Say("pool of 1 connection"))
	case t.Pooled > 1:
		parts = append(parts, safe.Format("pool of %d connections", t.Pooled))
	}
	if len(parts) == 0 {
		return safe.Say("as it is")
	}
	return safe.Join(safe.Say(" + "), parts...)
}

// Requires says what a trial needs besides a setting: what programs and the peers
// must do.
func (t Trial) Requires() []safe.Text {
	var requires []safe.Text
	if t.Reuse {
		requires = append(requires, safe.Say("the peer must send TCP timestamps too"))
	}
	if t.Sources > 1 {
		requires = append(requires, safe.Say("the program must use every source address (bind to one, with IP_BIND_ADDRESS_NO_PORT)"))
	}
	if t.Pooled > 0 {
		requires = append(requires, safe.Say("the program must keep connections open and reuse them"))
	}
	return requires
}

// Change is the sysctl change that does what a trial tries; false if one sysctl is
// not enough or a program must change.
func (t Trial) Change(k *model.Kernel, netns uint32) (model.Change, bool) {
	switch {
	case t.Range.Known && t == Trial{Range: t.Range}:
		return model.Change{Setting: model.SetRange, NetNS: netns, Old: value(k.Ephemeral), New: value(t.Range)}, true
	case t == Trial{Reuse: true}:
		return model.Change{Setting: model.SetReuse, NetNS: netns, Old: safe.Number(k.TWReuse.Value).String(), New: "1"}, true
	}
	return model.Change{}, false
}

// value is a range in the format of ip_local_port_range.
func value(r model.Range) string {
	return safe.Format("%d %d", r.Low, r.High).String()
}

// NoEffect is the changes of a trial that do nothing for a pool, each with the reason.
func (t Trial) NoEffect(l *Ledger, p *Pool) []safe.Text {
	var reasons []safe.Text
	k := &l.of.SpaceWith(p.ID.NetNS).Kernel
	for _, why := range []safe.Text{t.rangeNoEffect(k), t.reuseNoEffect(k, p), t.sourcesNoEffect(p), t.poolingNoEffect(p)} {
		if !why.Empty() {
			reasons = append(reasons, why)
		}
	}
	return reasons
}

func (t Trial) rangeNoEffect(k *model.Kernel) safe.Text {
	if !t.Range.Known || t.Range != k.Ephemeral {
		return safe.Text{}
	}
	return safe.Say("this is the range already")
}

func (t Trial) reuseNoEffect(k *model.Kernel, p *Pool) safe.Text {
	switch {
	case !t.Reuse:
	case p.ID.Kind == OfUDP:
		return safe.Say("tcp_tw_reuse does nothing for UDP, which has no TIME-WAIT")
	case p.ID.Kind == FromSource:
		return safe.Say("tcp_tw_reuse does nothing for sockets that bind before connect: it applies when connect chooses a port")
	case Unstamped(k):
		return safe.Say("tcp_tw_reuse does nothing while net.ipv4.tcp_timestamps is 0")
	case Reuses(k, p.ID):
		return safe.Format("tcp_tw_reuse is %d already, which has the same effect here", k.TWReuse.Value)
	case p.Use.TimeWait == 0:
		return safe.Say("tcp_tw_reuse does nothing here now: no port is in TIME-WAIT")
	}
	return safe.Text{}
}

func (t Trial) sourcesNoEffect(p *Pool) safe.Text {
	switch {
	case t.Sources == 0 || t.Sources > 1 && p.spreads():
		return safe.Text{}
	case t.Sources == 1:
		return safe.Say("there is one source address already")
	case p.ID.Kind == OfUDP:
		return safe.Say("more source addresses do nothing while datagram sockets are bound to all of them: bind each to one")
	}
	return safe.Say("more source addresses do nothing while sockets are bound to all of them: bind each to one")
}

func (t Trial) poolingNoEffect(p *Pool) safe.Text {
	if t.Pooled == 0 || t.Pooled < p.Held() {
		return safe.Text{}
	}
	return safe.Format("only %d are held now", p.Held())
}

// Parts is the number of changes in a trial.
func (t Trial) Parts() int {
	n := 0
	for _, set := range []bool{t.Range.Known, t.Reuse, t.Sources > 0, t.Pooled > 0} {
		if set {
			n++
		}
	}
	return n
}
