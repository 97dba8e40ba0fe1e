package pool

import (
	"berth/model"
	"berth/model/safe"
)

// PoolWords says how many ports to the destination of a probe are in use, and by which
// process; it is empty if the range could not be read.
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
		return safe.Format("the ephemeral range %s has %d ports", b.Range, b.Size)
	}
	pool := &l.Pools.List[at]
	text := safe.Format("%d of %d ports are in use from %s (%d TIME-WAIT)", pool.Held(), pool.Size, pool.ID.Words(), pool.Use.TimeWait)
	if opener, ok := l.Opener(at); ok {
		text = safe.Format("%s, most of them by %s", text, l.of.Processes[opener].Label())
	}
	return text
}
