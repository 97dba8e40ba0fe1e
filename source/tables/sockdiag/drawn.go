package sockdiag

import (
	"context"
	"encoding/binary"

	"golang.org/x/sys/unix"

	"berth/model"
	"berth/source/tables"
)

// autoFilter is INET_DIAG_BC_AUTO alone: it lets sockets through that do not hold
// their port by SOCK_BINDPORT_LOCK, as bind(2) with a number gives it
// (net/ipv4/inet_diag.c). The kernel tells this in no other way.
const autoFilter = 6

// bytecode is a filter of one instruction: go on behind it, where it ends and the
// socket is let through, or four bytes further, where it is not.
func bytecode(b []byte, instruction byte) []byte {
	const size, attribute = 4, 1 // INET_DIAG_REQ_BYTECODE
	b = binary.NativeEndian.AppendUint16(b, unix.SizeofNlAttr+size)
	b = binary.NativeEndian.AppendUint16(b, attribute)
	b = append(b, instruction, size)
	return binary.NativeEndian.AppendUint16(b, size+4)
}

// markDrawn tells of every socket whether the kernel chose its port. A socket
// that came between the two dumps is in none of what was given; one that went
// keeps no mark.
func (b *Backend) markDrawn(ctx context.Context, want tables.Ask, sockets []model.Socket) error {
	b.seen.begin(len(sockets))
	for _, d := range wanted(want) {
		d.drawn = true
		err := b.addSeen(ctx, d)
		if again(err) { // what is in the set by then stays true
			err = b.addSeen(ctx, d)
		}
		if err != nil {
			return err
		}
	}
	for i := range sockets {
		s := &sockets[i]
		s.Traits |= model.DrawnKnown
		if _, there := b.seen.find(s.Cookie); there {
			s.Traits |= model.Drawn
		}
	}
	return nil
}

// addSeen adds the sockets of a dump to those that were seen.
func (b *Backend) addSeen(ctx context.Context, d dump) error {
	return b.conn.ask(ctx, d.request(), func(message []byte) error {
		var s model.Socket
		if err := answer(d.proto, message, &s, nil); err != nil {
			return err
		}
		b.seen.add(s.Cookie)
		return nil
	})
}
