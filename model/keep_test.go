package model_test

import (
	"slices"
	"testing"
	"time"

	"berth/model"
	"berth/model/field"
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

func TestKeptRowsSayWhatTheySaidInTheirMoment(t *testing.T) {
	m := scene.Moments(time.Second, "at 0s"+quay, "at 9s"+quay+"\ntcp listen [::]:8443 by 812")[1]
	for what, match := range map[string]model.Match{
		"all":         nil,
		"connections": func(c model.Conn) bool { return !c.Socket().Listening() },
	} {
		keeps(t, what, field.Ports, model.ByPort(m, match), model.KeepPorts)
		keeps(t, what, field.Processes, model.ByProcess(m, match), model.KeepProcesses)
		keeps(t, what, field.States, model.ByState(m, match), model.KeepStates)
		keeps(t, what, field.Conns, model.Conns(m, match, true), model.KeepConns)
	}
}

func TestKeptMomentHoldsLittleAndTakesNothingOfTheSampler(t *testing.T) {
	n := harbour(1000)
	m := new(model.Timeline).Next(n, time.Second)
	kept := m.Keep([]int32{60, 61})
	if len(kept.Sockets) > 4 || len(kept.Processes) > 4 {
		t.Errorf("%d sockets and %d processes", len(kept.Sockets), len(kept.Processes))
	}
	want := model.Conn{In: kept, At: 0}.Socket().Local
	clear(n.Sockets)
	clear(n.Processes)
	clear(n.Holders)
	if got := (model.Conn{In: kept, At: 0}).Socket().Local; got != want || kept.Processes[0].ID.PID == 0 {
		t.Error("the moment changed with the memory of its snapshot")
	}
}

func TestRowsAreCountedAsTheyAreMade(t *testing.T) {
	m := scene.Moment(quay)
	for what, match := range map[string]model.Match{
		"all": nil,
		"tcp": func(c model.Conn) bool { return c.Socket().Proto == model.TCP },
		"80":  func(c model.Conn) bool { return c.Socket().Local.Port == 80 && !c.Socket().Listening() },
		"no":  func(model.Conn) bool { return false },
	} {
		known := 0
		for _, r := range model.ByProcess(m, match) {
			if r.Status == model.OwnerKnown {
				known++
			}
		}
		for _, listeners := range []bool{true, false} {
			want := model.RowCounts{
				Ports: len(model.ByPort(m, match)), Processes: known, States: len(model.ByState(m, match)),
				Conns: len(model.Conns(m, match, listeners)), Pools: len(model.ByPool(m, match)),
			}
			if got := model.CountRows(m, match, listeners); got != want {
				t.Errorf("%s: %+v, want %+v", what, got, want)
			}
		}
	}
}

func TestTabAndHeaderCountTheSameConnections(t *testing.T) {
	m := scene.Moment(quay + "\ntcp bound 127.0.0.1:40000\n")
	if tab, header := model.CountRows(m, nil, false).Conns, m.Now().Connections; tab != header || tab == 0 {
		t.Errorf("the tab counts %d connections, the header %d", tab, header)
	}
}
