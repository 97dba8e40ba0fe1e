package row_test

import (
	"slices"
	"testing"
	"time"

	"berth/model/field"
	"berth/model/moment"
	"berth/model/row"
	"berth/model/scene"
)

const quay = `
	range 32768-60999
	process 812 nginx www-data nginx.service nginx: worker
	process 813 nginx www-data nginx.service nginx: worker
	process 900 curl alice
	tcp estab 10.0.0.1:80 10.9.9.9:5000 by 813 rx=10
	tcp listen 0.0.0.0:80 by 812,813 rx=2 tx=128
	tcp time-wait 10.0.0.1:80 10.9.9.9:5001 by kernel
	tcp estab 10.0.0.1:33000 1.1.1.1:443 by 900
	udp unconn 0.0.0.0:53 by hidden uid=101
	tcp estab 127.0.0.1:33001 127.0.0.1:80 by 900
	tcp close-wait 10.0.0.1:8080 10.9.9.9:6000 by 812`

// texts is what every field of every row says.
func texts[R any](fields []field.Field[R], rows []R) []string {
	var all []string
	for _, r := range rows {
		for _, f := range fields {
			all = append(all, f.Name+" "+f.Text(r).String())
		}
	}
	return all
}

func keeps[R any](t *testing.T, what string, fields []field.Field[R], rows []R, keep func([]R) []R) {
	t.Helper()
	if want, got := texts(fields, rows), texts(fields, keep(rows)); !slices.Equal(want, got) {
		t.Errorf("%s: kept rows say\n%q, want\n%q", what, got, want)
	}
	if rows = keep(nil); len(rows) > 0 {
		t.Errorf("%s: kept rows of nothing", what)
	}
}

func TestKeptRowsHaveTheSameTextsAsInTheirMoment(t *testing.T) {
	m := scene.Moments(time.Second, "at 0s"+quay, "at 9s"+quay+"\ntcp listen [::]:8443 by 812")[1]
	for what, match := range map[string]moment.Match{
		"all":         nil,
		"connections": func(c moment.Conn) bool { return !c.Socket().Listening() },
	} {
		keeps(t, what, field.Ports, row.ByPort(m, match), row.KeepPorts)
		keeps(t, what, field.Processes, row.ByProcess(m, match), row.KeepProcesses)
		keeps(t, what, field.States, row.ByState(m, match), row.KeepStates)
		keeps(t, what, field.Conns, moment.Conns(m, match, true), row.KeepConns)
	}
}

func TestKeptMomentIsSmallAndSharesNoMemoryWithTheSnapshot(t *testing.T) {
	n := scene.Crowd(1000)
	m := new(moment.Timeline).Next(n, time.Second)
	kept := m.Keep([]int32{60, 61})
	if len(kept.Sockets) > 4 || len(kept.Processes) > 4 {
		t.Errorf("%d sockets and %d processes", len(kept.Sockets), len(kept.Processes))
	}
	want := moment.Conn{In: kept, At: 0}.Socket().Local
	clear(n.Sockets)
	clear(n.Processes)
	clear(n.Holders)
	if got := (moment.Conn{In: kept, At: 0}).Socket().Local; got != want || kept.Processes[0].ID.PID == 0 {
		t.Error("the moment changed with the memory of its snapshot")
	}
}

func TestTabAndHeaderCountTheSameConnections(t *testing.T) {
	m := scene.Moment(quay + "\ntcp bound 127.0.0.1:40000\n")
	if tab, header := row.CountRows(m, nil, false).Conns, m.Now().Connections; tab != header || tab == 0 {
		t.Errorf("the tab counts %d connections, the header %d", tab, header)
	}
}
