package row_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"berth/model"
	"berth/model/row"
	"berth/model/scene"
)

func TestStatesAreCountedPerProtocolWithTheirBusiestProcess(t *testing.T) {
	m := scene.Moment(`
		process 5 nginx www-data
		process 6 pgbouncer postgres
		tcp estab 10.0.0.1:80 1.1.1.1:1 by 5
		tcp estab 10.0.0.1:80 1.1.1.1:2 by 6
		tcp estab [2001:db8::1]:80 [2001:db8::2]:3 by 6
		tcp estab [::ffff:10.0.0.1]:80 [::ffff:10.0.0.2]:3 by 6
		tcp estab 10.0.0.1:80 1.1.1.1:4 by hidden
		tcp syn-recv 10.0.0.1:80 1.1.1.1:5 by kernel
		tcp new-syn-recv 10.0.0.1:80 1.1.1.1:6 by kernel
		udp established 10.0.0.1:5353 1.1.1.1:53 by 5
		udp unconn 0.0.0.0:53 by 6
		udp unconn 0.0.0.0:53 by 5
		tcp listen 0.0.0.0:80 by 5
		tcp listen 0.0.0.0:81 by kernel`)
	const want = `ESTAB 5 v4=4 v6=1 share=0.417 most=3 pgbouncer
SYN-RECV 2 v4=2 v6=0 share=0.167 most=2 kernel
LISTEN 2 v4=2 v6=0 share=0.167 most=1 nginx
UDP ESTAB 1 v4=1 v6=0 share=0.083 most=1 nginx
UDP UNCONN 2 v4=2 v6=0 share=0.167 most=1 nginx
`
	var b strings.Builder
	total := 0.0
	for _, r := range row.ByState(m, nil) {
		name := r.Busiest.Status.Name()
		if len(r.Busiest.Processes) > 0 {
			name = m.Processes[r.Busiest.Processes[0]].Name
		}
		fmt.Fprintf(&b, "%s %d v4=%d v6=%d share=%.3f most=%d %s\n", r.Name(), len(r.Sockets), r.Four, r.Six, r.Share, r.Most, name)
		total += r.Share
	}
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
	if math.Abs(total-1) > 1e-9 {
		t.Errorf("the shares add up to %v", total)
	}
}

func TestEveryStateHasANameAShortOneAndAMeaning(t *testing.T) {
	for s := range model.States + 2 { // two that no kernel has
		for p := range model.Protos {
			if s.NameOn(p).Empty() || s.ShortOn(p).Empty() || !strings.HasSuffix(s.MeaningOn(p).String(), ".") {
				t.Errorf("%s %d: %q %q %q", p, s, s.NameOn(p), s.ShortOn(p), s.MeaningOn(p))
			}
			if n := len(s.ShortOn(p).String()); n > 7 {
				t.Errorf("%q does not fit a column", s.ShortOn(p))
			}
		}
	}
	if got := model.Closed.NameOn(model.UDP).String(); got != "UNCONN" {
		t.Errorf("an unconnected UDP socket is %q", got)
	}
}
