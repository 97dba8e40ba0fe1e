package flat

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func spread(k int) uint64 { return uint64(k) * 0x9e3779b97f4a7c15 }

// slow is Match in the simplest way.
func slow(was, now []int) (places, gone []int32) {
	taken := make([]bool, len(was))
	for _, k := range now {
		place := int32(-1)
		for i := range was {
			if was[i] == k && !taken[i] {
				place, taken[i] = int32(i), true
				break
			}
		}
		places = append(places, place)
	}
	for i := range was {
		if !taken[i] {
			gone = append(gone, int32(i))
		}
	}
	return places, gone
}

func TestMatchFindsKeysThatStayedCameOrWent(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var lists Lists[int]
	var into []int32
	next := 0
	fresh := func() int { next++; return next }
	list := []int{}
	for range 600 {
		list = append(list, fresh())
	}
	for turn := range 300 {
		now := slices.Clone(list)
		switch turn % 7 {
		case 0: // nothing happens
		case 1: // one key goes, one comes
			now = slices.Delete(now, 5, 6)
			now = slices.Insert(now, random.IntN(len(now)), fresh())
		case 2: // a block goes
			at := random.IntN(300)
			now = slices.Delete(now, at, at+100)
		case 3: // a block comes
			at := random.IntN(len(now))
			for range 100 {
				now = slices.Insert(now, at, fresh())
			}
		case 4:
			random.Shuffle(len(now), func(i, j int) { now[i], now[j] = now[j], now[i] })
		case 5: // all keys are new
			for i := range now {
				now[i] = fresh()
			}
		case 6: // about twenty keys swap places
			for range 20 {
				i, j := random.IntN(len(now)), random.IntN(len(now))
				now[i], now[j] = now[j], now[i]
			}
		}
		want, left := slow(list, now)
		places, gone := lists.Match(list, now, spread, into)
		if !slices.Equal(places, want) || !slices.Equal(gone, left) && len(gone)+len(left) > 0 {
			t.Fatalf("turn %d: places %v\nwant %v\ngone %v, want %v", turn, places, want, gone, left)
		}
		list, into = now, places
	}
}

func TestMatchPairsARepeatedKeyAsOftenAsBothListsHaveIt(t *testing.T) {
	for _, c := range []struct {
		was, now   []int
		came, went int
	}{
		{nil, nil, 0, 0},
		{nil, []int{1, 1}, 2, 0},
		{[]int{1}, []int{1, 1}, 1, 0},
		{[]int{1, 1}, []int{1, 1}, 0, 0},
		{[]int{1, 1}, []int{1}, 0, 1},
		{[]int{1, 2, 3}, nil, 0, 3},
	} {
		var lists Lists[int]
		places, gone := lists.Match(c.was, c.now, spread, nil)
		came := 0
		for _, p := range places {
			if p < 0 {
				came++
			}
		}
		if came != c.came || len(gone) != c.went {
			t.Errorf("%v, then %v: %d came, %d went", c.was, c.now, came, len(gone))
		}
	}
}

func BenchmarkMatch(b *testing.B) {
	was := make([]int, 100_000)
	for i := range was {
		was[i] = i
	}
	now := slices.Clone(was)
	for i := 0; i < len(now); i += 500 { // 200 ended, 200 came
		now[i] = -i - 1
	}
	mixed := slices.Clone(was)
	rand.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
	for name, list := range map[string][]int{"steady": was, "churn": now, "mixed": mixed} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			var lists Lists[int]
			var into []int32
			for b.Loop() {
				into, _ = lists.Match(was, list, spread, into)
			}
		})
	}
}
