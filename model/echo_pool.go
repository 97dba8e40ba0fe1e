package model

// Exhausted reports whether the call found no free local port (EADDRNOTAVAIL).
func (e *Echo) Exhausted() bool {
	f := e.Fault()
	return f != nil && f.Errno == Say("EADDRNOTAVAIL")
}

// PoolWords says how many ports towards the destination of a call are used up, and
// by whom; nothing where the range could not be read.
func (m *Moment) PoolWords(e *Echo) Safe {
	if !m.Budget.Known || len(e.Stages) == 0 {
		return Safe{}
	}
	to := e.Stages[len(e.Stages)-1].To
	if !to.IsValid() {
		return Safe{}
	}
	at, ok := m.PoolTo(Endpoint{Addr: AddrFrom(to.Addr()), Port: to.Port()})
	if !ok {
		return Concat(Say("the ephemeral range "), m.Budget.Range.Safe(), Say(" has "), Number(m.Budget.Size), Say(" ports"))
	}
	pool := &m.Pools.List[at]
	text := Concat(Number(pool.Held()), Say(" of "), Number(pool.Size), Say(" ports are in use from "), pool.ID.Words(),
		Say(" ("), Number(pool.Use.TimeWait), Say(" TIME-WAIT)"))
	if opener, ok := m.Opener(at); ok {
		text = Concat(text, Say(", most of them by "), m.Processes[opener].Who())
	}
	return text
}
