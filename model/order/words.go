package order

import (
	"cmp"
	"encoding/binary"

	"berth/model"
	"berth/model/moment"
)

// Whole is an integer as a word.
func Whole[N ~int | ~int32 | ~int64 | ~uint8 | ~uint16 | ~uint32 | ~uint64](n N) uint64 {
	var zero N
	if zero-1 > 0 { // without sign
		return uint64(n)
	}
	return uint64(int64(n)) ^ 1<<63
}

// End is the n-th word of an endpoint: IPv4 before IPv6, then the address, then the
// port. An IPv4 endpoint fits in the first word.
func End(e *model.Endpoint, n int) uint64 {
	if e.Addr.Four() {
		if n > 0 {
			return 0
		}
		return uint64(binary.BigEndian.Uint32(e.Addr[12:]))<<16 | uint64(e.Port)
	}
	high, low := binary.BigEndian.Uint64(e.Addr[:]), binary.BigEndian.Uint64(e.Addr[8:])
	switch n {
	case 0:
		return 1<<63 | high>>1
	case 1:
		return high<<63 | low>>1
	case 2:
		return low<<63 | uint64(e.Port)
	}
	return 0
}

// Ends are the words of an endpoint.
const Ends = 3

// Sockets is the order of the identities of sockets. It decides between equal rows.
var Sockets = By[moment.Conn]{
	Keys: func() []func(moment.Conn) uint64 {
		words := make([]func(moment.Conn) uint64, 3+Ends)
		for n := range words {
			words[n] = func(c moment.Conn) uint64 { return identity(c.Socket(), n) }
		}
		return words
	}(),
	Cmp: func(a, b moment.Conn) int {
		x, y := a.Socket(), b.Socket()
		if c := x.ID().Compare(y.ID()); c != 0 {
			return c
		}
		return cmp.Compare(x.Cookie, y.Cookie)
	},
}

// identity is the n-th word of a socket's identity: local port, protocol, local
// address, remote end. The first word says how to read the others, so that IPv4 needs
// two words and not six.
func identity(s *model.Socket, n int) uint64 {
	four := s.Local.Addr.Four()
	if n == 0 {
		word := uint64(s.Local.Port)<<48 | uint64(s.Proto)<<47
		if four {
			return word | uint64(binary.BigEndian.Uint32(s.Local.Addr[12:]))
		}
		return word | 1<<46 | binary.BigEndian.Uint64(s.Local.Addr[:])>>18
	}
	if four {
		return End(&s.Remote, n-1)
	}
	high, low := binary.BigEndian.Uint64(s.Local.Addr[:]), binary.BigEndian.Uint64(s.Local.Addr[8:])
	switch n {
	case 1:
		return high<<46 | low>>18
	case 2:
		return low << 46
	}
	return End(&s.Remote, n-3)
}

func ends(of func(*model.Socket) *model.Endpoint) []func(moment.Conn) uint64 {
	words := make([]func(moment.Conn) uint64, Ends)
	for n := range words {
		words[n] = func(c moment.Conn) uint64 { return End(of(c.Socket()), n) }
	}
	return words
}

// Local and Remote order by an end.
var (
	Local = By[moment.Conn]{
		Keys: ends(func(s *model.Socket) *model.Endpoint { return &s.Local }), Whole: true,
		Cmp: func(a, b moment.Conn) int { return a.Socket().Local.Compare(b.Socket().Local) },
	}
	Remote = By[moment.Conn]{
		Keys: ends(func(s *model.Socket) *model.Endpoint { return &s.Remote }), Whole: true,
		Cmp: func(a, b moment.Conn) int { return a.Socket().Remote.Compare(b.Socket().Remote) },
	}
)
