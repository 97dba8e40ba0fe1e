package dash

import (
	"strings"
	"testing"

	"berth/model"
	"berth/model/safe"
	"berth/ui/dash/pane"
)

// advising is a pane whose rows recommend a setting.
type advising struct {
	pane.Pane
	ad pane.Advice
}

func (p advising) Selected() (pane.Selection, bool) {
	s, ok := p.Pane.Selected()
	inner := s.Subject
	s.Subject = func() pane.Subject {
		of := inner()
		of.Advice = &p.ad
		return of
	}
	return s, ok
}

// advise makes the rows of the first pane recommend a setting.
func advise(d *driver, ad pane.Advice) { d.app.views.panes[0] = advising{d.app.views.panes[0], ad} }

func TestAdviceOfARowIsAppliedAndOffered(t *testing.T) {
	f := newSysctl()
	d := start(t, quietServer(), 140, 36, withSysctl(f))
	d.keys("a")
	d.sees("this row recommends no setting; w tries changes")
	d.misses("a apply", "u undo")
	advise(d, pane.Advice{
		Change: model.Change{Setting: model.SetTrackedLimit, NetNS: 9, Old: "262144", New: "524288"},
		Gains:  safe.Say("twice the entries"), Risks: []safe.Text{safe.Say("320 bytes each")},
	})
	d.keys("a")
	d.sees("a apply", "now       262144", "then      524288", "the whole machine, every network namespace", "changes   twice the entries", "risk      320 bytes each")
	d.confirmed()
	f.has(t, "net.netfilter.nf_conntrack_max=524288")
	d.sees("u undo")
}

func TestEmptyListIsShownAsEmpty(t *testing.T) {
	f := newSysctl()
	f.values[model.SetReserved] = ""
	d := start(t, quietServer(), 120, 36, withSysctl(f))
	advise(d, pane.Advice{Change: model.Change{Setting: model.SetReserved, New: "40000"}})
	d.keys("a")
	d.sees("now       empty", "then      40000", `later sysctl -w net.ipv4.ip_local_reserved_ports=""`)
	d.confirmed()
	d.sees("net.ipv4.ip_local_reserved_ports is 40000, was empty; u undoes it")
	if got := strings.Join(d.app.RemainingChanges(), "\n"); !strings.Contains(got, "stays 40000; it was empty: sysctl -w") {
		t.Errorf("%q", got)
	}
	d.keys("u")
	d.sees("now       40000", "then      empty")
	d.confirmed()
	d.sees("net.ipv4.ip_local_reserved_ports is empty again")
}

func TestPortsThatSomebodyElseReservedMeanwhileStayReserved(t *testing.T) {
	f := newSysctl()
	f.values[model.SetReserved] = "8000"
	d := start(t, quietServer(), 120, 36, withSysctl(f))
	advise(d, pane.Advice{Change: model.Change{Setting: model.SetReserved, Old: "", New: "41500"}})
	d.keys("a")
	d.sees("has changed since, and the addition would be lost")
	d.misses("Set net.ipv4")
	f.values[model.SetReserved] = ""
	d.keys("a")
	d.sees("Set net.ipv4.ip_local_reserved_ports")
}
