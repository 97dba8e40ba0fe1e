package pool_test

import (
	"strings"
	"testing"

	"berth/model"
	"berth/model/pool"
	"berth/model/safe"
	"berth/model/scene"
)

func TestKeepingAddsToTheReservedPorts(t *testing.T) {
	k := model.Kernel{Reserved: model.Ports{{Low: 5000, High: 5009}}, ReservedOK: true}
	in := []pool.Inside{{Port: model.PortID{Port: 5010}}, {Port: model.PortID{Port: 3306}}}
	if got := pool.Keeping(&k, in); got != "3306,5000-5010" {
		t.Error(got)
	}
}

func TestNoReserveCommandIfReservedPortsCouldNotBeRead(t *testing.T) {
	for _, reserved := range []string{"reserved 40000-40009\n", ""} {
		m := scene.Moment(reserved + "range 32768-60999\ntcp listen 0.0.0.0:3306\ntcp estab 10.0.0.1:32768 10.0.0.2:5432")
		wide := pool.Trial{Range: pool.Widest(&m.Own().Kernel)}
		o := m.Try(m.Pools.List[0].ID, wide)[0]
		if len(o.Fresh()) != 1 {
			t.Fatalf("%d listeners would come inside", len(o.Fresh()))
		}
		risks := safe.Join(safe.Say("; "), o.Risks(&m.Own().Kernel)...).String()
		if said := strings.Contains(risks, "ip_local_reserved_ports"); said != (reserved != "") {
			t.Errorf("%q: %s", reserved, risks)
		}
	}
}
