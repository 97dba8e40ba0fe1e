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

// reply is a datagram or an error for a conn to receive.
type reply struct {
	text func(c *conn) []byte
	err  error
	size int // length that recvfrom reports; 0: the length of text
	from uint32
}

// replyWith replaces the kernel by prepared answers.
func replyWith(t *testing.T, c *conn, all ...reply) *int {
	t.Helper()
	at := 0
	c.receive = func(c *conn) (int, error) {
		if at == len(all) {
			t.Fatal("receive was called more often than there are answers")
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

func one(cookie uint32) reply {
	return reply{text: func(c *conn) []byte { return message(c, bothFamilies, unix.NLM_F_MULTI, listener(cookie)) }}
}

func done(code int32) reply {
	return reply{text: func(c *conn) []byte {
		body := make([]byte, 4)
		binary.NativeEndian.PutUint32(body, uint32(code))
		return message(c, unix.NLMSG_DONE, unix.NLM_F_MULTI, body)
	}}
}

// doneReplies are the answers to the dumps that a test does not check.
var doneReplies = []reply{done(0), done(0), done(0)}

func raw(change func([]byte) []byte) reply {
	return reply{text: func(c *conn) []byte { return change(message(c, bothFamilies, 0, listener(7))) }}
}

func TestMalformedDumpIsAnError(t *testing.T) {
	for name, c := range map[string]struct {
		reply reply
		want  string
	}{
		"cut short":              {raw(func(b []byte) []byte { return b[:40] }), "only 40 are left"},
		"length of nothing":      {raw(func(b []byte) []byte { binary.NativeEndian.PutUint32(b, 0); return b }), "a message of 0 bytes"},
		"length beyond the end":  {raw(func(b []byte) []byte { binary.NativeEndian.PutUint32(b, 1<<31); return b }), "only 88 are left"},
		"rest that is no header": {raw(func(b []byte) []byte { return append(b, 1, 2, 3) }), "3 bytes are too few"},
		"wrong family":           {raw(func(b []byte) []byte { b[sizeHeader] = unix.AF_UNIX; return append(b, done(0).text(&conn{})...) }), "family 1"},
		"wrong type":             {raw(func(b []byte) []byte { b[4] = 99; return b }), "type 99"},
		"longer than the buffer": {reply{text: func(*conn) []byte { return nil }, size: bufferSize + 1}, "more than the"},
		"no answer":              {reply{err: unix.EAGAIN}, "no answer within"},
		"error of the kernel":    {reply{text: func(c *conn) []byte { return message(c, unix.NLMSG_ERROR, 0, []byte{0xfe, 0xff, 0xff, 0xff}) }}, "no such file"},
		"error at the end":       {done(-int32(unix.ENOMEM)), "cannot allocate memory"},
	} {
		t.Run(name, func(t *testing.T) {
			b := open(t)
			answers := []reply{c.reply}
			if name == "wrong family" { // the dump is read to its end first
				answers = append(answers, done(0))
			}
			replyWith(t, b.conn, answers...)
			if _, err := b.Sockets(t.Context(), tables.Ask{}); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("the error is %v, want %q in it", err, c.want)
			}
		})
	}
}

func TestForeignMessagesAreSkipped(t *testing.T) {
	b := open(t)
	stranger, outdated := one(5), raw(func(b []byte) []byte { binary.NativeEndian.PutUint32(b[8:], 0); return b })
	stranger.from = 4711
	replyWith(t, b.conn, append([]reply{stranger, outdated, {err: unix.EINTR}, one(6), done(0)}, doneReplies...)...)
	got, err := b.Sockets(t.Context(), tables.Ask{})
	if err != nil || len(got.Sockets) != 1 || got.Sockets[0].Cookie != 6 {
		t.Errorf("seen %v, error %v", got, err)
	}
}

func TestDuplicateSocketIsListedOnce(t *testing.T) {
	b := open(t)
	replyWith(t, b.conn, append([]reply{one(5), one(6), one(5), done(0)}, doneReplies...)...)
	got, err := b.Sockets(t.Context(), tables.Ask{})
	if err != nil || len(got.Sockets) != 2 {
		t.Errorf("seen %v, error %v", got, err)
	}
}

func TestInterruptedDumpIsRetriedOnceAndThenAGap(t *testing.T) {
	broken := reply{text: func(c *conn) []byte { return message(c, bothFamilies, unix.NLM_F_DUMP_INTR, listener(5)) }}
	b := open(t)
	replyWith(t, b.conn, append([]reply{broken, done(0), one(5), done(0)}, doneReplies...)...)
	if got, err := b.Sockets(t.Context(), tables.Ask{}); err != nil || len(got.Sockets) != 1 || len(got.Gaps) > 0 {
		t.Errorf("healed: seen %v, error %v", got, err)
	}
	b = open(t)
	replyWith(t, b.conn, append([]reply{broken, done(0), broken, done(0)}, doneReplies...)...)
	if got, err := b.Sockets(t.Context(), tables.Ask{}); err != nil || len(got.Sockets) != 1 || len(got.Gaps) != 1 || got.Gaps[0].What.String() != "tcp sockets" {
		t.Errorf("broken twice: seen %v, error %v", got, err)
	}
	b = open(t)
	replyWith(t, b.conn, append([]reply{one(5), {err: unix.ENOBUFS}, one(5), done(0)}, doneReplies...)...)
	if got, err := b.Sockets(t.Context(), tables.Ask{}); err != nil || len(got.Sockets) != 1 || len(got.Gaps) > 0 {
		t.Errorf("overrun once: seen %v, error %v", got, err)
	}
}

func TestInterruptedDumpOfDrawnPortsLosesNoSockets(t *testing.T) {
	broken := reply{text: func(c *conn) []byte { return message(c, bothFamilies, unix.NLM_F_DUMP_INTR, listener(5)) }}
	sockets := append([]reply{one(5), done(0)}, doneReplies...)
	for name, c := range map[string]struct {
		marks  []reply
		gaps   int
		traits model.Traits
	}{
		"once":  {append([]reply{done(0), broken, done(0), one(5), done(0)}, doneReplies[1:]...), 0, model.Drawn | model.DrawnKnown},
		"twice": {[]reply{done(0), broken, done(0), broken, done(0)}, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			b := open(t)
			replyWith(t, b.conn, append(sockets[:len(sockets):len(sockets)], c.marks...)...)
			got, err := b.Sockets(t.Context(), tables.Ask{Drawn: true})
			if err != nil || len(got.Sockets) != 1 || len(got.Gaps) != c.gaps || got.Sockets[0].Traits != c.traits {
				t.Errorf("seen %+v, error %v", got, err)
			}
		})
	}
}

func TestRefusalsAreDistinguishedFromOtherErrors(t *testing.T) {
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
	b.conn.receive = receive // the next dump has to skip the rest of the one before
	if _, err := b.Sockets(t.Context(), tables.Ask{}); err != nil {
		t.Error(err)
	}
}

func FuzzParseSocket(f *testing.F) {
	f.Add(listener(1))
	f.Add(append(listener(1), 8, 0, attrV6Only, 0, 1, 0, 0, 0))
	f.Add(append(listener(1), 255, 255, attrInfo, 0))
	f.Fuzz(func(t *testing.T, b []byte) {
		var s model.Socket
		var flow model.Flow
		if err := parseSocket(model.TCP, b, &s, &flow); err == nil && len(b) < sizeAnswer {
			t.Error("a socket was read out of too few bytes")
		}
	})
}

func FuzzMessages(f *testing.F) {
	c := &conn{}
	f.Add(message(c, bothFamilies, 0, listener(1)))
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

func TestCookieSetFindsDuplicatesWhileItGrows(t *testing.T) {
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
				t.Fatal("a missing cookie must not count as a duplicate")
			}
		}
	}
}
