package sockdiag

import (
	"context"
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"berth/model"
	"berth/source/tables"
)

// message is one netlink message as the kernel would send it to a conn.
func message(c *conn, kind, flags uint16, body []byte) []byte {
	b := make([]byte, sizeHeader, sizeHeader+len(body)+3)
	binary.NativeEndian.PutUint32(b, uint32(sizeHeader+len(body)))
	binary.NativeEndian.PutUint16(b[4:], kind)
	binary.NativeEndian.PutUint16(b[6:], flags)
	binary.NativeEndian.PutUint32(b[8:], c.sequence)
	binary.NativeEndian.PutUint32(b[12:], c.port)
	b = append(b, body...)
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	return b
}

// said is a datagram or an error that a conn is to receive.
type said struct {
	text func(c *conn) []byte
	err  error
	size int // what recvfrom says the length was; that of text where 0
	from uint32
}

// speaking replaces the kernel.
func speaking(t *testing.T, c *conn, all ...said) *int {
	t.Helper()
	at := 0
	c.receive = func(c *conn) (int, error) {
		if at == len(all) {
			t.Fatal("more was asked than there is to say")
		}
		s := all[at]
		at++
		c.from.Pid = s.from
		if s.err != nil {
			return 0, s.err
		}
		text := s.text(c)
		copy(c.buffer, text)
		return max(len(text), s.size), nil
	}
	return &at
}

func listener(cookie uint32) []byte {
	b := make([]byte, sizeAnswer)
	b[0], b[1] = unix.AF_INET, byte(model.Listen)
	binary.BigEndian.PutUint16(b[4:], 80)
	binary.NativeEndian.PutUint32(b[44:], cookie)
	return b
}

func one(cookie uint32) said {
	return said{text: func(c *conn) []byte { return message(c, compatible, unix.NLM_F_MULTI, listener(cookie)) }}
}

func done(code int32) said {
	return said{text: func(c *conn) []byte {
		body := make([]byte, 4)
		binary.NativeEndian.PutUint32(body, uint32(code))
		return message(c, unix.NLMSG_DONE, unix.NLM_F_MULTI, body)
	}}
}

// ended are the answers to the dumps that a test is not about.
var ended = []said{done(0), done(0), done(0)}

func raw(change func([]byte) []byte) said {
	return said{text: func(c *conn) []byte { return change(message(c, compatible, 0, listener(7))) }}
}

func TestAnswerThatMakesNoSenseIsAnError(t *testing.T) {
	for name, c := range map[string]struct {
		said said
		want string
	}{
		"cut short":              {raw(func(b []byte) []byte { return b[:40] }), "where 40 are left"},
		"length of nothing":      {raw(func(b []byte) []byte { binary.NativeEndian.PutUint32(b, 0); return b }), "a message of 0 bytes"},
		"length beyond the end":  {raw(func(b []byte) []byte { binary.NativeEndian.PutUint32(b, 1<<31); return b }), "where 88 are left"},
		"rest that is no header": {raw(func(b []byte) []byte { return append(b, 1, 2, 3) }), "3 bytes that are no message"},
		"wrong family":           {raw(func(b []byte) []byte { b[sizeHeader] = unix.AF_UNIX; return append(b, done(0).text(&conn{})...) }), "family 1"},
		"wrong type":             {raw(func(b []byte) []byte { b[4] = 99; return b }), "type 99"},
		"longer than the buffer": {said{text: func(*conn) []byte { return nil }, size: chunk + 1}, "more than the"},
		"no answer":              {said{err: unix.EAGAIN}, "no answer within"},
		"error of the kernel":    {said{text: func(c *conn) []byte { return message(c, unix.NLMSG_ERROR, 0, []byte{0xfe, 0xff, 0xff, 0xff}) }}, "no such file"},
		"error at the end":       {done(-int32(unix.ENOMEM)), "cannot allocate memory"},
	} {
		t.Run(name, func(t *testing.T) {
			b := open(t)
			answers := []said{c.said}
			if name == "wrong family" { // the dump is read to its end first
				answers = append(answers, done(0))
			}
			speaking(t, b.conn, answers...)
			if _, err := b.Sockets(t.Context(), tables.Ask{}); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("the error is %v, want %q in it", err, c.want)
			}
		})
	}
}

func TestWhatIsNotAnAnswerToUsIsPassedOver(t *testing.T) {
	b := open(t)
	stranger, old := one(5), raw(func(b []byte) []byte { binary.NativeEndian.PutUint32(b[8:], 0); return b })
	stranger.from = 4711
	speaking(t, b.conn, append([]said{stranger, old, {err: unix.EINTR}, one(6), done(0)}, ended...)...)
	got, err := b.Sockets(t.Context(), tables.Ask{})
	if err != nil || len(got.Sockets) != 1 || got.Sockets[0].Cookie != 6 {
		t.Errorf("seen %v, error %v", got, err)
	}
}

func TestSocketThatComesTwiceIsThereOnce(t *testing.T) {
	b := open(t)
	speaking(t, b.conn, append([]said{one(5), one(6), one(5), done(0)}, ended...)...)
	got, err := b.Sockets(t.Context(), tables.Ask{})
	if err != nil || len(got.Sockets) != 2 {
		t.Errorf("seen %v, error %v", got, err)
	}
}

func TestInterruptedDumpIsTriedOnceMoreAndIsAGapThen(t *testing.T) {
	broken := said{text: func(c *conn) []byte { return message(c, compatible, unix.NLM_F_DUMP_INTR, listener(5)) }}
	b := open(t)
	speaking(t, b.conn, append([]said{broken, done(0), one(5), done(0)}, ended...)...)
	if got, err := b.Sockets(t.Context(), tables.Ask{}); err != nil || len(got.Sockets) != 1 || len(got.Gaps) > 0 {
		t.Errorf("healed: seen %v, error %v", got, err)
	}
	b = open(t)
	speaking(t, b.conn, append([]said{broken, done(0), broken, done(0)}, ended...)...)
	if got, err := b.Sockets(t.Context(), tables.Ask{}); err != nil || len(got.Sockets) != 1 || len(got.Gaps) != 1 || got.Gaps[0].What.String() != "tcp sockets" {
		t.Errorf("broken twice: seen %v, error %v", got, err)
	}
	b = open(t)
	speaking(t, b.conn, append([]said{one(5), {err: unix.ENOBUFS}, one(5), done(0)}, ended...)...)
	if got, err := b.Sockets(t.Context(), tables.Ask{}); err != nil || len(got.Sockets) != 1 || len(got.Gaps) > 0 {
		t.Errorf("overrun once: seen %v, error %v", got, err)
	}
}

func TestInterruptedDumpOfDrawnPortsCostsNoSockets(t *testing.T) {
	broken := said{text: func(c *conn) []byte { return message(c, compatible, unix.NLM_F_DUMP_INTR, listener(5)) }}
	sockets := append([]said{one(5), done(0)}, ended...)
	for name, c := range map[string]struct {
		marks  []said
		gaps   int
		traits model.Traits
	}{
		"once":  {append([]said{done(0), broken, done(0), one(5), done(0)}, ended[1:]...), 0, model.Drawn | model.DrawnKnown},
		"twice": {[]said{done(0), broken, done(0), broken, done(0)}, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			b := open(t)
			speaking(t, b.conn, append(sockets[:len(sockets):len(sockets)], c.marks...)...)
			got, err := b.Sockets(t.Context(), tables.Ask{Drawn: true})
			if err != nil || len(got.Sockets) != 1 || len(got.Gaps) != c.gaps || got.Sockets[0].Traits != c.traits {
				t.Errorf("seen %+v, error %v", got, err)
			}
		})
	}
}

func TestRefusalsAreToldFromOtherErrors(t *testing.T) {
	for err, want := range map[error]bool{
		unix.EPERM: true, unix.EACCES: true, unix.EPROTONOSUPPORT: true, unix.EAFNOSUPPORT: true, unix.ENOENT: true,
		unix.ENOMEM: false, unix.EMFILE: false, context.DeadlineExceeded: false, errors.New("a message of 0 bytes"): false,
	} {
		if Refused(err) != want {
			t.Errorf("%v is a refusal: %v", err, !want)
		}
	}
}

func TestDumpEndsWithItsContext(t *testing.T) {
	b := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	b.conn.receive = func(c *conn) (int, error) { cancel(); return copy(c.buffer, one(5).text(c)), nil }
	if _, err := b.Sockets(ctx, tables.Ask{}); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	b.conn.receive = receive // the next dump has to get rid of the one that was left
	if _, err := b.Sockets(t.Context(), tables.Ask{}); err != nil {
		t.Error(err)
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add(listener(1))
	f.Add(append(listener(1), 8, 0, attrV6Only, 0, 1, 0, 0, 0))
	f.Add(append(listener(1), 255, 255, attrInfo, 0))
	f.Fuzz(func(t *testing.T, b []byte) {
		var s model.Socket
		var flow model.Flow
		if err := answer(model.TCP, b, &s, &flow); err == nil && len(b) < sizeAnswer {
			t.Error("a socket was read out of too few bytes")
		}
	})
}

func FuzzMessages(f *testing.F) {
	c := &conn{}
	f.Add(message(c, compatible, 0, listener(1)))
	f.Add(message(c, unix.NLMSG_DONE, 0, nil))
	f.Add(message(c, unix.NLMSG_ERROR, 0, []byte{1}))
	f.Fuzz(func(t *testing.T, b []byte) {
		total := 0
		_, _ = c.messages(b, new(bool), func(m []byte) error { total += len(m); return nil })
		if total > len(b) {
			t.Errorf("%d bytes of messages out of %d", total, len(b))
		}
	})
}

func TestCookiesAreToldApartWhenTheSetGrows(t *testing.T) {
	var c cookies
	for range 2 {
		c.begin(0)
		for i := range uint64(10_000) {
			if !c.add(i<<20+1) || c.add(i<<20+1) {
				t.Fatalf("cookie %d", i)
			}
		}
		for range 2 {
			if !c.add(0) {
				t.Fatal("no cookie at all says nothing of twice")
			}
		}
	}
}
