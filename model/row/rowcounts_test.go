package row_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"berth/model"
	"berth/model/moment"
	"berth/model/row"
	"berth/model/scene"
)

// matches are filters, by what they let through.
var matches = map[string]moment.Match{
	"all":   nil,
	"tcp":   func(c moment.Conn) bool { return c.Socket().Proto == model.TCP },
	"80":    func(c moment.Conn) bool { return c.Socket().Local.Port == 80 && !c.Socket().Listening() },
	"third": func(c moment.Conn) bool { return c.At%3 == 0 },
	"no":    func(moment.Conn) bool { return false },
}

func TestRowsAreCountedAsTheyAreMade(t *testing.T) {
	checkCounts(t, scene.Moment(quay))
	rows := 0
	for seed := range uint64(200) {
		m := scene.Moment(randomWorld(rand.New(rand.NewPCG(seed, 11))))
		rows += checkCounts(t, m)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
	if rows == 0 {
		t.Error("no world had a row")
	}
}

// checkCounts compares the counts of each kind of row with how many rows are made.
func checkCounts(t *testing.T, m *moment.Moment) (rows int) {
	t.Helper()
	for what, match := range matches {
		processes := 0
		for _, r := range row.ByProcess(m, match) {
			if r.Status == model.OwnerKnown {
				processes++
			}
		}
		for _, listeners := range []bool{true, false} {
			want := row.RowCounts{
				Ports: len(row.ByPort(m, match)), Processes: processes, States: len(row.ByState(m, match)), Pools: len(row.ByPool(m, match)),
			}
			for _, c := range moment.Conns(m, match, listeners) {
				if listeners || c.Socket().State != model.Bound { // which only holds its port
					want.Conns++
				}
			}
			if got := row.CountRows(m, match, listeners); got != want {
				t.Errorf("%s: %+v, want %+v", what, got, want)
			}
			rows += want.Ports + want.Pools
		}
	}
	return rows
}

// randomWorld is a machine with a few processes and sockets of all kinds.
func randomWorld(r *rand.Rand) string {
	var b strings.Builder
	b.WriteString("range 32768-33000\nprocess 812 nginx www-data\nprocess 813 nginx www-data\nprocess 900 curl alice\n")
	pick := func(words ...string) string { return words[r.IntN(len(words))] }
	for range r.IntN(60) {
		port := []int{80, 8080, 32768 + r.IntN(20), 32768 + r.IntN(20), 0}[r.IntN(5)]
		local := fmt.Sprintf("%s:%d", pick("10.0.0.1", "127.0.0.1", "[::1]"), port)
		holder := " by " + pick("812", "813", "812,813", "900", "hidden uid=101", "kernel")
		switch r.IntN(5) {
		case 0:
			fmt.Fprintf(&b, "tcp listen %s%s\n", pick("0.0.0.0:80", "[::]:8080", "127.0.0.1:32770"), holder)
		case 1:
			fmt.Fprintf(&b, "udp unconn %s%s\n", local, holder)
		case 2:
			fmt.Fprintf(&b, "tcp bound %s%s\n", local, holder)
		default:
			remote := fmt.Sprintf("%s:%d", pick("10.9.9.9", "10.9.9.8"), 443+r.IntN(2))
			if strings.HasPrefix(local, "[") {
				remote = "[2001:db8::1]:443"
			}
			fmt.Fprintf(&b, "tcp %s %s %s%s\n", pick("estab", "close-wait", "time-wait", "syn-recv"), local, remote, holder)
		}
	}
	return b.String()
}
