package pool_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"berth/model"
	"berth/model/pool"
	"berth/model/scene"
)

// pooled are the pools of a scene that hold a port, each in a line, the tightest first.
func pooled(scenery string) string {
	m := scene.Moment(scenery)
	text := allWords(m.Pools)
	if tightest, ok := m.Tightest(); ok {
		line := scene.PoolWords(&m.Pools.List[tightest])
		text = strings.Replace(text, line, line+" tightest", 1)
	}
	return text
}

func TestPoolsOfSockets(t *testing.T) {
	for name, c := range map[string]struct{ scene, pools string }{
		"one port serves every destination": {`
			range 5000-5099
			tcp estab 10.0.0.1:5000 10.0.0.9:5432
			tcp estab 10.0.0.1:5000 10.0.0.8:5432
			tcp time-wait 10.0.0.1:5002 10.0.0.9:5432
			tcp close-wait 10.0.0.1:5004 10.0.0.9:5432
			tcp estab 10.0.0.1:5000 10.0.0.9:5433
			tcp estab 10.0.0.2:5000 10.0.0.9:5432`,
			`connect 10.0.0.1 > 10.0.0.8:5432: 1 of 100 (1 0 0)
connect 10.0.0.1 > 10.0.0.9:5432: 3 of 100 (1 1 1) tightest
connect 10.0.0.1 > 10.0.0.9:5433: 1 of 100 (1 0 0)
connect 10.0.0.2 > 10.0.0.9:5432: 1 of 100 (1 0 0)`},
		"IPv4 in an IPv6 socket is of the pool of IPv4": {`
			range 5000-5099
			tcp estab [::ffff:10.0.0.1]:5000 [::ffff:10.0.0.9]:5432
			tcp estab 10.0.0.1:5002 10.0.0.9:5432`,
			`connect 10.0.0.1 > 10.0.0.9:5432: 2 of 100 (2 0 0) tightest`},
		"namespaces have pools of their own": {`
			range 5000-5099
			tcp estab 10.0.0.1:5000 10.0.0.9:5432
			tcp estab 10.0.0.1:5002 10.0.0.9:5432
			tcp listen 10.0.0.1:5010 ns=7
			tcp estab 10.0.0.1:5000 10.0.0.9:5432 ns=7`,
			`connect 10.0.0.1 > 10.0.0.9:5432: 1 of 99 (1 0 0) in 7
connect 10.0.0.1 > 10.0.0.9:5432: 2 of 100 (2 0 0) tightest`},
		"reserved ports are of no pool": {`
			range 5000-5099
			reserved 5010-5019 5099-6000
			tcp estab 10.0.0.1:5010 10.0.0.9:5432
			tcp estab 10.0.0.1:5020 10.0.0.9:5432`,
			`connect 10.0.0.1 > 10.0.0.9:5432: 1 of 89 (1 0 0) tightest`},
		"a listener blocks its port everywhere, its connections are of no pool": {`
			range 5000-5099
			tcp listen 127.0.0.1:5050
			tcp estab 127.0.0.1:5050 127.0.0.1:5000
			tcp estab 127.0.0.1:5000 127.0.0.1:5050
			tcp estab 10.0.0.1:5002 10.0.0.9:5432`,
			`connect 10.0.0.1 > 10.0.0.9:5432: 1 of 99 (1 0 0) tightest
connect 127.0.0.1 > 127.0.0.1:5050: 1 of 99 (1 0 0)`},
		"who asked for a port by number has it for all destinations": {`
			range 5000-5099
			tcp estab 10.0.0.1:5000 10.0.0.9:5432 drawn=0
			tcp estab 10.0.0.1:5002 10.0.0.9:5432 drawn=1
			tcp estab 10.0.0.2:5004 10.0.0.9:5432 drawn=1`,
			`bind-first 10.0.0.1 > any: 2 of 100 (2 0 0) tightest
connect 10.0.0.1 > 10.0.0.9:5432: 1 of 99 (1 0 0)
connect 10.0.0.2 > 10.0.0.9:5432: 1 of 99 (1 0 0)`},
		"who is only bound has the port too, and of all addresses on each, once": {`
			range 5000-5099
			tcp bound 10.0.0.1:5001 0.0.0.0:0
			tcp bound 0.0.0.0:5003 0.0.0.0:0
			tcp listen 0.0.0.0:5005
			tcp estab 10.0.0.1:5005 10.0.0.9:40000`,
			`bind-first 0.0.0.0 > any: 3 of 100 (1 0 2) tightest
bind-first 10.0.0.1 > any: 3 of 100 (1 0 2)`},
		"a port of the other half was bound first": {`
			range 5000-5099
			tcp estab 10.0.0.1:5000 10.0.0.9:5432
			tcp estab 10.0.0.1:5001 10.0.0.9:5432`,
			`bind-first 10.0.0.1 > any: 2 of 100 (2 0 0), 1 guessed tightest
connect 10.0.0.1 > 10.0.0.9:5432: 1 of 99 (1 0 0)`},
		"but not one that two destinations share": {`
			range 5000-5099
			tcp estab 10.0.0.1:5001 10.0.0.8:5432
			tcp estab 10.0.0.1:5001 10.0.0.9:5432`,
			`connect 10.0.0.1 > 10.0.0.8:5432: 1 of 100 (1 0 0) tightest
connect 10.0.0.1 > 10.0.0.9:5432: 1 of 100 (1 0 0)`},
		"a connection on a port that others block is not beyond its pool": {`
			range 5000-5001
			tcp estab 10.0.0.1:5000 10.0.0.9:5432 drawn=1
			tcp estab 10.0.0.1:5001 10.0.0.9:5432 drawn=1
			tcp bound 10.0.0.2:5000 0.0.0.0:0`,
			`bind-first 10.0.0.2 > any: 1 of 2 (0 0 1)
connect 10.0.0.1 > 10.0.0.9:5432: 2 of 2 (2 0 0) tightest`},
		"UDP is one pool, ports counted once": {`
			range 5000-5099
			udp unconn 0.0.0.0:5001
			udp established 10.0.0.1:5001 1.1.1.1:53
			udp established 10.0.0.2:5003 1.1.1.1:53`,
			`udp 0.0.0.0 > any: 2 of 100 (2 0 0)`},
		"TIME-WAIT is free again for the same destination with tcp_tw_reuse 1, a second after the end": {`
			range 5000-5099
			tw-reuse 1
			tcp time-wait 10.0.0.1:5000 10.0.0.9:5432 expires=59001
			tcp time-wait 10.0.0.1:5002 10.0.0.9:5432 expires=59000
			tcp time-wait 10.0.0.1:5004 10.0.0.9:5432 expires=1`,
			`connect 10.0.0.1 > 10.0.0.9:5432: 3 of 100 (0 3 0), 2 reusable tightest`},
		"with 2 on loopback alone": {`
			range 5000-5099
			tw-reuse 2
			tcp time-wait 10.0.0.1:5000 10.0.0.9:5432 expires=9
			tcp time-wait 127.0.0.1:5000 127.0.0.2:5432 expires=9
			tcp time-wait [::1]:5000 [::1]:5432 expires=9`,
			`connect 10.0.0.1 > 10.0.0.9:5432: 1 of 100 (0 1 0) tightest
connect 127.0.0.1 > 127.0.0.2:5432: 1 of 100 (0 1 0), 1 reusable
connect ::1 > [::1]:5432: 1 of 100 (0 1 0), 1 reusable`},
		"with 0 nowhere": {`
			range 5000-5099
			tw-reuse 0
			tcp time-wait 127.0.0.1:5000 127.0.0.2:5432 expires=9`,
			`connect 127.0.0.1 > 127.0.0.2:5432: 1 of 100 (0 1 0) tightest`},
		"after the delay of tcp_tw_reuse_delay": {`
			range 5000-5099
			tw-reuse 1
			tw-delay 30000
			tcp time-wait 10.0.0.1:5000 10.0.0.9:5432 expires=30001
			tcp time-wait 10.0.0.1:5002 10.0.0.9:5432 expires=30000`,
			`connect 10.0.0.1 > 10.0.0.9:5432: 2 of 100 (0 2 0), 1 reusable tightest`},
		"but not without timestamps": {`
			range 5000-5099
			tw-reuse 1
			timestamps 0
			tcp time-wait 10.0.0.1:5000 10.0.0.9:5432 expires=9`,
			`connect 10.0.0.1 > 10.0.0.9:5432: 1 of 100 (0 1 0) tightest`},
		"a reversed range has no pools": {"range 60999-32768\ntcp estab 10.0.0.1:40000 10.0.0.9:5432", ""},
	} {
		if got := pooled(c.scene); got != c.pools {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, c.pools)
		}
	}
}

func TestNoGuessByThePortAfterConnectHasSpilledOver(t *testing.T) {
	b := strings.Builder{}
	b.WriteString("range 5000-5019\n")
	for port := 5000; port < 5018; port += 2 { // nine of ten
		fmt.Fprintf(&b, "tcp estab 10.0.0.1:%d 10.0.0.9:5432\n", port)
	}
	full := b.String() + "tcp estab 10.0.0.1:5001 10.0.0.9:5432\n"
	want := "connect 10.0.0.1 > 10.0.0.9:5432: 10 of 20 (10 0 0) tightest"
	if got := pooled(full); got != want {
		t.Errorf("at the end of the half: %s", got)
	}
	// Later most have ended, and the one on the strange port is still there.
	m := scene.Moments(time.Second, full, "at 1s\nrange 5000-5019\ntcp estab 10.0.0.1:5000 10.0.0.9:5432\ntcp estab 10.0.0.1:5001 10.0.0.9:5432")[1]
	if got := scene.PoolWords(&m.Pools.List[0]); got != "connect 10.0.0.1 > 10.0.0.9:5432: 2 of 20 (2 0 0)" {
		t.Errorf("after it: %s", got)
	}
}

func TestChangedRangeDoesNotChangeTheGuessesOfOpenSockets(t *testing.T) {
	full := strings.Builder{}
	for port := 5000; port < 5050; port++ {
		fmt.Fprintf(&full, "tcp estab 10.0.0.1:%d 10.0.0.9:5432\n", port)
	}
	scenes := []string{"range 5000-5049\n" + full.String()}
	for i := range 5 {
		scenes = append(scenes, fmt.Sprintf("at %ds\nrange 1024-65535\n%s", i+1, full.String()))
	}
	for i, m := range scene.Moments(time.Second, scenes...)[1:] {
		if got := allWords(m.Pools); got != "connect 10.0.0.1 > 10.0.0.9:5432: 50 of 64512 (50 0 0)" {
			t.Errorf("%d s after it was widened: %s", i, got)
		}
	}
}

func TestTightestPoolHasLeastLeftInProportion(t *testing.T) {
	m := scene.Moment(`
		range 32768-60999
		process 8 curl alice
		process 9 pgbouncer postgres
		tcp estab 10.0.0.1:33000 10.0.0.9:5432 by 8
		tcp estab [::ffff:10.0.0.1]:33002 [::ffff:10.0.0.9]:5432 by 9
		tcp estab 10.0.0.1:33004 10.0.0.9:5432 by 9
		tcp time-wait 10.0.0.1:33006 10.0.0.9:5432 by kernel
		tcp estab 10.0.0.2:33008 10.0.0.9:5432 by 8
		tcp estab 10.0.0.1:33010 10.0.0.9:5433 by 8
		udp established 10.0.0.1:33001 1.1.1.1:53 by 8
		udp established 10.0.0.1:33002 1.1.1.1:53 by 8
		udp established 10.0.0.1:33003 1.1.1.1:53 by 8
		udp established 10.0.0.1:33004 1.1.1.1:53 by 8
		udp established 10.0.0.1:33005 1.1.1.1:53 by 8`)
	at, ok := m.Tightest()
	if !ok || scene.PoolWords(&m.Pools.List[at]) != "connect 10.0.0.1 > 10.0.0.9:5432: 4 of 28232 (3 1 0)" {
		t.Fatalf("%v %s", ok, scene.PoolWords(&m.Pools.List[at]))
	}
	if opener, ok := m.Opener(at); !ok || m.Processes[opener].ID.PID != 9 {
		t.Errorf("opened %v by %d", ok, opener)
	}
	to, ok := m.PoolTo(model.Endpoint{Addr: m.Pools.List[at].ID.Dest.Addr, Port: 5433})
	if !ok || m.Pools.List[to].Held() != 1 {
		t.Errorf("to port 5433: %v, %d", ok, to)
	}
	if opener, ok := m.Opener(to); !ok || m.Processes[opener].ID.PID != 8 {
		t.Errorf("that is opened %v by %d", ok, opener)
	}
}

func TestFirstOfEquallyTightPoolsIsTheTightest(t *testing.T) {
	const first = "tcp estab 10.0.0.1:33000 10.0.0.8:443\n"
	for _, others := range []string{
		"tcp estab 10.0.0.1:33000 10.0.0.9:443", "tcp estab 10.0.0.2:33000 10.0.0.8:443",
		"tcp estab 10.0.0.1:33000 10.0.0.8:444", "tcp estab 10.0.0.1:33000 10.0.0.8:443 ns=2",
	} {
		want := scene.Moment("range 32768-60999\n" + first).Pools.List[0].ID
		m := scene.Moment("range 32768-60999\n" + others + "\n" + first)
		if at, _ := m.Tightest(); m.Pools.List[at].ID != want {
			t.Fatalf("beside %q: %s", others, scene.PoolWords(&m.Pools.List[at]))
		}
	}
}

// crowd is many sockets with a few ports, so that ports and pools are shared.
func crowd(r *rand.Rand) string {
	b := strings.Builder{}
	b.WriteString("range 5000-5019\nreserved 5003-5004\nprocess 1 a root\nprocess 2 b root\n")
	for range 60 {
		state := []string{"estab", "time-wait", "close-wait", "fin-wait-1"}[r.IntN(4)]
		by := []string{"1", "2", "1,2", "kernel drawn=1", "1 drawn=0", "2 ns=3"}[r.IntN(6)]
		fmt.Fprintf(&b, "tcp %s 10.0.0.%d:%d 10.9.9.%d:%d by %s\n", state, r.IntN(2)+1, 4998+r.IntN(24), r.IntN(2)+1, 440+r.IntN(2), by)
	}
	b.WriteString("tcp listen 0.0.0.0:5010\nudp unconn 0.0.0.0:5011\n")
	return b.String()
}

func TestPoolsAddUpAndDoNotDependOnTheOrderOfSockets(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		n := scene.New(crowd(r))
		budgets, pools := pool.BudgetOf(n)
		for space, want := range budgets {
			if held := want.TCP.Held(); held > want.Size || want.Size != 18 {
				t.Fatalf("seed %d: %d held of %d", seed, held, want.Size)
			}
			ports := map[uint16]bool{}
			for _, s := range n.Sockets {
				if s.Proto == model.TCP && int(s.Space) == space && n.Own().Kernel.Draws(s.Local.Port) {
					ports[s.Local.Port] = true
				}
			}
			if want.TCP.Held() != len(ports) {
				t.Fatalf("seed %d: %d held, but %d ports are there", seed, want.TCP.Held(), len(ports))
			}
		}
		for i := range pools.List {
			p := &pools.List[i]
			want := budgets[n.SpaceAt(p.ID.NetNS)]
			if p.Held() > p.Size || p.Held() > max(want.TCP.Held(), want.UDP.Held()) || p.Reusable > p.Use.TimeWait || p.Size > want.Size || p.Left() < 0 {
				t.Fatalf("seed %d: %s of %d", seed, scene.PoolWords(p), want.Size)
			}
		}
		r.Shuffle(len(n.Sockets), func(i, j int) { n.Sockets[i], n.Sockets[j] = n.Sockets[j], n.Sockets[i] })
		got, again := pool.BudgetOf(n)
		if a, b := allWords(pools), allWords(again); !slices.Equal(got, budgets) || a != b {
			t.Fatalf("seed %d:\n%+v\n%s\nwant\n%+v\n%s", seed, got, b, budgets, a)
		}
	}
}

func allWords(p *pool.Pools) string {
	var lines []string
	for i := range p.List {
		if p.List[i].Held() > 0 {
			lines = append(lines, scene.PoolWords(&p.List[i]))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
