package ui

import (
	"context"
	"encoding/binary"
	"fmt"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"berth/model"
	"berth/model/services"
	"berth/ui/drive"
)

// crowd is a sampler of a host with many sockets: 50 listeners, their connections
// and those of clients to 64 destinations, held by 200 processes. Every sample
// churn of them have ended, and as many have come. Snapshots that are given back
// are written over.
type crowd struct {
	sockets, churn int
	taken          int
	names          []model.Safe
	processes      []model.Process
	holders        []uint32
	services       map[model.PortKey]model.Safe
	memory         atomic.Pointer[[]model.Socket] // that came back
}

func newCrowd(sockets, churn int) *crowd {
	c := &crowd{sockets: sockets, churn: churn, services: services.IANA()}
	for i := range 200 {
		c.names = append(c.names, model.Sanitise(fmt.Sprintf("worker-%d", i%40)))
	}
	for i, name := range c.names {
		c.processes = append(c.processes, model.Process{
			ID: model.ProcessID{PID: int32(1000 + i), Start: uint64(i)}, Name: name, User: c.names[i%3],
			Unit: c.names[i%7], UID: uint32(i % 3), Started: noon.Add(-time.Hour), Command: name,
		})
		c.holders = append(c.holders, uint32(i))
	}
	return c
}

func (c *crowd) Sample(_ context.Context, _ model.Need) (*model.Snapshot, error) {
	n := newWorld().snapshot(time.Duration(c.taken) * time.Second)
	n.Services, n.Backend = c.services, model.Say("netlink")
	n.Processes, n.Holders = c.processes, c.holders
	memory := c.memory.Swap(nil)
	if memory == nil || len(*memory) != c.sockets {
		made := make([]model.Socket, c.sockets)
		memory = &made
	}
	n.Sockets = *memory
	n.Done = func() { c.memory.Store(memory) }
	for i := range n.Sockets {
		n.Sockets[i] = c.socket(i)
	}
	c.taken++
	return n, nil
}

// socket is the i-th socket now: every so manyth is another one each time.
func (c *crowd) socket(i int) model.Socket {
	life := 0
	if c.churn > 0 && i%(c.sockets/c.churn) == 7 {
		life = c.taken
	}
	here, there := model.Addr{10: 0xff, 11: 0xff, 12: 10, 15: 1}, model.Addr{10: 0xff, 11: 0xff, 12: 10, 13: 1}
	binary.BigEndian.PutUint16(there[14:], uint16(i>>8))
	s := model.Socket{
		State: model.Established, Cookie: uint64(i+1)*2654435761%(1<<40)<<12 + uint64(life), Inode: uint64(i + 5000), NetNS: 4026531840,
		Owner: model.OwnerKnown, OwnerCount: 1, FirstOwner: uint32(i * 7 % len(c.names)), RxQueue: uint32((i*31 + c.taken*7) % 900),
		Local: model.Endpoint{Addr: here, Port: uint16(8000 + i%50)}, Remote: model.Endpoint{Addr: there, Port: uint16(32768 + i%256 + 256*life%20000)},
	}
	switch {
	case i < 50:
		s.State, s.Remote, s.TxQueue = model.Listen, model.Endpoint{Addr: model.Addr{10: 0xff, 11: 0xff}}, 511
	case i%3 == 0: // a client
		s.Local.Port, s.Remote.Port = uint16(32768+(i+life)%28000), 443
		s.Remote.Addr[15] = byte(i % 64)
		s.Remote.Addr[14] = byte(i / 28000)
	case i%16 == 1:
		s.State, s.Owner, s.OwnerCount, s.Inode = model.TimeWait, model.OwnerKernel, 0, 0
	}
	return s
}

// board is a dashboard over a crowd, on a terminal of 200x60.
func board(c *crowd) (*App, *drive.Driver, *drive.Clock) {
	clock := &drive.Clock{}
	app := New(&model.Machine{Name: "web-01", Sampler: c}, Options{Interval: time.Second, After: clock.After, Now: func() time.Time { return noon }})
	return app, drive.Start(app, 150, 60), clock
}

// A refresh that allocates little is one that the garbage collector does not
// follow: the least of some, as the runtime allocates for itself, too.
func TestRefreshOfAHundredThousandSocketsAllocatesAMegabyteAtMost(t *testing.T) {
	app, d, clock := board(newCrowd(100_000, 200))
	allocated := func() uint64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.TotalAlloc
	}
	for pane := range registry() {
		app.show(pane)
		least := uint64(1 << 40)
		for range 6 {
			before := allocated()
			d.Pass(clock, time.Second)
			least = min(least, allocated()-before)
		}
		t.Logf("%-12s %4d kB", app.pane().name(), least/1000)
		if least > 1_000_000 {
			t.Errorf("%s: a refresh allocates %d bytes, want 1 MB at most", app.pane().name(), least)
		}
	}
}
