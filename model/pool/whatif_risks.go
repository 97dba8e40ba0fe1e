package pool

import (
	"berth/model"
	"berth/model/safe"
)

// Risks say what else may come of an outcome.
func (o *Outcome) Risks(k *model.Kernel) []safe.Text {
	var risks []safe.Text
	if fresh := o.Fresh(); len(fresh) > 0 {
		risk := safe.Concat(safe.Say("a connect may be given the port of a service that is not running, of those that are inside then: "), names(fresh))
		if k.ReservedOK { // else what stands there is not known, and would be lost
			risk = safe.Concat(risk, safe.Say("; to keep them, first "), model.SetReserved.Command(Keeping(k, fresh)))
		}
		risks = append(risks, risk)
	}
	if r := o.Trial.Range; r.Known && k.Ephemeral.Known && (r.Low > k.Ephemeral.Low || r.High < k.Ephemeral.High) {
		risks = append(risks, safe.Say("it leaves ports out that may be drawn now; sockets on those keep them"))
	}
	if o.Trial.Reuse {
		risks = append(risks, safe.Say("a port is used again a second after its connection was closed; a firewall in between may take the new connection for the old one"))
	}
	return risks
}

// Fresh are the listeners that lie outside the present range and would lie inside.
func (o *Outcome) Fresh() []Inside {
	at := 0
	for at < len(o.Inside) && o.Inside[at].Newly { // they come first
		at++
	}
	return o.Inside[:at]
}

// names are the first of some listeners, and how many more there are.
func names(in []Inside) safe.Text {
	const most = 12
	parts := make([]safe.Text, 0, most+1)
	for _, i := range in[:min(len(in), most)] {
		parts = append(parts, i.Words())
	}
	if more := len(in) - most; more > 0 {
		parts = append(parts, safe.Concat(safe.Number(more), safe.Say(" more")))
	}
	return safe.Join(safe.Say(", "), parts...)
}
