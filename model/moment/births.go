package moment

import (
	"hash/maphash"
	"math"
	"time"

	"berth/model"
	"berth/model/flat"
)

// tick is a time on the clock of a timeline, in hundredths of a second since its first
// snapshot. Every socket of every moment has one, and a time.Duration would be twice
// as large. After 248 days it stops.
type tick int32

// before is the birth of a socket that existed at the first snapshot.
const before tick = math.MinInt32

// hundredth is the length of a tick.
const hundredth = 10 * time.Millisecond

// tickOf is the tick of a number of nanoseconds.
func tickOf(nanoseconds int64) tick {
	return tick(max(min(nanoseconds/int64(hundredth), math.MaxInt32), math.MinInt32+1))
}

// births remembers when each socket of the last snapshot was first seen. Sockets are
// identified by their cookie if they have one, otherwise by their ends.
type births struct {
	cookies     register[cookie]
	ends        register[model.SocketID]
	timeWait    []bool // for each in ends: it is in TIME-WAIT
	wasTimeWait []bool
}

// register is the sockets of the last snapshot with one kind of key.
type register[K comparable] struct {
	was, now   []K
	birth      []tick  // of was
	at, places []int32 // of each key in now: its socket, and its index in was or -1
	lists      flat.Lists[K]
}

// cookie is a socket's cookie and its namespace: before Linux 5.11 each
// namespace counted its own.
type cookie [3]uint32

func cookieOf(s *model.Socket) cookie {
	return cookie{uint32(s.Cookie), uint32(s.Cookie >> 32), s.NetNS}
}

// hash distributes cookies, which the kernel counts up (Fibonacci hashing).
func (c cookie) hash() uint64 {
	return (uint64(c[0]) | uint64(c[1])<<32 ^ uint64(c[2])<<16) * 0x9e3779b97f4a7c15
}

// seed makes the hashes of addresses and ports unpredictable for peers.
var seed = maphash.MakeSeed()

func hashEnds(id model.SocketID) uint64 { return maphash.Comparable(seed, id) }

// of gives each socket the time it was first seen; born is the time for sockets that
// were not in the last snapshot.
func (b *births) of(sockets []model.Socket, born tick) []tick {
	all := make([]tick, len(sockets))
	b.cookies.begin(len(sockets))
	b.ends.begin(len(sockets))
	b.timeWait, b.wasTimeWait = flat.Cap(b.wasTimeWait, len(sockets)), b.timeWait
	for i := range sockets {
		if s := &sockets[i]; s.Cookie != 0 {
			b.cookies.add(cookieOf(s), i)
		} else {
			b.ends.add(s.ID(), i)
			b.timeWait = append(b.timeWait, s.State == model.TimeWait)
		}
	}
	b.cookies.match(cookie.hash)
	b.ends.match(hashEnds)
	for i, was := range b.ends.places {
		// A socket that left TIME-WAIT is a new connection with the same ends.
		if was >= 0 && b.wasTimeWait[was] && !b.timeWait[i] {
			b.ends.places[i] = -1
		}
	}
	b.cookies.write(born, all)
	b.ends.write(born, all)
	return all
}

// begin makes the present sockets the last ones, and makes room for n new ones.
func (r *register[K]) begin(n int) {
	r.was, r.now, r.at = r.now, flat.Cap(r.was, n), flat.Cap(r.at, n)
}

func (r *register[K]) add(key K, socket int) {
	r.now, r.at = append(r.now, key), append(r.at, int32(socket))
}

func (r *register[K]) match(hash func(K) uint64) {
	r.places, _ = r.lists.Match(r.was, r.now, hash, r.places)
}

// write writes the births of the register's sockets into all, and remembers them.
func (r *register[K]) write(born tick, all []tick) {
	for i, was := range r.places {
		if was < 0 {
			all[r.at[i]] = born
		} else {
			all[r.at[i]] = r.birth[was]
		}
	}
	r.birth = flat.Cap(r.birth, len(r.at))
	for _, at := range r.at {
		r.birth = append(r.birth, all[at])
	}
}
