package portmap

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"berth/model"
	"berth/model/moment"
	"berth/model/pool"
	"berth/model/scene"
)

// randomSockets is a scene with sockets on random ports, often several on one port.
func randomSockets(r *rand.Rand, sockets int) string {
	var b strings.Builder
	b.WriteString("range 32768-60999\nreserved 40000-40099 50000-50000 65000-65001\n")
	for i := range sockets {
		port := 1 + r.IntN(Ports-1)
		if r.IntN(2) == 0 {
			port = 40000 + r.IntN(200)
		}
		switch r.IntN(6) {
		case 0:
			fmt.Fprintf(&b, "tcp listen 0.0.0.0:%d\n", port)
		case 1:
			fmt.Fprintf(&b, "tcp time-wait 10.0.0.1:%d 10.0.0.9:%d\n", port, 1+i%60000)
		case 2:
			fmt.Fprintf(&b, "tcp close-wait 10.0.0.1:%d 10.0.0.9:%d\n", port, 1+i%60000)
		case 3:
			fmt.Fprintf(&b, "udp unconn 0.0.0.0:%d inode=%d\n", port, i)
		default:
			fmt.Fprintf(&b, "tcp estab 10.0.0.1:%d 10.0.0.9:%d\n", port, 1+i%60000)
		}
	}
	return b.String()
}

var cellCounts = []int{-1, 0, 1, 2, 3, 7, 64, 1000, 1024, 2048, 5555, 65535, 65536, 1 << 20}

func TestEveryPortIsInExactlyOneBlock(t *testing.T) {
	c := New(scene.Moment(""), nil)
	for _, cells := range cellCounts {
		blocks := c.Blocks(model.TCP, cells)
		if want := min(max(cells, 1), Ports); len(blocks) != want {
			t.Errorf("%d cells: %d blocks", cells, len(blocks))
		}
		next, least, most := 0, Ports, 0
		for i := range blocks {
			b := &blocks[i]
			if int(b.From) != next || b.To < b.From {
				t.Fatalf("%d cells: block %d is %d-%d, but %d comes next", cells, i, b.From, b.To, next)
			}
			if Cell(b.From, cells) != i || Cell(b.To, cells) != i {
				t.Fatalf("%d cells: %d-%d is block %d, and Cell says %d and %d", cells, b.From, b.To, i, Cell(b.From, cells), Cell(b.To, cells))
			}
			next, least, most = int(b.To)+1, min(least, b.Size()), max(most, b.Size())
		}
		if next != Ports || most-least > 1 {
			t.Errorf("%d cells: the last port is %d, sizes from %d to %d", cells, next-1, least, most)
		}
	}
}

func TestBlocksAddUpToTheTotals(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		m := scene.Moment(randomSockets(r, 300))
		c := New(m, nil)
		for proto := range model.Protos {
			whole := c.Blocks(proto, 1)[0]
			held, listens := map[uint16]bool{}, map[uint16]bool{}
			for i := range m.Sockets {
				if s := &m.Sockets[i]; s.Proto == proto {
					held[s.Local.Port] = true
					listens[s.Local.Port] = listens[s.Local.Port] || s.Listening()
				}
			}
			listeners := 0
			for _, l := range listens {
				if l {
					listeners++
				}
			}
			if whole.Use.Held() != len(held) || whole.Listeners != listeners || whole.InRange != 28232 || whole.Reserved != 103 || whole.Drawn != 28131 {
				t.Fatalf("%v: %+v, want %d held and %d listeners", proto, whole, len(held), listeners)
			}
			for _, cells := range cellCounts {
				sum := Block{Proto: proto, To: Ports - 1}
				for _, b := range c.Blocks(proto, cells) {
					sum.Add(&b)
				}
				if sum != whole {
					t.Fatalf("%d cells: the blocks add up to %+v, want %+v", cells, sum, whole)
				}
			}
		}
	}
}

func TestEphemeralPortsCountAsInTheBudget(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 20 {
		m := scene.Moment(randomSockets(r, 500))
		c := New(m, nil)
		for proto, want := range map[model.Proto]pool.Use{model.TCP: m.OwnBudget().TCP, model.UDP: m.OwnBudget().UDP} {
			sum := Block{}
			for _, b := range c.Blocks(proto, Ports) {
				if b.Drawn > 0 {
					sum.Add(&b)
				}
			}
			if sum.Use != want || sum.Drawn != m.OwnBudget().Size {
				t.Errorf("%v: %+v of %d, the budget says %+v of %d", proto, sum.Use, sum.Drawn, want, m.OwnBudget().Size)
			}
		}
	}
}

func TestOrderOfSocketsDoesNotMatter(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	n := scene.New(randomSockets(r, 500))
	one := New(new(moment.Timeline).Next(n, 1), nil)
	want := [model.Protos][]Block{one.Blocks(model.TCP, 1000), one.Blocks(model.UDP, 1000)}
	for range 10 {
		other := *n
		other.Sockets = slices.Clone(n.Sockets)
		r.Shuffle(len(other.Sockets), func(i, j int) {
			other.Sockets[i], other.Sockets[j] = other.Sockets[j], other.Sockets[i]
		})
		c := New(new(moment.Timeline).Next(&other, 1), nil)
		for proto := range model.Protos {
			if got := c.Blocks(proto, 1000); !slices.Equal(got, want[proto]) {
				t.Fatalf("%v: other blocks after a shuffle", proto)
			}
		}
	}
}

func TestChartGivesTheSocketsOfABlockAndTheListenersOfAPort(t *testing.T) {
	m := scene.Moment(`
		range 32768-60999
		tcp estab 10.0.0.1:8080 10.0.0.9:1
		tcp listen 0.0.0.0:8080
		tcp listen [::]:8080
		tcp listen 0.0.0.0:40000
		tcp listen 0.0.0.0:65535
		udp unconn 0.0.0.0:8080
		udp unconn 0.0.0.0:0`)
	c := New(m, nil)
	if got := c.Listeners(model.TCP, 8080); !slices.Equal(got, []int32{1, 2}) {
		t.Errorf("listeners on tcp 8080: %v", got)
	}
	for _, w := range []struct {
		proto    model.Proto
		from, to uint16
		want     []int32
	}{
		{model.TCP, 8080, 8080, []int32{1, 2, 0}},
		{model.TCP, 0, 8079, nil},
		{model.TCP, 8081, 65535, []int32{3, 4}},
		{model.TCP, 0, 65535, []int32{1, 2, 0, 3, 4}},
		{model.UDP, 0, 65535, []int32{5}}, // port 0 does not count
	} {
		if got := c.Sockets(w.proto, w.from, w.to); !slices.Equal(got, w.want) {
			t.Errorf("%v %d-%d: sockets %v, want %v", w.proto, w.from, w.to, got, w.want)
		}
	}
	if b := c.Blocks(model.TCP, Ports)[40000]; b.Exposed != 1 || b.Use.Other != 1 {
		t.Errorf("port 40000: %+v", b)
	}
	if b := c.Blocks(model.TCP, Ports)[8080]; b.Exposed != 0 || b.Use.Established != 1 || b.Listeners != 1 {
		t.Errorf("port 8080: %+v", b)
	}
}

func TestOnlySocketsThatMatchCount(t *testing.T) {
	m := scene.Moment(randomSockets(rand.New(rand.NewPCG(7, 8)), 300))
	c := New(m, func(c moment.Conn) bool { return c.Socket().State == model.TimeWait })
	b := c.Blocks(model.TCP, 1)[0]
	if b.Use.TimeWait == 0 || b.Use.Held() != b.Use.TimeWait || b.Listeners != 0 || b.Reserved != 103 {
		t.Errorf("with nothing but TIME-WAIT: %+v", b)
	}
}

func TestUnknownRangeMarksNoPort(t *testing.T) {
	b := New(scene.Moment("tcp listen 0.0.0.0:40000"), nil).Blocks(model.TCP, 1)[0]
	if b.InRange != 0 || b.Drawn != 0 || b.Exposed != 0 || b.Reserved != 0 || b.Use.Held() != 1 {
		t.Errorf("%+v", b)
	}
}

func BenchmarkChart(b *testing.B) {
	n := scene.New("range 32768-60999\nreserved 40000-40099")
	here, there := model.Endpoint{Addr: model.Addr{10: 0xff, 11: 0xff, 12: 10}}, model.Endpoint{Addr: model.Addr{10: 0xff, 11: 0xff, 12: 11}, Port: 443}
	for i := range 100_000 {
		here.Port = uint16(32768 + i*7%28232)
		there.Addr[15] = byte(i / 28232)
		n.Sockets = append(n.Sockets, model.Socket{Proto: model.TCP, State: model.Established, Local: here, Remote: there})
	}
	m := new(moment.Timeline).Next(n, 1)
	b.Run("new/100000", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			New(m, nil)
		}
	})
	b.Run("blocks/1024", func(b *testing.B) {
		b.ReportAllocs()
		c := New(m, nil)
		for b.Loop() {
			c.Blocks(model.TCP, 1024)
		}
	})
}
