package pool

import (
	"berth/model"
	"berth/model/safe"
)

// Risks are the side effects of an outcome.
func (o *Outcome) Risks(k *model.Kernel) []safe.Text {
	var risks []safe.Text
	if fresh := o.Fresh(); len(fresh) > 0 {
		risk := safe.Format("ports inside the new range may go to clients while their service is down: %s", names(fresh))
		if k.ReservedOK { // otherwise the present list is unknown and would be overwritten
			risk = safe.Format("%s; to reserve them, first run %s", risk, model.SetReserved.Command(Keeping(k, fresh)))
		}
		risks = append(risks, risk)
	}
	if r := o.Trial.Range; r.Known && k.Ephemeral.Known && (r.Low > k.Ephemeral.Low || r.High < k.Ephemeral.High) {
		risks = append(risks, safe.Say("excludes ports of the present range; sockets on those ports keep them"))
	}
	if o.Trial.Reuse {
		risks = append(risks, safe.Say("a port is reused one second after its connection closed; a firewall on the path may mistake the new connection for the old one"))
	}
	return risks
}

// Fresh are the listeners outside the present range that the new range would include.
func (o *Outcome) Fresh() []Inside {
	at := 0
	for at < len(o.Inside) && o.Inside[at].Newly { // they come first
		at++
	}
	return o.Inside[:at]
}

// names are the first listeners, and how many more there are.
func names(in []Inside) safe.Text {
	const most = 12
	parts := make([]safe.Text, 0, most+1)
	for _, i := range in[:min(len(in), most)] {
		parts = append(parts, i.Words())
	}
	if more := len(in) - most; more > 0 {
		parts = append(parts, safe.Format("%d more", more))
	}
	return safe.Join(safe.Say(", "), parts...)
}
