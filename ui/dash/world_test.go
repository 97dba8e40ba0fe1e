package dash

import (
	"context"
	"net/netip"
	"slices"
	"sort"
	"time"

	"berth/model"
	"berth/model/safe"
	"berth/model/scene"
	"berth/model/services"
)

// world builds snapshots of a fixed machine, for golden frames and screenshots.
type world struct {
	model.Snapshot
	ids    map[string]uint32 // processes by name
	inode  uint64
	owners [][]uint32
}

var noon = time.Date(2026, 11, 23, 14, 22, 7, 0, time.UTC)

func newWorld() *world {
	return &world{ids: map[string]uint32{}, inode: 34000, Snapshot: model.Snapshot{
		Taken: noon, Took: 12 * time.Millisecond, Backend: safe.Say("procfs"), Services: services.IANA(), Users: map[uint32]safe.Text{0: safe.Say("root")},
		Host: model.Host{
			Name: safe.Say("web-01"), User: safe.Say("root"), Root: true,
			Uptime: 12 * 24 * time.Hour, Load: [3]float64{0.42, 0.31, 0.28}, Known: true,
		},
		Spaces: []model.Space{{ID: model.SpaceID{Inode: 4026531840}, Kernel: model.Kernel{
			Ephemeral:    model.Range{Low: 32768, High: 60999, Known: true},
			ReservedOK:   true,
			Unprivileged: model.Reading{Value: 1024, Known: true},
			TWReuse:      model.Reading{Value: 2, Known: true},
			V6Only:       model.Reading{Value: 0, Known: true},
			ListenDrops:  model.Reading{Value: 0, Known: true},
		}}},
	}}
}

// process adds a process and names it for sockets.
func (w *world) process(as string, p model.Process, age time.Duration) {
	p.ID.Start = uint64(p.ID.PID) * 100
	p.Started = noon.Add(-age)
	if p.User.String() != "root" {
		p.UID = 1000 + uint32(p.ID.PID)
	}
	w.ids[as] = uint32(len(w.Processes))
	w.Processes = append(w.Processes, p)
}

// socket adds a socket held by the named processes.
func (w *world) socket(proto model.Proto, local, remote string, state model.State, owners ...string) *model.Socket {
	s := model.Socket{Proto: proto, State: state, Local: endpoint(local), Remote: endpoint(remote), NetNS: 4026531840}
	if !s.Local.Addr.Four() {
		s.Traits = model.InetSix
	}
	var held []uint32
	for _, o := range owners {
		held = append(held, w.ids[o])
	}
	switch {
	case state == model.TimeWait || state == model.SynRecv:
		s.Owner = model.OwnerKernel
	case len(held) == 0:
		s.Owner = model.OwnerHidden
		s.Inode = w.next()
	default:
		s.Owner = model.OwnerKnown
		s.Inode = w.next()
		s.UID = w.Processes[held[0]].UID
	}
	w.Sockets = append(w.Sockets, s)
	w.owners = append(w.owners, held)
	return &w.Sockets[len(w.Sockets)-1]
}

func (w *world) next() uint64 {
	w.inode++
	return w.inode
}

func endpoint(text string) model.Endpoint {
	a := netip.MustParseAddrPort(text)
	return model.Endpoint{Addr: model.AddrFrom(a.Addr()), Port: a.Port()}
}

// snapshot is the world as a sampler returns it, at a time that is later by after.
func (w *world) snapshot(after time.Duration) *model.Snapshot {
	n := w.Snapshot
	n.Spaces = slices.Clone(w.Spaces) // a test may change the kernel later
	n.Taken = noon.Add(after)
	n.Sockets = append([]model.Socket(nil), w.Sockets...)
	n.Holders = nil
	for i, held := range w.owners {
		sort.Slice(held, func(a, b int) bool { return held[a] < held[b] })
		n.Sockets[i].FirstOwner, n.Sockets[i].OwnerCount = uint32(len(n.Holders)), uint16(len(held))
		n.Holders = append(n.Holders, held...)
	}
	return &n
}

// drop removes the sockets that match.
func (w *world) drop(gone func(*model.Socket) bool) {
	var sockets []model.Socket
	var owners [][]uint32
	for i := range w.Sockets {
		if !gone(&w.Sockets[i]) {
			sockets, owners = append(sockets, w.Sockets[i]), append(owners, w.owners[i])
		}
	}
	w.Sockets, w.owners = sockets, owners
}

// worldSampler is a sampler over a world: each sample is a second later.
type worldSampler struct {
	world *world
	taken int
	err   error
	needs []model.Need
}

func (s *worldSampler) Sample(_ context.Context, need model.Need) (*model.Snapshot, error) {
	s.needs = append(s.needs, need)
	if s.err != nil {
		return nil, s.err
	}
	n := s.world.snapshot(time.Duration(s.taken) * time.Second)
	s.taken++
	if !need.Has(model.NeedOwners) {
		n.Processes, n.Holders = nil, nil
		for i := range n.Sockets {
			n.Sockets[i].FirstOwner, n.Sockets[i].OwnerCount = 0, 0
			if n.Sockets[i].Owner != model.OwnerKernel {
				n.Sockets[i].Owner = model.OwnerResolving
			}
		}
	}
	return n, nil
}

// webServer is a busy host: web server with workers, databases, a pooler near
// the end of its ports, an application that forgets to close, DNS on both protocols.
func webServer() *world { return server(20600) }

// quietServer is the same host with few connections, for tests that start often.
func quietServer() *world { return server(60) }

// server is a host whose pooler holds so many ports towards its database.
func server(pool int) *world {
	w := newWorld()
	day := 24 * time.Hour
	root, www := safe.Say("root"), safe.Say("www-data")
	w.process("sshd", model.Process{ID: model.ProcessID{PID: 812}, Name: safe.Say("sshd"), Command: safe.Say("sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups"), User: root, Unit: safe.Say("ssh.service")}, 12*day)
	w.process("session", model.Process{ID: model.ProcessID{PID: 20411}, Name: safe.Say("sshd"), Command: safe.Say("sshd: admin [priv]"), User: root, Unit: safe.Say("ssh.service")}, 2*time.Hour)
	w.process("master", model.Process{ID: model.ProcessID{PID: 1101}, Name: safe.Say("nginx"), Command: safe.Say("nginx: master process /usr/sbin/nginx"), User: root, Unit: safe.Say("nginx.service")}, 12*day)
	w.process("worker1", model.Process{ID: model.ProcessID{PID: 1102}, Name: safe.Say("nginx"), Command: safe.Say("nginx: worker process"), User: www, Unit: safe.Say("nginx.service")}, 12*day)
	w.process("worker2", model.Process{ID: model.ProcessID{PID: 1103}, Name: safe.Say("nginx"), Command: safe.Say("nginx: worker process"), User: www, Unit: safe.Say("nginx.service")}, 12*day)
	w.process("dns", model.Process{ID: model.ProcessID{PID: 640}, Name: safe.Say("dnsmasq"), Command: safe.Say("/usr/sbin/dnsmasq -x /run/dnsmasq/dnsmasq.pid"), User: safe.Say("dnsmasq"), Unit: safe.Say("dnsmasq.service")}, 12*day)
	w.process("pooler", model.Process{ID: model.ProcessID{PID: 2210}, Name: safe.Say("pgbouncer"), Command: safe.Say("/usr/sbin/pgbouncer /etc/pgbouncer/pgbouncer.ini"), User: safe.Say("postgres"), Unit: safe.Say("pgbouncer.service")}, 3*day)
	w.process("redis", model.Process{ID: model.ProcessID{PID: 998}, Name: safe.Say("redis-server"), Command: safe.Say("/usr/bin/redis-server 127.0.0.1:6379"), User: safe.Say("redis"), Unit: safe.Say("redis-server.service")}, 12*day)
	w.process("billing", model.Process{ID: model.ProcessID{PID: 31877}, Name: safe.Say("java"), Command: safe.Say("java -jar /srv/billing.jar --db-password=***"), User: safe.Say("app"), Container: safe.Say("4f1c0e9a77b2")}, 5*time.Hour)
	w.process("node", model.Process{ID: model.ProcessID{PID: 30120}, Name: safe.Say("node"), Command: safe.Say("node /srv/api/server.js"), User: safe.Say("app"), Unit: safe.Say("api.service")}, 26*time.Hour)

	none := "0.0.0.0:0"
	w.socket(model.TCP, "0.0.0.0:22", none, model.Listen, "sshd")
	w.socket(model.TCP, "[::]:22", "[::]:0", model.Listen, "sshd")
	w.socket(model.TCP, "10.0.0.7:22", "203.0.113.9:51044", model.Established, "session")
	for _, port := range []string{":80", ":443"} {
		w.socket(model.TCP, "0.0.0.0"+port, none, model.Listen, "master", "worker1", "worker2")
		w.socket(model.TCP, "[::]"+port, "[::]:0", model.Listen, "master", "worker1", "worker2")
	}
	for i := range 46 {
		client := netip.AddrPortFrom(netip.AddrFrom4([4]byte{198, 51, 100, byte(10 + i%23)}), uint16(40000+i*13)).String()
		state, worker := model.Established, []string{"worker1", "worker2"}[i%2]
		if i%5 == 4 {
			w.socket(model.TCP, "10.0.0.7:443", client, model.TimeWait)
			continue
		}
		w.socket(model.TCP, "10.0.0.7:443", client, state, worker)
	}
	w.socket(model.UDP, "0.0.0.0:53", none, model.Closed, "dns")
	w.socket(model.UDP, "[::]:53", "[::]:0", model.Closed, "dns")
	w.socket(model.TCP, "0.0.0.0:53", none, model.Listen, "dns")
	w.socket(model.TCP, "[::]:53", "[::]:0", model.Listen, "dns")
	w.socket(model.TCP, "127.0.0.1:6432", none, model.Listen, "pooler")
	w.socket(model.TCP, "127.0.0.1:6379", none, model.Listen, "redis")
	w.socket(model.TCP, "[::]:8080", "[::]:0", model.Listen, "billing").RxQueue = 4
	w.socket(model.TCP, "10.0.0.7:3000", none, model.Listen, "node")
	w.socket(model.TCP, "127.0.0.1:9100", none, model.Listen)
	for i := range 17 {
		s := w.socket(model.TCP, "[::ffff:10.0.0.7]:8080", netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 0, 9, byte(i)}), uint16(45000+i)).String(), model.CloseWait, "billing")
		s.Traits |= model.InetSix | model.MappedFour
		s.RxQueue = 1
	}
	for i := range 9 {
		local := netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), scene.Drawn(4116+i))
		w.socket(model.TCP, local.String(), "127.0.0.1:6379", model.Established, "node")
		w.socket(model.TCP, "127.0.0.1:6379", local.String(), model.Established, "redis")
	}
	for i := range pool {
		local := netip.AddrPortFrom(netip.MustParseAddr("10.0.0.7"), scene.Drawn(i)).String()
		if i%3 == 0 {
			w.socket(model.TCP, local, "10.0.3.9:5432", model.Established, "pooler")
		} else {
			w.socket(model.TCP, local, "10.0.3.9:5432", model.TimeWait)
		}
	}
	w.Gaps = []model.Gap{{What: safe.Say("hidden owners"), Count: 1, Why: safe.Say("permission denied; needs root or CAP_SYS_PTRACE")}}
	return w
}

// inodeOf is the inode of the socket with a local address.
func (w *world) inodeOf(local string) uint64 {
	for i := range w.Sockets {
		if w.Sockets[i].Local == endpoint(local) && w.Sockets[i].Listening() {
			return w.Sockets[i].Inode
		}
	}
	return 0
}
