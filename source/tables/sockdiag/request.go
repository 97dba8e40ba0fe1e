package sockdiag

import (
	"encoding/binary"
	"errors"

	"golang.org/x/sys/unix"
)

// request is a dump as the kernel takes it: a netlink header, and behind it a
// struct inet_diag_req_v2, or the struct inet_diag_req that went before it.
func (d dump) request() []byte {
	kind, body := uint16(unix.SOCK_DIAG_BY_FAMILY), header(d.family, d.proto)
	if d.family == unix.AF_UNSPEC {
		kind, body = compatible, d.old()
	} else {
		body[2] = d.want
		binary.NativeEndian.PutUint32(body[4:], d.states)
	}
	if d.drawn {
		body = bytecode(body, autoFilter)
	}
	return request(kind, unix.NLM_F_DUMP, body)
}

// request puts a netlink header before a body. The conn that sends it numbers it.
func request(kind, flags uint16, body []byte) []byte {
	b := make([]byte, sizeHeader, sizeHeader+len(body))
	binary.NativeEndian.PutUint32(b, uint32(sizeHeader+len(body)))
	binary.NativeEndian.PutUint16(b[4:], kind)
	binary.NativeEndian.PutUint16(b[6:], unix.NLM_F_REQUEST|flags)
	return append(b, body...)
}

// old is a struct inet_diag_req: family, two lengths of addresses, attributes,
// the identity of a socket, states, and a database that must be 0.
func (d dump) old() []byte {
	b := make([]byte, 4+sizeID+8)
	b[0], b[3] = unix.AF_INET, d.want // the kernel takes any family for both
	binary.NativeEndian.PutUint32(b[4+sizeID:], d.states)
	return b
}

// Refused reports an error that means: this kernel, or what guards it (seccomp,
// a sandbox such as gVisor, a missing module), does not answer through
// sock_diag. The sockets may still be readable in /proc/net.
func Refused(err error) bool {
	for _, no := range []error{unix.EPERM, unix.EACCES, unix.EPROTONOSUPPORT, unix.EAFNOSUPPORT, unix.ENOENT, unix.EOPNOTSUPP, unix.ESOCKTNOSUPPORT, unix.ENOSYS} {
		if errors.Is(err, no) {
			return true
		}
	}
	return false
}
