package pool

import (
	"berth/model"
	"berth/model/safe"
)

// Words say what is tried: "range 1024-65535 + tcp_tw_reuse 1"; "as it is" where
// nothing is changed.
func (t Trial) Words() safe.Text {
	var parts []safe.Text
	if t.Range.Known {
		parts = append(parts, safe.Concat(safe.Say("range "), t.Range.Safe()))
	}
	if t.Reuse {
		parts = append(parts, safe.Say("tcp_tw_reuse 1"))
	}
	switch {
	case t.Sources == 1:
		parts = append(parts, safe.Say("1 source address"))
	case t.Sources > 1:
		parts = append(parts, safe.Concat(safe.Number(t.Sources), safe.Say(" source addresses")))
	}
	switch {
	case t.Pooled == 1:
		parts = append(parts, safe.Say("pool of 1 connection"))
	case t.Pooled > 1:
		parts = append(parts, safe.Concat(safe.Say("pool of "), safe.Number(t.Pooled), safe.Say(" connections")))
	}
	if len(parts) == 0 {
		return safe.Say("as it is")
	}
	return safe.Join(safe.Say(" + "), parts...)
}

// Requires says what a trial takes beside a setting: what programs have to do, and
// the other side.
func (t Trial) Requires() []safe.Text {
	var asks []safe.Text
	if t.Reuse {
		asks = append(asks, safe.Say("the other side has to send TCP timestamps too"))
	}
	if t.Sources > 1 {
		asks = append(asks, safe.Say("the program has to go out from each of the addresses (bind to one, with IP_BIND_ADDRESS_NO_PORT)"))
	}
	if t.Pooled > 0 {
		asks = append(asks, safe.Say("the program has to keep connections open and use them again"))
	}
	return asks
}

// Change is the sysctl that brings a trial about; false where it takes more than
// one, or a program.
func (t Trial) Change(k *model.Kernel, netns uint32) (model.Change, bool) {
	switch {
	case t.Range.Known && t == Trial{Range: t.Range}:
		return model.Change{Setting: model.SetRange, NetNS: netns, Old: value(k.Ephemeral), New: value(t.Range)}, true
	case t == Trial{Reuse: true}:
		return model.Change{Setting: model.SetReuse, NetNS: netns, Old: safe.Number(k.TWReuse.Value).String(), New: "1"}, true
	}
	return model.Change{}, false
}

// value is a range as ip_local_port_range has it.
func value(r model.Range) string {
	return safe.Concat(safe.Number(r.Low), safe.Say(" "), safe.Number(r.High)).String()
}

// NoEffect is what of a trial does nothing for a pool, each with the reason.
func (t Trial) NoEffect(l *Ledger, p *Pool) []safe.Text {
	var vain []safe.Text
	k := &l.of.SpaceWith(p.ID.NetNS).Kernel
	for _, why := range []safe.Text{t.rangeNoEffect(k), t.reuseNoEffect(k, p), t.sourcesNoEffect(p), t.poolingNoEffect(p)} {
		if !why.Empty() {
			vain = append(vain, why)
		}
	}
	return vain
}

func (t Trial) rangeNoEffect(k *model.Kernel) safe.Text {
	if !t.Range.Known || t.Range != k.Ephemeral {
		return safe.Text{}
	}
	return safe.Say("that is the range already")
}

func (t Trial) reuseNoEffect(k *model.Kernel, p *Pool) safe.Text {
	switch {
	case !t.Reuse:
	case p.ID.Kind == OfUDP:
		return safe.Say("tcp_tw_reuse does nothing for UDP, which has no TIME-WAIT")
	case p.ID.Kind == FromSource:
		return safe.Say("tcp_tw_reuse does nothing for sockets that are bound first: it is asked when a connect draws a port")
	case Unstamped(k):
		return safe.Say("tcp_tw_reuse does nothing while net.ipv4.tcp_timestamps is 0")
	case Reuses(k, p.ID):
		return safe.Concat(safe.Say("tcp_tw_reuse is "), safe.Number(k.TWReuse.Value), safe.Say(" already, which does the same here"))
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
		return safe.Say("one source address is what there is")
	case p.ID.Kind == OfUDP:
		return safe.Say("more source addresses do nothing while datagram sockets are bound to all of them: bind each to one")
	}
	return safe.Say("more source addresses do nothing while sockets are bound to all of them: bind each to one")
}

func (t Trial) poolingNoEffect(p *Pool) safe.Text {
	if t.Pooled == 0 || t.Pooled < p.Held() {
		return safe.Text{}
	}
	return safe.Concat(safe.Say("no more than that are held now: "), safe.Number(p.Held()))
}

// Parts are how many changes a trial is made of.
func (t Trial) Parts() int {
	n := 0
	for _, there := range []bool{t.Range.Known, t.Reuse, t.Sources > 0, t.Pooled > 0} {
		if there {
			n++
		}
	}
	return n
}
