package sockdiag

import (
	"encoding/binary"
	"errors"

	"golang.org/x/sys/unix"
)

// request encodes a dump: a netlink header, then a struct inet_diag_req_v2 or its
// predecessor struct inet_diag_req.
func (d dump) request() []byte {
	kind, body := uint16(unix.SOCK_DIAG_BY_FAMILY), header(d.family, d.proto)
	if d.family == unix.AF_UNSPEC {
		kind, body = bothFamilies, d.legacyRequest()
	} else {
		body[2] = d.want
		binary.NativeEndian.PutUint32(body[4:], d.states)
	}
	if d.drawn {
		body = bytecode(body, autoFilter)
	}
	return request(kind, unix.NLM_F_DUMP, body)
}

// request puts a netlink header before a body. conn.ask fills in the sequence number.
func request(kind, flags uint16, body []byte) []byte {
	b := make([]byte, sizeHeader, sizeHeader+len(body))
	binary.NativeEndian.PutUint32(b, uint32(sizeHeader+len(body)))
	binary.NativeEndian.PutUint16(b[4:], kind)
	binary.NativeEndian.PutUint16(b[6:], unix.NLM_F_REQUEST|flags)
	return append(b, body...)
}

// legacyRequest is a struct inet_diag_req: family, two address lengths, attributes, the identity
// of a socket, states, and a database that must be 0.
func (d dump) legacyRequest() []byte {
	b := make([]byte, 4+sizeID+8)
	b[0], b[3] = unix.AF_INET, d.want // for the kernel, any family means both
	binary.NativeEndian.PutUint32(b[4+sizeID:], d.states)
	return b
}

// Refused reports whether an error means that sock_diag does not work here, because of
// the kernel, seccomp, a sandbox such as gVisor, or a missing module. The sockets may
// still be readable in /proc/net.
func Refused(err error) bool {
	for _, refused := range []error{unix.EPERM, unix.EACCES, unix.EPROTONOSUPPORT, unix.EAFNOSUPPORT, unix.ENOENT, unix.EOPNOTSUPP, unix.ESOCKTNOSUPPORT, unix.ENOSYS} {
		if errors.Is(err, refused) {
			return true
		}
	}
	return false
}
