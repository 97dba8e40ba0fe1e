//go:build bench

package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/procfs"

	"berth/source/worlds"
	"berth/ui/drive"
)

// The machine that is measured: 10 listeners, 99 clients with 5 connections each
// (both ends are on it), and processes without sockets to make 200.
const (
	listeners   = 10
	clients     = 99
	connections = 5
	processes   = 200
	watched     = 20 * time.Second
	userHZ      = 100 // clock ticks a second in /proc/PID/stat, on every Linux that Go knows
)

// TestCostOfAnIdleDashboard is a benchmark: it prints, and judges nothing. It
// has a build tag of its own, so that no ordinary run waits for it.
func TestCostOfAnIdleDashboard(t *testing.T) {
	inside(t, func(t *testing.T) {
		populate(t)
		var first []string
		for range 5 {
			terminal := drive.Open(t, program(), drive.Options{})
			terminal.WaitFor(drive.Shows("PROTO", "LISTEN"))
			first = append(first, terminal.Age().Round(time.Millisecond).String())
			terminal.Send("q").Exit(5 * time.Second)
		}

		terminal := start(t)
		settled := time.After(2 * time.Second)
		<-settled // the first samples fill caches
		before, since := cost(t, terminal.Process().Pid), time.Now()
		<-time.After(watched)
		after, took := cost(t, terminal.Process().Pid), time.Since(since)

		ticks := float64(after.UTime + after.STime - before.UTime - before.STime)
		fmt.Printf("\nidle dashboard, every 1s, %d sockets, %d processes, 120x36\n", listeners+2*clients*connections, processes)
		fmt.Printf("  %-28s %.1f %% of one core (user %.1f, system %.1f), over %v; goal 8\n", "CPU",
			100*ticks/userHZ/took.Seconds(),
			100*float64(after.UTime-before.UTime)/userHZ/took.Seconds(),
			100*float64(after.STime-before.STime)/userHZ/took.Seconds(), watched)
		fmt.Printf("  %-28s %.1f MiB; goal 60\n", "resident memory", float64(after.ResidentMemory())/(1<<20))
		fmt.Printf("  %-28s %s; goal 100ms\n\n", "start to first frame", strings.Join(first, " "))
		terminal.Send("q").Exit(5 * time.Second)
	})
}

func populate(t *testing.T) {
	t.Helper()
	var servers []*worlds.Process
	for range listeners {
		servers = append(servers, worlds.Helper(t, "listen"))
	}
	for i := range clients {
		worlds.Helper(t, "connect", fmt.Sprintf("127.0.0.1:%d", servers[i%listeners].Port), fmt.Sprint(connections))
	}
	for range processes - listeners - clients {
		worlds.Helper(t, "hold")
	}
}

func cost(t *testing.T, pid int) procfs.ProcStat {
	t.Helper()
	p, err := procfs.NewProc(pid)
	if err != nil {
		t.Fatal(err)
	}
	stat, err := p.Stat()
	if err != nil {
		t.Fatal(err)
	}
	return stat
}
