package dash

import (
	"context"
	"encoding/binary"
	"fmt"
	"runtime"
	"testing"
	"time"
	"unsafe"

	"berth/model"
	"berth/model/safe"
	"berth/model/services"
	"berth/ui/drive"
)

// busyHost is the sampler of a host with many sockets: 50 listeners, their connections,
// and connections of clients to 64 destinations, held by 200 processes. Between two
// samples, churn sockets end and as many new ones appear.
type busyHost struct {
	sockets, churn int
	taken          int
	names          []safe.Text
	processes      []model.Process
	services       map[model.PortKey]safe.Text
}

func newBusyHost(sockets, churn int) *busyHost {
	c := &busyHost{sockets: sockets, churn: churn, services: services.IANA()}
	for i := range 200 {
		c.names = append(c.names, safe.Sanitise(fmt.Sprintf("worker-%d", i%40)))
	}
	for i, name := range c.names {
		c.processes = append(c.processes, model.Process{
			ID: model.ProcessID{PID: int32(1000 + i), Start: uint64(i)}, Name: name, User: c.names[i%3],
			Unit: c.names[i%7], UID: uint32(i % 3), Started: noon.Add(-time.Hour), Command: name,
		})
	}
	return c
}

func (c *busyHost) Sample(_ context.Context, _ model.Need) (*model.Snapshot, error) {
	n := newWorld().snapshot(time.Duration(c.taken) * time.Second)
	n.Services, n.Backend = c.services, safe.Say("netlink")
	n.Processes = c.processes
	n.Sockets, n.Holders = make([]model.Socket, c.sockets), make([]uint32, c.sockets)
	for i := range n.Sockets {
		n.Sockets[i] = c.socket(i)
		n.Holders[i] = uint32(i * 7 % len(c.names))
	}
	c.taken++
	return n, nil
}

// socket is the i-th socket of this sample; one in every sockets/churn is replaced in
// each sample.
func (c *busyHost) socket(i int) model.Socket {
	life := 0
	if c.churn > 0 && i%(c.sockets/c.churn) == 7 {
		life = c.taken
	}
	here, there := model.Addr{10: 0xff, 11: 0xff, 12: 10, 15: 1}, model.Addr{10: 0xff, 11: 0xff, 12: 10, 13: 1}
	binary.BigEndian.PutUint16(there[14:], uint16(i>>8))
	s := model.Socket{
		State: model.Established, Cookie: uint64(i+1)*2654435761%(1<<40)<<12 + uint64(life), Inode: uint64(i + 5000), NetNS: 4026531840,
		Owner: model.OwnerKnown, OwnerCount: 1, FirstOwner: uint32(i), RxQueue: uint32((i*31 + c.taken*7) % 900),
		Local: model.Endpoint{Addr: here, Port: uint16(8000 + i%50)}, Remote: model.Endpoint{Addr: there, Port: uint16(32768 + i%256 + 256*life%20000)},
	}
	switch {
	case i < 50:
		s.State, s.Remote, s.TxQueue = model.Listen, model.Endpoint{Addr: model.Addr{10: 0xff, 11: 0xff}}, 511
	case i%3 == 0: // a connection of a client
		s.Local.Port, s.Remote.Port = uint16(32768+(i+life)%28000), 443
		s.Remote.Addr[15] = byte(i % 64)
		s.Remote.Addr[14] = byte(i / 28000)
	case i%16 == 1:
		s.State, s.Owner, s.OwnerCount, s.Inode = model.TimeWait, model.OwnerKernel, 0, 0
	}
	return s
}

// startBusyHost starts a dashboard of a busy host, on a terminal of 150x60.
func startBusyHost(c *busyHost) (*App, *drive.Driver, *drive.Clock) {
	clock := &drive.Clock{}
	app := New(&model.Machine{Name: "web-01", Sampler: c}, Options{Interval: time.Second, After: clock.After, Now: func() time.Time { return noon }})
	return app, drive.Start(app, 150, 60), clock
}

// A refresh allocates all that it passes to another goroutine: the socket table, and
// little more. The test takes the minimum of several refreshes, because the Go runtime
// allocates memory too.
func TestRefreshAllocatesLittleMoreThanItsSocketTable(t *testing.T) {
	const sockets = 100_000
	app, d, clock := startBusyHost(newBusyHost(sockets, 200))
	allocated := func() uint64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.TotalAlloc
	}
	table := float64(sockets * unsafe.Sizeof(model.Socket{}))
	for pane := range registry() {
		app.show(pane)
		least := uint64(1 << 40)
		for range 6 {
			before := allocated()
			d.Pass(clock, time.Second)
			least = min(least, allocated()-before)
		}
		ratio := float64(least) / table
		t.Logf("%-12s %5d kB, %.2f times the socket table", app.pane().Name(), least/1000, ratio)
		if ratio > refreshLimit {
			t.Errorf("%s: a refresh allocates %d bytes, %.2f times its socket table, want %.1f at most", app.pane().Name(), least, ratio, refreshLimit)
		}
	}
}
