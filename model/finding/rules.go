package finding

import (
	"berth/model"
	"berth/model/pool"
	"berth/model/safe"
)

// Rule is a row of the table: what it finds, and which facts it needs.
type Rule struct {
	Name  safe.Text  // for scripts
	Title safe.Text  // for people
	Need  model.Need // without these facts the rule finds nothing
	Wish  model.Need // with these facts the rule finds all it can
	each  bool       // it checks one network namespace at a time
	late  int        // samples until the rule finds what was there from the start
	find  func(*look)
}

// Rules are all rules. Their order breaks ties between findings of one severity.
var Rules = []Rule{
	{Name: safe.Say("pool-full"), Title: safe.Say("destination runs out of ports"), Need: model.NeedKernel, Wish: model.NeedDrawn | model.NeedBound | model.NeedOwners, find: fullPools(pool.ToDestination)},
	{Name: safe.Say("source-full"), Title: safe.Say("source address runs out of ports"), Need: model.NeedKernel, Wish: model.NeedDrawn | model.NeedBound | model.NeedOwners, find: fullPools(pool.FromSource)},
	{Name: safe.Say("udp-full"), Title: safe.Say("UDP runs out of ports"), Need: model.NeedKernel, Wish: model.NeedOwners, find: fullPools(pool.OfUDP)},
	{Name: safe.Say("time-wait"), Title: safe.Say("TIME-WAIT holds most of a pool"), Need: model.NeedKernel, find: waitingPools},
	{Name: safe.Say("close-wait"), Title: safe.Say("CLOSE-WAIT grows: sockets not closed"), Need: model.NeedOwners, Wish: model.NeedUnits, find: leaks},
	{Name: safe.Say("accept-queue"), Title: safe.Say("accept queue overflows"), Need: model.NeedKernel, each: true, find: acceptQueues},
	{Name: safe.Say("syn-queue"), Title: safe.Say("SYN queue fills"), Need: model.NeedKernel, each: true, find: synQueues},
	{Name: safe.Say("listener-in-range"), Title: safe.Say("listener inside the ephemeral range"), Need: model.NeedKernel, Wish: model.NeedDrawn | model.NeedOwners, late: 1, find: insideRange},
	{Name: safe.Say("conntrack"), Title: safe.Say("connection tracking table nearly full"), Need: model.NeedKernel, each: true, find: tracking},
	{Name: safe.Say("orphans"), Title: safe.Say("orphaned connections near their limit"), Need: model.NeedKernel, find: orphans},
	{Name: safe.Say("tcp-memory"), Title: safe.Say("TCP memory near its limit"), Need: model.NeedKernel, find: memory},
	{Name: safe.Say("public-service"), Title: safe.Say("private service open to everyone"), Wish: model.NeedOwners | model.NeedServices, find: exposed},
	{Name: safe.Say("privileged-port"), Title: safe.Say("privileged port held without root"), Need: model.NeedKernel | model.NeedOwners, late: 1, find: privileged},
}

// Needs is all facts that the rules can use.
func Needs() model.Need {
	need := model.Need(0)
	for i := range Rules {
		need |= Rules[i].Need | Rules[i].Wish
	}
	return need
}
