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
	size := Number(m.Budget.Size)
	pool, ok := m.PoolTo(Endpoint{Addr: AddrFrom(to.Addr()), Port: to.Port()})
	if !ok {
		return Concat(Say("the ephemeral range "), Number(m.Budget.Range.Low), Say("-"), Number(m.Budget.Range.High), Say(" has "), size, Say(" ports"))
	}
	text := Concat(Number(pool.Use.Held()), Say(" of "), size, Say(" ports are in use from "), pool.Source.Safe(), Say(" to "), pool.Dest.Safe(),
		Say(" ("), Number(pool.Use.TimeWait), Say(" TIME-WAIT)"))
	if pool.Opened {
		text = Concat(text, Say(", most of them by "), m.Processes[pool.Opener].Who())
	}
	return text
}
