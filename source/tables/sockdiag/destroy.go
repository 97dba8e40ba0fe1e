package sockdiag

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mdlayher/netlink"
	"golang.org/x/sys/unix"

	"berth/model"
)

// patience is how long the kernel may take to answer, where the caller does not say.
const patience = 2 * time.Second

// Closer closes one socket of another process, as ss -K does, through the
// kernel's SOCK_DESTROY (Linux 4.5). The process lives on and gets ECONNABORTED;
// the peer of a TCP connection gets a RST. It holds no state and is safe for several goroutines.
type Closer struct{}

// Seize implements model.Actor.
func (Closer) Seize(ctx context.Context, id model.SocketID) (model.Grip, error) {
	conn, err := dial(ctx)
	if err != nil {
		return model.Grip{}, fmt.Errorf("look for the socket: %w", words(err))
	}
	defer conn.Close()
	var found []model.Grip
	for _, family := range families(id) {
		messages, err := conn.Execute(netlink.Message{
			Header: netlink.Header{Type: unix.SOCK_DIAG_BY_FAMILY, Flags: netlink.Request | netlink.Dump},
			Data:   question(family, id),
		})
		if err != nil {
			return model.Grip{}, fmt.Errorf("look for the socket: %w", words(err))
		}
		for _, m := range messages {
			g, err := grip(id.Proto, m.Data)
			if err != nil {
				return model.Grip{}, fmt.Errorf("look for the socket: %w", err)
			}
			if named(id, g.Socket) {
				found = append(found, g)
			}
		}
	}
	switch len(found) {
	case 0:
		return model.Grip{}, fmt.Errorf("%w between %s and %s", model.ErrNoSocket, id.Local.Safe(), id.Remote.Safe())
	case 1:
		return found[0], nil
	}
	return model.Grip{}, fmt.Errorf("%d sockets share the ends %s and %s; none of them can be named alone",
		len(found), id.Local.Safe(), id.Remote.Safe())
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
func grip(p model.Proto, message []byte) (model.Grip, error) {
	var s model.Socket
	err := answer(p, message, &s, nil)
	id := model.SocketID{Proto: p, Local: s.Local, Remote: s.Remote, Inode: s.Inode}
	return model.Grip{Socket: id, State: s.State, Traits: s.Traits & model.InetSix, Cookie: s.Cookie, Device: s.Device}, err
}

// named reports whether a socket is the one that is looked for. The inode counts
// where it is known.
func named(want, got model.SocketID) bool {
	return want.Local == got.Local && want.Remote == got.Remote && (want.Inode == 0 || want.Inode == got.Inode)
}

// Close implements model.Actor.
func (Closer) Close(ctx context.Context, grip model.Grip, force bool) error {
	if why, guarded := grip.Guarded(); guarded && !force {
		return &model.Refusal{Why: why}
	}
	conn, err := dial(ctx)
	if err != nil {
		return fmt.Errorf("close the socket: %w", words(err))
	}
	defer conn.Close()
	// The acknowledgement is asked for, because a dump, which is what ss sends,
	// ends well whatever became of the socket.
	_, err = conn.Execute(netlink.Message{
		Header: netlink.Header{Type: unix.SOCK_DESTROY, Flags: netlink.Request | netlink.Acknowledge},
		Data:   order(grip),
	})
	if err != nil {
		return fmt.Errorf("close the socket: %w", words(err))
	}
	return nil
}

func dial(ctx context.Context) (*netlink.Conn, error) {
	conn, err := netlink.Dial(unix.NETLINK_SOCK_DIAG, nil)
	if err != nil {
		return nil, err
	}
	end, ok := ctx.Deadline()
	if !ok {
		end = time.Now().Add(patience)
	}
	if err := conn.SetDeadline(end); err != nil {
		conn.Close()
		return nil, err
	}
	return conn, nil
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
