package model

// Exhausted reports whether the call found no free local port (EADDRNOTAVAIL).
func (e *Echo) Exhausted() bool {
	f := e.Fault()
	return f != nil && f.Errno == Say("EADDRNOTAVAIL")
}

// PoolWords says how many ports towards the destination of a call are used up, and
// by whom; nothing where the range could not be read.
func (l *Ledger) PoolWords(e *Echo) Safe {
	if !l.Budget.Known || len(e.Stages) == 0 {
		return Safe{}
	}
	to := e.Stages[len(e.Stages)-1].To
	if !to.IsValid() {
		return Safe{}
	}
	at, ok := l.PoolTo(Endpoint{Addr: AddrFrom(to.Addr()), Port: to.Port()})
	if !ok {
		return Concat(Say("the ephemeral range "), l.Budget.Range.Safe(), Say(" has "), Number(l.Budget.Size), Say(" ports"))
	}
	pool := &l.Pools.List[at]
	text := Concat(Number(pool.Held()), Say(" of "), Number(pool.Size), Say(" ports are in use from "), pool.ID.Words(),
		Say(" ("), Number(pool.Use.TimeWait), Say(" TIME-WAIT)"))
	if opener, ok := l.Opener(at); ok {
		text = Concat(text, Say(", most of them by "), l.of.Processes[opener].Who())
	}
	return text
}
