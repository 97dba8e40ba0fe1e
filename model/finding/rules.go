package finding

import "berth/model"

// Rule is a row of the table: what is looked for, and what is needed for it.
type Rule struct {
	Name  model.Safe // for scripts
	Title model.Safe // for people
	Need  model.Need // without it the rule is silent
	Wish  model.Need // with it the rule sees all that it can
	late  int        // looks that it takes to know what was there at the first
	find  func(*look)
}

// Rules are all of them.
var Rules = []Rule{
	{Name: model.Say("pool-full"), Title: model.Say("destination runs out of ports"), Need: model.NeedKernel, Wish: model.NeedDrawn | model.NeedBound | model.NeedOwners, find: fullPools(model.ToDestination)},
	{Name: model.Say("source-full"), Title: model.Say("source address runs out of ports"), Need: model.NeedKernel, Wish: model.NeedDrawn | model.NeedBound | model.NeedOwners, find: fullPools(model.FromSource)},
	{Name: model.Say("udp-full"), Title: model.Say("UDP runs out of ports"), Need: model.NeedKernel, Wish: model.NeedOwners, find: fullPools(model.OfUDP)},
	{Name: model.Say("time-wait"), Title: model.Say("TIME-WAIT holds most of a pool"), Need: model.NeedKernel, find: waitingPools},
	{Name: model.Say("close-wait"), Title: model.Say("CLOSE-WAIT grows: nobody closes"), Need: model.NeedOwners, Wish: model.NeedUnits, find: leaks},
	{Name: model.Say("accept-queue"), Title: model.Say("accept queue overflows"), Need: model.NeedKernel, find: acceptQueues},
	{Name: model.Say("syn-queue"), Title: model.Say("SYN queue fills"), Need: model.NeedKernel, find: synQueues},
	{Name: model.Say("listener-in-range"), Title: model.Say("listener inside the ephemeral range"), Need: model.NeedKernel, Wish: model.NeedDrawn | model.NeedOwners, late: 1, find: insideRange},
	{Name: model.Say("conntrack"), Title: model.Say("connection tracking table nearly full"), Need: model.NeedKernel, find: tracking},
	{Name: model.Say("orphans"), Title: model.Say("orphaned connections near their limit"), Need: model.NeedKernel, find: orphans},
	{Name: model.Say("tcp-memory"), Title: model.Say("TCP memory near its limit"), Need: model.NeedKernel, find: memory},
	{Name: model.Say("public-service"), Title: model.Say("private service reachable by all"), Wish: model.NeedOwners | model.NeedServices, find: exposed},
	{Name: model.Say("privileged-port"), Title: model.Say("privileged port held without root"), Need: model.NeedKernel | model.NeedOwners, late: 1, find: privileged},
}

// Needs is what all rules look at, once they are looked at themselves.
func Needs() model.Need {
	need := model.Need(0)
	for i := range Rules {
		need |= Rules[i].Need | Rules[i].Wish
	}
	return need
}
