package row_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"berth/model"
	"berth/model/moment"
	"berth/model/row"
	"berth/model/scene"
)

// portLines writes rows as a test wants to read them.
func portLines(rows []row.PortRow) string {
	var b strings.Builder
	for _, r := range rows {
		fmt.Fprintf(&b, "%s %d listeners=%d conns=%d estab=%d twait=%d %s", r.ID.Proto, r.ID.Port,
			r.Listeners, r.Connections, r.States[model.Established], r.States[model.TimeWait], r.Reach.Name())
		for _, a := range r.Addresses {
			fmt.Fprintf(&b, " %s", a.Safe())
		}
		fmt.Fprintf(&b, " queue=%d/%d by", r.Waiting, r.Backlog)
		for _, p := range r.Processes {
			fmt.Fprintf(&b, " %d", r.In.Processes[p].ID.PID)
		}
		if len(r.Processes) == 0 {
			fmt.Fprintf(&b, " %s", r.Status.Name())
		}
		b.WriteByte('\n')
	}
	return b.String()
}

const house = `
range 32768-60999
reserved 40000-40009
process 1 systemd root
process 812 nginx root nginx.service
process 813 nginx www-data nginx.service
process 900 curl alice
tcp listen [::]:80 by 813,812 rx=3 tx=511
tcp listen 0.0.0.0:80 by 812,813 rx=1 tx=511
tcp estab [::ffff:10.0.0.1]:80 10.9.9.9:5000 by 813 rx=10 tx=20
tcp time-wait 10.0.0.1:80 10.9.9.9:5001 by kernel
udp unconn 0.0.0.0:53 by hidden rx=77
tcp listen 127.0.0.1:53 by hidden
tcp estab 10.0.0.1:33000 1.1.1.1:443 by 900
tcp estab 10.0.0.1:40001 1.1.1.1:443 by 900
tcp time-wait 10.0.0.1:8080 10.9.9.9:6000 by kernel
tcp listen 0.0.0.0:50000 by 1
tcp closed 0.0.0.0:0 by 900
`

func TestPortsHaveTheirListenersAndConnections(t *testing.T) {
	const want = `tcp 53 listeners=1 conns=0 estab=0 twait=0 loopback 127.0.0.1 queue=0/0 by hidden
udp 53 listeners=1 conns=0 estab=0 twait=0 public 0.0.0.0 queue=0/0 by hidden
tcp 80 listeners=2 conns=2 estab=1 twait=1 public 0.0.0.0 :: queue=4/1022 by 812 813
tcp 8080 listeners=0 conns=1 estab=0 twait=1 none queue=0/0 by kernel
tcp 40001 listeners=0 conns=1 estab=1 twait=0 none queue=0/0 by 900
tcp 50000 listeners=1 conns=0 estab=0 twait=0 public 0.0.0.0 queue=0/0 by 1
`
	rows := row.ByPort(scene.Moment(house), nil)
	if got := portLines(rows); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	web := rows[2]
	if web.RxQueue != 10 || web.TxQueue != 20 {
		t.Errorf("queues %d and %d: an accept queue is not bytes", web.RxQueue, web.TxQueue)
	}
	if rows[1].RxQueue != 77 {
		t.Errorf("a UDP server has %d bytes unread", rows[1].RxQueue)
	}
	for i, at := range web.Sockets {
		if web.In.Sockets[at].Listening() != (i < web.Listeners) {
			t.Errorf("sockets %v: listeners do not come first", web.Sockets)
		}
	}
}

func TestClientPortsBelowTheDefaultRangeAreRowsIfTheRangeIsUnknown(t *testing.T) {
	rows := row.ByPort(scene.Moment("tcp estab 1.1.1.1:700 2.2.2.2:2049\ntcp estab 1.1.1.1:32768 2.2.2.2:2049"), nil)
	if len(rows) != 1 || rows[0].ID.Port != 700 {
		t.Errorf("rows\n%s", portLines(rows))
	}
}

func TestFilteredPortIsDescribedByItsShownListeners(t *testing.T) {
	m := scene.Moment("process 5 a root\nprocess 6 b root\ntcp listen 127.0.0.1:80 by 5\ntcp listen 0.0.0.0:80 by 6\ntcp estab 10.0.0.1:80 1.1.1.1:9 by 6")
	only := func(keep ...int) moment.Match { return func(c moment.Conn) bool { return slices.Contains(keep, c.At) } }
	for name, c := range map[string]struct {
		match moment.Match
		want  string
	}{
		"one listener":      {only(0), "tcp 80 listeners=1 conns=0 estab=0 twait=0 loopback 127.0.0.1 queue=0/0 by 5\n"},
		"a connection only": {only(2), "tcp 80 listeners=0 conns=1 estab=1 twait=0 public 0.0.0.0 127.0.0.1 queue=0/0 by 5 6\n"},
		"nothing":           {only(), ""},
	} {
		if got := portLines(row.ByPort(m, c.match)); got != c.want {
			t.Errorf("%s: got\n%swant\n%s", name, got, c.want)
		}
	}
}

func TestNamespacesAreNeverMerged(t *testing.T) {
	rows := row.ByPort(scene.Moment("tcp listen 0.0.0.0:80 ns=1\ntcp listen 0.0.0.0:80 ns=2\ntcp estab 1.1.1.1:80 2.2.2.2:2 ns=2"), nil)
	if len(rows) != 2 || rows[0].Connections != 0 || rows[1].Connections != 1 {
		t.Errorf("rows\n%s", portLines(rows))
	}
}

func TestPortIsAsOldAsItsOldestListener(t *testing.T) {
	const first, second = "\ntcp listen 0.0.0.0:80 inode=1", "\ntcp listen 0.0.0.0:80 inode=2"
	m := scene.Moments(time.Second, "at 0s", "at 1s"+first, "at 3s"+first+second)
	r := row.ByPort(m[2], nil)[0]
	if r.Age != 2*time.Second || !r.Whole {
		t.Errorf("age %v whole %v", r.Age, r.Whole)
	}
}

func TestOrderOfRowsDoesNotDependOnTheKernel(t *testing.T) {
	m := scene.Moment(house)
	want := portLines(row.ByPort(m, nil))
	shuffled := *m.Snapshot
	shuffled.Sockets = slices.Clone(m.Sockets)
	slices.Reverse(shuffled.Sockets)
	again := new(moment.Timeline).Next(&shuffled, time.Second)
	if got := portLines(row.ByPort(again, nil)); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestReachIsThatOfTheAddress(t *testing.T) {
	for address, want := range map[string]moment.Reach{
		"0.0.0.0": moment.ReachPublic, "[::]": moment.ReachPublic,
		"127.0.0.53": moment.ReachLoopback, "[::1]": moment.ReachLoopback,
		"169.254.1.1": moment.ReachLinkLocal, "[fe80::1]": moment.ReachLinkLocal, "[ff02::fb]": moment.ReachLinkLocal, "224.0.0.251": moment.ReachLinkLocal,
		"10.1.2.3": moment.ReachPrivate, "172.31.0.1": moment.ReachPrivate, "192.168.0.1": moment.ReachPrivate,
		"100.64.0.1": moment.ReachPrivate, "[fd00::1]": moment.ReachPrivate, "[::ffff:10.0.0.1]": moment.ReachPrivate,
		"100.128.0.1": moment.ReachAddress, "172.32.0.1": moment.ReachAddress, "[2001:db8::1]": moment.ReachAddress, "8.8.8.8": moment.ReachAddress,
	} {
		m := scene.Moment("tcp listen " + address + ":80")
		if got := (moment.Conn{In: m}).Reach(); got != want {
			t.Errorf("%s has reach %s, want %s", address, got.Name(), want.Name())
		}
		back, ok := moment.ParseReach(want.Name().String())
		if back != want || !ok {
			t.Errorf("%s is read back as %v", want.Name(), back)
		}
	}
}

func TestConnectionHasTheReachOfItsListener(t *testing.T) {
	m := scene.Moment("tcp estab 10.0.0.1:80 1.1.1.1:9\ntcp listen 10.0.0.1:80\ntcp estab 10.0.0.1:33000 1.1.1.1:9")
	for at, want := range map[int]moment.Reach{0: moment.ReachPrivate, 2: moment.ReachNone} {
		if got := (moment.Conn{In: m, At: at}).Reach(); got != want {
			t.Errorf("socket %d: %s, want %s", at, got.Name(), want.Name())
		}
	}
}
