package sockdiag

import (
	"context"
	"encoding/binary"

	"golang.org/x/sys/unix"

	"berth/model"
	"berth/source/tables"
)

// autoFilter is INET_DIAG_BC_AUTO: it selects the sockets without SOCK_BINDPORT_LOCK,
// which bind(2) with a port number sets (net/ipv4/inet_diag.c). The kernel offers no
// other way to get this fact.
const autoFilter = 6

// bytecode appends a filter of one instruction. If the instruction matches, the program
// continues at its end, which accepts the socket; else it jumps four bytes past its end,
// which rejects the socket.
func bytecode(b []byte, instruction byte) []byte {
	const size, attribute = 4, 1 // INET_DIAG_REQ_BYTECODE
	b = binary.NativeEndian.AppendUint16(b, unix.SizeofNlAttr+size)
	b = binary.NativeEndian.AppendUint16(b, attribute)
	b = append(b, instruction, size)
	return binary.NativeEndian.AppendUint16(b, size+4)
}

// markChosenPorts marks the sockets whose port the kernel chose. It makes a second dump: a
// socket created between the dumps is not in sockets, and one that was closed between
// them gets no mark.
func (b *Backend) markChosenPorts(ctx context.Context, want tables.Ask, sockets []model.Socket) error {
	b.known.begin(len(sockets))
	for _, d := range dumpsFor(want) {
		d.drawn = true
		err := b.addCookies(ctx, d)
		if retryable(err) { // the cookies that were added stay valid
			err = b.addCookies(ctx, d)
		}
		if err != nil {
			return err
		}
	}
	for i := range sockets {
		s := &sockets[i]
		s.Traits |= model.DrawnKnown
		if _, found := b.known.find(s.Cookie); found {
			s.Traits |= model.Drawn
		}
	}
	return nil
}

// addCookies adds the cookies of a dump to the set.
func (b *Backend) addCookies(ctx context.Context, d dump) error {
	return b.conn.ask(ctx, d.request(), func(message []byte) error {
		var s model.Socket
		if err := parseSocket(d.proto, message, &s, nil); err != nil {
			return err
		}
		b.known.add(s.Cookie)
		return nil
	})
}
