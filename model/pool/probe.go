package pool

import (
	"berth/model"
	"berth/model/safe"
)

// PoolWords says how many ports towards the destination of a call are used up, and
// by whom; nothing where the range could not be read.
func (l *Ledger) PoolWords(e *model.ProbeResult) safe.Text {
	b := l.OwnBudget()
	if !b.Known || len(e.Steps) == 0 {
		return safe.Text{}
	}
	to := e.Steps[len(e.Steps)-1].To
	if !to.IsValid() {
		return safe.Text{}
	}
	at, ok := l.PoolTo(model.Endpoint{Addr: model.AddrFrom(to.Addr()), Port: to.Port()})
	if !ok {
		return safe.Concat(safe.Say("the ephemeral range "), b.Range.Safe(), safe.Say(" has "), safe.Number(b.Size), safe.Say(" ports"))
	}
	pool := &l.Pools.List[at]
	text := safe.Concat(safe.Number(pool.Held()), safe.Say(" of "), safe.Number(pool.Size), safe.Say(" ports are in use from "), pool.ID.Words(),
		safe.Say(" ("), safe.Number(pool.Use.TimeWait), safe.Say(" TIME-WAIT)"))
	if opener, ok := l.Opener(at); ok {
		text = safe.Concat(text, safe.Say(", most of them by "), l.of.Processes[opener].Label())
	}
	return text
}
