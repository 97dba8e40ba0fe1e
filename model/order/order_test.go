package order_test

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"

	"berth/model"
	"berth/model/field"
	"berth/model/moment"
	"berth/model/order"
	"berth/model/safe"
)

// manyAlike is a moment with n sockets of all kinds, many of them alike.
func manyAlike(n int) *moment.Moment {
	random := rand.New(rand.NewPCG(3, 4))
	names := []safe.Text{{}, safe.Say("nginx"), safe.Say("nginx-worker-process"), safe.Say("nginx-worker-processes-are-many, one"), safe.Say("nginx-worker-processes-are-many, two"), safe.Say("java")}
	s := &model.Snapshot{}
	for i := range 20 {
		s.Processes = append(s.Processes, model.Process{ID: model.ProcessID{PID: int32(100 - i)}, Name: names[i%len(names)], User: names[i%3]})
		s.Holders = append(s.Holders, uint32(i))
	}
	for i := range n {
		end := func() model.Endpoint {
			a := netip.AddrFrom4([4]byte{10, 0, 0, byte(random.IntN(200))})
			if random.IntN(3) == 0 {
				six := [16]byte{0: 0x20, 7: byte(random.IntN(2)), 15: byte(random.IntN(4))}
				a = netip.AddrFrom16(six)
			}
			return model.Endpoint{Addr: model.AddrFrom(a), Port: uint16(random.IntN(3000))}
		}
		s.Sockets = append(s.Sockets, model.Socket{
			Local: end(), Remote: end(), State: model.State(random.IntN(int(model.States))), Proto: model.Proto(random.IntN(2)),
			RxQueue: uint32(random.IntN(4)), FirstOwner: uint32(i % 20), OwnerCount: uint16(random.IntN(2)), Owner: model.OwnerKnown, Inode: uint64(i),
		})
	}
	return new(moment.Timeline).Next(s, 0)
}

func numbers(n int) []uint32 {
	rows := make([]uint32, n)
	for i := range rows {
		rows[i] = uint32(i)
	}
	return rows
}

func TestSortingByWordsGivesTheOrderOfComparing(t *testing.T) {
	var scratch order.Scratch
	for _, n := range []int{0, 1, 2, 20, 150, 5000} {
		m := manyAlike(n)
		at := func(i uint32) moment.Conn { return moment.Conn{In: m, At: int(i)} }
		for _, f := range field.Conns {
			for _, desc := range []bool{false, true} {
				s := order.Sort[moment.Conn]{By: f.By(), Desc: desc, Then: order.Sockets}
				want, got := numbers(n), numbers(n)
				slices.SortFunc(want, func(a, b uint32) int { return s.Compare(at(a), at(b)) })
				rand.Shuffle(n, func(i, j int) { got[i], got[j] = got[j], got[i] })
				s.Rows(&scratch, got, at)
				if !slices.Equal(got, want) {
					t.Errorf("%d rows by %s, descending %v: another order", n, f.Name, desc)
				}
			}
		}
	}
}

func TestWordsOfIntegersKeepTheirOrder(t *testing.T) {
	for _, n := range []int64{-1 << 63, -5, -1, 0, 1, 1<<63 - 1} {
		if n > -1<<63 && order.Whole(n-1) >= order.Whole(n) {
			t.Errorf("%d and %d", n-1, n)
		}
	}
	if order.Whole(uint64(1)<<63) <= order.Whole(uint64(1)<<63-1) || order.Whole(uint8(200)) != 200 {
		t.Error("numbers without sign")
	}
}

func BenchmarkSort(b *testing.B) {
	for _, n := range []int{100_000, 1_000_000} {
		m := manyAlike(n)
		rows := numbers(n)
		at := func(i uint32) moment.Conn { return moment.Conn{In: m, At: int(i)} }
		var scratch order.Scratch
		for _, name := range []string{"remote", "state", "queue", "process", "user", "pid", "age", "service"} {
			s := order.Sort[moment.Conn]{By: field.Find(field.Conns, name).By(), Then: order.Sockets}
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					for i := range rows {
						rows[i] = uint32(i)
					}
					s.Rows(&scratch, rows, at)
				}
			})
		}
	}
}
