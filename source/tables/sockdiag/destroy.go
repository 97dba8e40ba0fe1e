package sockdiag

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/sys/unix"

	"berth/model"
)

// Closer closes one socket of another process, as ss -K does, through the
// kernel's SOCK_DESTROY (Linux 4.5). The process lives on and gets ECONNABORTED;
// the peer of a TCP connection gets a RST. It holds no state and is safe for several goroutines.
type Closer struct{}

// FindSocket implements model.Actor.
func (Closer) FindSocket(ctx context.Context, id model.SocketID) (model.SocketHandle, error) {
	c, err := openConn()
	if err != nil {
		return model.SocketHandle{}, fmt.Errorf("look for the socket: %w", words(err))
	}
	defer c.close()
	found, err := c.find(ctx, id)
	if err != nil {
		return model.SocketHandle{}, fmt.Errorf("look for the socket: %w", words(err))
	}
	switch len(found) {
	case 0:
		return model.SocketHandle{}, fmt.Errorf("%w between %s and %s", model.ErrNoSocket, id.Local.Safe(), id.Remote.Safe())
	case 1:
		return found[0], nil
	}
	return model.SocketHandle{}, fmt.Errorf("%d sockets share the ends %s and %s; none of them can be named alone",
		len(found), id.Local.Safe(), id.Remote.Safe())
}

// find asks for the sockets that have the ends of id.
func (c *conn) find(ctx context.Context, id model.SocketID) (found []model.SocketHandle, err error) {
	for _, family := range families(id) {
		dump := func() error {
			return c.ask(ctx, request(unix.SOCK_DIAG_BY_FAMILY, unix.NLM_F_DUMP, question(family, id)), func(message []byte) error {
				g, err := grip(id.Proto, message)
				if err == nil && named(id, g.Socket) && !slices.Contains(found, g) {
					found = append(found, g)
				}
				return err
			})
		}
		err := dump()
		if again(err) {
			err = dump()
		}
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// families are where a socket can stand: IPv4 also as AF_INET6, in a
// dual-stack program (::ffff:a.b.c.d).
func families(id model.SocketID) []byte {
	if id.Local.Addr.Four() {
		return []byte{unix.AF_INET, unix.AF_INET6}
	}
	return []byte{unix.AF_INET6}
}

// grip reads a socket as what can be closed.
func grip(p model.Proto, message []byte) (model.SocketHandle, error) {
	var s model.Socket
	err := answer(p, message, &s, nil)
	id := model.SocketID{Proto: p, Local: s.Local, Remote: s.Remote, Inode: s.Inode}
	return model.SocketHandle{Socket: id, State: s.State, Traits: s.Traits & model.InetSix, Cookie: s.Cookie, Device: s.Device}, err
}

// named reports whether a socket is the one that is looked for. The inode counts
// where it is known.
func named(want, got model.SocketID) bool {
	return want.Local == got.Local && want.Remote == got.Remote && (want.Inode == 0 || want.Inode == got.Inode)
}

// Close implements model.Actor.
func (Closer) Close(ctx context.Context, grip model.SocketHandle, force bool) error {
	if why, guarded := grip.Guarded(); guarded && !force {
		return &model.Refusal{Why: why}
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("close the socket: %w", err)
	}
	c, err := openConn()
	if err != nil {
		return fmt.Errorf("close the socket: %w", words(err))
	}
	defer c.close()
	if err := c.destroy(ctx, grip); err != nil {
		return fmt.Errorf("close the socket: %w", words(err))
	}
	return nil
}

// destroy asks for an acknowledgement, because a dump, which is what ss sends, ends
// well whatever became of the socket. What was sent is carried out, so its answer is
// waited for also when ctx is over meanwhile.
func (c *conn) destroy(ctx context.Context, grip model.SocketHandle) error {
	return c.ask(context.WithoutCancel(ctx), request(unix.SOCK_DESTROY, unix.NLM_F_ACK, order(grip)), func([]byte) error { return nil })
}

// words says what an answer of the kernel means.
func words(err error) error {
	switch {
	case errors.Is(err, unix.EPERM), errors.Is(err, unix.EACCES):
		return fmt.Errorf("%w (EPERM); needs root or CAP_NET_ADMIN", model.ErrNotPermitted)
	case errors.Is(err, unix.ENOENT):
		return fmt.Errorf("%w any more (ENOENT)", model.ErrNoSocket)
	case errors.Is(err, unix.EOPNOTSUPP):
		return fmt.Errorf("%w (EOPNOTSUPP); it was built without CONFIG_INET_DIAG_DESTROY", model.ErrCannotClose)
	case errors.Is(err, unix.EPROTONOSUPPORT), errors.Is(err, unix.EAFNOSUPPORT):
		return errors.New("this kernel has no socket diagnosis (EPROTONOSUPPORT), as in gVisor and WSL 1")
	}
	return err
}
