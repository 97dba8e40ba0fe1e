package model

// Words say what is tried: "range 1024-65535 + tcp_tw_reuse 1"; "as it is" where
// nothing is changed.
func (t Trial) Words() Safe {
	var parts []Safe
	if t.Range.Known {
		parts = append(parts, Concat(Say("range "), t.Range.Safe()))
	}
	if t.Reuse {
		parts = append(parts, Say("tcp_tw_reuse 1"))
	}
	switch {
	case t.Sources == 1:
		parts = append(parts, Say("1 source address"))
	case t.Sources > 1:
		parts = append(parts, Concat(Number(t.Sources), Say(" source addresses")))
	}
	switch {
	case t.Pooled == 1:
		parts = append(parts, Say("pool of 1 connection"))
	case t.Pooled > 1:
		parts = append(parts, Concat(Say("pool of "), Number(t.Pooled), Say(" connections")))
	}
	if len(parts) == 0 {
		return Say("as it is")
	}
	return Join(Say(" + "), parts...)
}

// Asks says what a trial takes beside a setting: what programs have to do, and
// the other side.
func (t Trial) Asks() []Safe {
	var asks []Safe
	if t.Reuse {
		asks = append(asks, Say("the other side has to send TCP timestamps too"))
	}
	if t.Sources > 1 {
		asks = append(asks, Say("the program has to go out from each of the addresses (bind to one, with IP_BIND_ADDRESS_NO_PORT)"))
	}
	if t.Pooled > 0 {
		asks = append(asks, Say("the program has to keep connections open and use them again"))
	}
	return asks
}

// Change is the sysctl that brings a trial about; false where it takes more than
// one, or a program.
func (t Trial) Change(k *Kernel, netns uint32) (Change, bool) {
	switch {
	case t.Range.Known && t == Trial{Range: t.Range}:
		return Change{Setting: SetRange, NetNS: netns, Old: k.Ephemeral.value(), New: t.Range.value()}, true
	case t == Trial{Reuse: true}:
		return Change{Setting: SetReuse, NetNS: netns, Old: Number(k.TWReuse.Value).String(), New: "1"}, true
	}
	return Change{}, false
}

// value is a range as ip_local_port_range has it.
func (r Range) value() string { return Concat(Number(r.Low), Say(" "), Number(r.High)).String() }

// Vain is what of a trial does nothing for a pool, each with the reason.
func (t Trial) Vain(l *Ledger, p *Pool) []Safe {
	var vain []Safe
	for _, why := range []Safe{t.rangeVain(l), t.reuseVain(l, p), t.sourcesVain(p), t.pooledVain(p)} {
		if !why.Empty() {
			vain = append(vain, why)
		}
	}
	return vain
}

func (t Trial) rangeVain(l *Ledger) Safe {
	if !t.Range.Known || t.Range != l.of.Kernel.Ephemeral {
		return Safe{}
	}
	return Say("that is the range already")
}

func (t Trial) reuseVain(l *Ledger, p *Pool) Safe {
	switch {
	case !t.Reuse:
	case p.ID.Kind == OfUDP:
		return Say("tcp_tw_reuse does nothing for UDP, which has no TIME-WAIT")
	case p.ID.Kind == FromSource:
		return Say("tcp_tw_reuse does nothing for sockets that are bound first: it is asked when a connect draws a port")
	case l.of.Kernel.Unstamped():
		return Say("tcp_tw_reuse does nothing while net.ipv4.tcp_timestamps is 0")
	case l.of.Kernel.Reuses(p.ID):
		return Concat(Say("tcp_tw_reuse is "), Number(l.of.Kernel.TWReuse.Value), Say(" already, which does the same here"))
	case p.Use.TimeWait == 0:
		return Say("tcp_tw_reuse does nothing here now: no port is in TIME-WAIT")
	}
	return Safe{}
}

func (t Trial) sourcesVain(p *Pool) Safe {
	switch {
	case t.Sources == 0 || t.Sources > 1 && p.spreads():
		return Safe{}
	case t.Sources == 1:
		return Say("one source address is what there is")
	case p.ID.Kind == OfUDP:
		return Say("more source addresses do nothing while datagram sockets are bound to all of them: bind each to one")
	}
	return Say("more source addresses do nothing while sockets are bound to all of them: bind each to one")
}

func (t Trial) pooledVain(p *Pool) Safe {
	if t.Pooled == 0 || t.Pooled < p.Held() {
		return Safe{}
	}
	return Concat(Say("no more than that are held now: "), Number(p.Held()))
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
