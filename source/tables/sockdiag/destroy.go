package sockdiag

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/sys/unix"

	"berth/model"
)

// Closer closes one socket of another process, like ss -K, with the kernel's
// SOCK_DESTROY (since Linux 4.5). The process keeps running and gets ECONNABORTED; the
// peer of a TCP connection gets a RST. Closer has no state and is safe for concurrent use.
type Closer struct{}

// FindSocket implements model.Actor.
func (Closer) FindSocket(ctx context.Context, id model.SocketID) (model.SocketHandle, error) {
	c, err := openConn()
	if err != nil {
		return model.SocketHandle{}, fmt.Errorf("find the socket: %w", explain(err))
	}
	defer c.close()
	found, err := c.find(ctx, id)
	if err != nil {
		return model.SocketHandle{}, fmt.Errorf("find the socket: %w", explain(err))
	}
	switch len(found) {
	case 0:
		return model.SocketHandle{}, fmt.Errorf("%w between %s and %s", model.ErrNoSocket, id.Local.Safe(), id.Remote.Safe())
	case 1:
		return found[0], nil
	}
	return model.SocketHandle{}, fmt.Errorf("%d sockets share the ends %s and %s; can't tell which one is meant",
		len(found), id.Local.Safe(), id.Remote.Safe())
}

// find asks the kernel for the sockets with the same ends as id.
func (c *conn) find(ctx context.Context, id model.SocketID) (found []model.SocketHandle, err error) {
	for _, family := range families(id) {
		dump := func() error {
			return c.ask(ctx, request(unix.SOCK_DIAG_BY_FAMILY, unix.NLM_F_DUMP, dumpRequest(family, id)), func(message []byte) error {
				g, err := parseHandle(id.Proto, message)
				if err == nil && matches(id, g.Socket) && !slices.Contains(found, g) {
					found = append(found, g)
				}
				return err
			})
		}
		err := dump()
		if retryable(err) {
			err = dump()
		}
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// families lists the families that can contain a socket. A socket with an IPv4 address
// may be AF_INET6, too, in a dual-stack program (::ffff:a.b.c.d).
func families(id model.SocketID) []byte {
	if id.Local.Addr.Four() {
		return []byte{unix.AF_INET, unix.AF_INET6}
	}
	return []byte{unix.AF_INET6}
}

// parseHandle parses a message into the handle that closes the socket.
func parseHandle(p model.Proto, message []byte) (model.SocketHandle, error) {
	var s model.Socket
	err := parseSocket(p, message, &s, nil)
	id := model.SocketID{Proto: p, Local: s.Local, Remote: s.Remote, Inode: s.Inode}
	return model.SocketHandle{Socket: id, State: s.State, Traits: s.Traits & model.InetSix, Cookie: s.Cookie, Device: s.Device}, err
}

// matches reports whether a socket is the wanted one. The inode is compared if it is
// known.
func matches(want, got model.SocketID) bool {
	return want.Local == got.Local && want.Remote == got.Remote && (want.Inode == 0 || want.Inode == got.Inode)
}

// Close implements model.Actor.
func (Closer) Close(ctx context.Context, parseHandle model.SocketHandle, force bool) error {
	if why, guarded := parseHandle.Guarded(); guarded && !force {
		return &model.Refusal{Why: why}
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("close the socket: %w", err)
	}
	c, err := openConn()
	if err != nil {
		return fmt.Errorf("close the socket: %w", explain(err))
	}
	defer c.close()
	if err := c.destroy(ctx, parseHandle); err != nil {
		return fmt.Errorf("close the socket: %w", explain(err))
	}
	return nil
}

// destroy asks for an acknowledgement. A dump, which ss sends, succeeds whatever happens
// to the socket. The kernel carries out every request that was sent, so destroy waits
// for the answer even if ctx ends meanwhile.
func (c *conn) destroy(ctx context.Context, parseHandle model.SocketHandle) error {
	return c.ask(context.WithoutCancel(ctx), request(unix.SOCK_DESTROY, unix.NLM_F_ACK, destroyRequest(parseHandle)), func([]byte) error { return nil })
}

// explain explains an error of the kernel.
func explain(err error) error {
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
