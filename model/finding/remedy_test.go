package finding_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"berth/model"
	"berth/model/field"
	"berth/model/finding"
	"berth/model/pool"
	"berth/model/scene"
)

func TestFindingAndWhatIfGiveTheSameNumber(t *testing.T) {
	var b strings.Builder
	fmt.Fprintln(&b, "range 40000-40099")
	for i := range 96 {
		fmt.Fprintf(&b, "tcp estab 10.0.0.7:%d 10.0.3.9:5432 drawn=1\n", 40000+i)
	}
	for i := range 20 {
		fmt.Fprintf(&b, "tcp estab 10.0.0.7:%d 10.0.3.%d:6000 drawn=0\n", 20000+i, 10+i)
	}
	for i := range 10 {
		fmt.Fprintf(&b, "tcp listen 0.0.0.0:%d\n", 5000+i)
	}
	m := scene.Moment(b.String())
	at, ok := m.PoolTo(model.Endpoint{Addr: model.AddrFrom(netip.MustParseAddr("10.0.3.9")), Port: 5432})
	if !ok {
		t.Fatal("no pool")
	}
	p := &m.Pools.List[at]
	o := m.Try(p.ID, pool.Trial{Range: pool.Widest(&m.Own().Kernel)})[0]
	if o.Size != 64_482 {
		t.Errorf("what-if says %d ports, want 64,482", o.Size)
	}
	r := new(finding.Watch).Next(m, finding.Needs(), 0)
	for _, f := range r.Findings {
		if f.Subject.Pool == p.ID {
			if want := field.Effect(p, &o).String(); f.Advice.Gains.String() != want {
				t.Errorf("the finding says %q, what-if %q", f.Advice.Gains, want)
			}
			return
		}
	}
	t.Fatalf("no finding about the pool: %+v", r.Findings)
}
