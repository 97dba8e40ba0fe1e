package row_test

import (
	"fmt"
	"strings"
	"testing"

	"berth/model"
	"berth/model/moment"
	"berth/model/row"
	"berth/model/scene"
)

func processLines(rows []row.ProcessRow) string {
	var b strings.Builder
	for _, r := range rows {
		name := r.Status.Name()
		if p := r.Facts(); p != nil {
			name = p.Name
		}
		fmt.Fprintf(&b, "%d %s listeners=%d conns=%d ports", r.ID.PID, name, r.Listeners, r.Connections)
		for _, p := range r.Ports {
			fmt.Fprintf(&b, " %s/%d", p.Proto, p.Port)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestProcessRowsHaveTheirSocketsAndOtherRowsTheirReason(t *testing.T) {
	const want = `0 resolving listeners=0 conns=1 ports
0 kernel listeners=0 conns=2 ports
0 not accepted yet listeners=0 conns=1 ports
0 hidden listeners=2 conns=0 ports tcp/53 udp/53
0 none listeners=0 conns=1 ports
1 systemd listeners=1 conns=0 ports tcp/50000
812 nginx listeners=2 conns=0 ports tcp/80
813 nginx listeners=2 conns=1 ports tcp/80
900 curl listeners=0 conns=3 ports
`
	m := scene.Moment(house + `
tcp estab 10.0.0.1:80 10.9.9.9:7000 by unaccepted
tcp estab 10.0.0.1:80 10.9.9.9:7001 by resolving
tcp estab 10.0.0.1:80 10.9.9.9:7002 by none`)
	if got := processLines(row.ByProcess(m, nil)); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestSocketOfForkedServersCountsForEach(t *testing.T) {
	m := scene.Moment("process 5 a root\nprocess 6 a root\ntcp listen 0.0.0.0:80 by 5,6")
	for _, r := range row.ByProcess(m, nil) {
		if len(r.Sockets) != 1 || r.Listeners != 1 {
			t.Errorf("process %d has %d sockets", r.ID.PID, len(r.Sockets))
		}
	}
}

func TestFilterRemovesSocketsFromEveryGrouping(t *testing.T) {
	m := scene.Moment(house)
	tcp := func(c moment.Conn) bool { return c.Socket().Proto == model.TCP }
	count := 0
	for _, r := range row.ByState(m, tcp) {
		count += len(r.Sockets)
		if r.Proto != model.TCP {
			t.Errorf("state row of %s", r.Proto)
		}
	}
	for _, r := range row.ByProcess(m, tcp) {
		for _, at := range r.Sockets {
			if m.Sockets[at].Proto != model.TCP {
				t.Errorf("process %d shows a UDP socket", r.ID.PID)
			}
		}
	}
	if conns := moment.Conns(m, tcp, true); len(conns) != count {
		t.Errorf("%d sockets, but the states hold %d", len(conns), count)
	}
}

func TestConnsLeaveListenersOutUnlessAsked(t *testing.T) {
	m := scene.Moment(house)
	all, some := moment.Conns(m, nil, true), moment.Conns(m, nil, false)
	if len(all) != len(m.Sockets) {
		t.Errorf("%d of %d", len(all), len(m.Sockets))
	}
	for _, c := range some {
		if c.Socket().Listening() {
			t.Errorf("%s is a listener", c.Socket().Local.Safe())
		}
	}
	if len(all)-len(some) != 5 {
		t.Errorf("%d listeners left out, want 5", len(all)-len(some))
	}
}

func TestRowWithoutAProcessShowsTheHighestStatus(t *testing.T) {
	for want, holders := range map[string][]string{
		"hidden":           {"kernel", "resolving", "hidden", "none"},
		"resolving":        {"kernel", "resolving", "none"},
		"not accepted yet": {"none", "unaccepted", "kernel"},
		"kernel":           {"none", "kernel"},
		"none":             {"none", "none"},
	} {
		text := ""
		for i, h := range holders {
			text += fmt.Sprintf("\ntcp estab 10.0.0.1:80 10.9.9.9:%d by %s", i+1, h)
		}
		rows := row.ByPort(scene.Moment(text), nil)
		if got := rows[0].Status.Name().String(); got != want || len(rows[0].Processes) > 0 {
			t.Errorf("of %v it says %q, want %q", holders, got, want)
		}
	}
}

func TestKnownOwnerWithoutAProcessIsNone(t *testing.T) {
	m := scene.Moment("tcp listen 0.0.0.0:80")
	m.Sockets[0].Owner = model.OwnerKnown
	if h := m.HoldersOf(&m.Sockets[0]); h.Status != model.OwnerNone {
		t.Errorf("status %s", h.Status.Name())
	}
	if rows := row.ByProcess(m, nil); len(rows) != 1 || rows[0].Facts() != nil {
		t.Errorf("rows %s", processLines(rows))
	}
}
