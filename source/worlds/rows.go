package worlds

import (
	"os"
	"testing"

	"berth/model"
)

// A row is what a backend must report about an open socket. Its owners are not read yet: a socket with
// an inode is OwnerResolving.

// ListenerRow is the row of the listener with this many connections in its accept queue.
func (p *Pair) ListenerRow(waiting uint32) model.Socket {
	p.t.Helper()
	s := opened(p.t, p.Listener, model.TCP, model.Listen)
	s.Local, s.Remote = local(p.t, p.Listener), model.Endpoint{Addr: wildcard(p.Family.server)}
	s.Traits, s.RxQueue = traits(p.Family.server), waiting
	return s
}

// ClientRow is the row of the client's end.
func (p *Pair) ClientRow(state model.State) model.Socket {
	p.t.Helper()
	s := opened(p.t, p.Client, model.TCP, state)
	s.Local, s.Remote, s.Traits = p.near, p.far, traits(p.Family.client)
	return s
}

// ServerRow is the row of the server's end.
func (p *Pair) ServerRow(state model.State) model.Socket {
	p.t.Helper()
	s := opened(p.t, p.Server, model.TCP, state)
	s.Local, s.Remote, s.Traits = p.far, p.near, p.Family.end
	return s
}

func opened(t testing.TB, fd int, proto model.Proto, state model.State) model.Socket {
	t.Helper()
	s := model.Socket{
		Proto: proto, State: state, NetNS: NetNS(t), UID: uint32(os.Getuid()),
		Inode: inode(t, fd), Owner: model.OwnerResolving,
	}
	if s.Inode == 0 {
		s.Owner = model.OwnerKernel
	}
	return s
}

// queued sets the unread and the unacknowledged bytes of a row. SYN and FIN take a sequence number, so
// the kernel counts each as one byte.
func queued(s model.Socket, rx, tx uint32) model.Socket {
	s.RxQueue, s.TxQueue = rx, tx
	return s
}

// unaccepted marks a row as waiting in the accept queue: it has no file yet.
func unaccepted(s model.Socket) model.Socket {
	s.Owner = model.OwnerUnaccepted
	return s
}
