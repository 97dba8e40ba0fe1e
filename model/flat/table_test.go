package flat

import (
	"math/rand/v2"
	"testing"
)

// number is a key whose hashes collide often.
type number int

func (n number) Hash() uint64 { return uint64(n%7) << 60 }

func TestTableNumbersKeysInTheOrderTheyAreAdded(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	var table Table[number]
	for range 20 {
		table.Reset(100)
		want := map[number]int32{}
		for range 300 {
			key := number(random.IntN(150))
			n, known := want[key]
			if got, ok := table.Find(key); ok != known || ok && got != n {
				t.Fatalf("find %d: %d %v, want %d %v", key, got, ok, n, known)
			}
			if !known {
				n = int32(len(want))
				want[key] = n
			}
			if got := table.Number(key); got != n {
				t.Fatalf("number of %d: %d, want %d", key, got, n)
			}
		}
		if table.Len() != len(want) {
			t.Fatalf("%d keys, want %d", table.Len(), len(want))
		}
	}
}

func TestResetOfATableFreesFarTooMuchMemory(t *testing.T) {
	var table Table[number]
	for i := range 100_000 {
		table.Number(number(i % 5000))
	}
	table.Reset(1)
	if _, ok := table.Find(1); ok || table.Len() != 0 || cap(table.slots) > 1<<14 {
		t.Errorf("%d keys, %d slots are kept", table.Len(), cap(table.slots))
	}
}
