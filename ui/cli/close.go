package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"berth/model"
	"berth/model/moment"
	"berth/ui/act"
)

func newClose(d *deps) *cobra.Command {
	var r changeOptions
	var udp bool
	cmd := &cobra.Command{
		Use:   "close LOCAL REMOTE [flags]",
		Short: "close one connection; its process keeps running",
		Long: "close ends exactly one connection, identified by both endpoints and the kernel's socket cookie (SOCK_DESTROY).\n" +
			"Its process keeps running and gets the error ECONNABORTED; the peer gets a RST.\n\n" +
			"exit codes: 0 closed, 1 no such connection or not permitted, 3 refused",
		Example: "  berth close 10.0.0.1:80 10.9.9.9:51234\n  berth close [::1]:8080 [::1]:40000 --yes",
		Args:    arguments("the local end", "the remote end"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := connectionOf(args[0], args[1], r.force)
			if err != nil {
				return err
			}
			if udp {
				id.Proto = model.UDP
			}
			return d.close(cmd.Context(), id, r)
		},
	}
	r.declare(cmd, "also close a socket that is not a connection: a listener, whose process then accepts no more connections")
	cmd.Flags().BoolVar(&udp, "udp", false, "close a UDP socket (default TCP)")
	return cmd
}

// connectionOf reads both ends of a connection. A wildcard is not an end of a
// connection: as the remote end it means a listener, and is accepted only with force.
func connectionOf(local, remote string, force bool) (id model.SocketID, err error) {
	if id.Local, err = endOf(local); err != nil {
		return id, err
	}
	if id.Remote, err = endOf(remote); err != nil {
		return id, err
	}
	switch {
	case id.Local.Port == 0:
		return id, refuse(fmt.Errorf("%s is a wildcard without a port: it identifies no socket", local))
	case id.Remote.Port != 0 && !id.Remote.Addr.Wildcard():
	case !force:
		return id, refuse(fmt.Errorf("%s is a wildcard: the socket is a listener, not a connection, and its process would accept no more connections; use --force to close it anyway", remote))
	case strings.HasPrefix(remote, "*:"):
		id.Remote.Addr = model.Addr{}
		if id.Local.Addr.Four() {
			id.Remote.Addr = model.Addr{10: 0xff, 11: 0xff}
		}
	}
	if id.Local.Addr.Four() != id.Remote.Addr.Four() {
		return id, usage(fmt.Errorf("%s and %s: both endpoints must be IPv4, or both IPv6", id.Local.Safe(), id.Remote.Safe()))
	}
	return id, nil
}

func (d *deps) close(ctx context.Context, id model.SocketID, r changeOptions) error {
	l, err := d.look(ctx, 0)
	if err != nil {
		return err
	}
	actor := l.machine.Actor
	if actor == nil {
		return refuse(errOtherNamespace)
	}
	m, err := l.moment(ctx, model.NeedOwners|model.NeedUnits)
	if err != nil {
		return err
	}
	socket, err := act.FindSocket(ctx, actor, id)
	if err != nil {
		return err
	}
	if err := d.write(describe(m, socket)); err != nil {
		return err
	}
	if why, guarded := socket.Guarded(); guarded && !r.force {
		return refuse(fmt.Errorf("%s; use --force to close it anyway", why))
	}
	if r.dry {
		return d.write("dry run: nothing was closed\n")
	}
	if !r.yes {
		if err := d.confirm("close it?"); err != nil {
			return err
		}
	}
	if err := socket.Close(ctx, r.force).Failure(); err != nil {
		return err
	}
	return d.write("closed\n")
}

// describe says what would be closed, and the effect on each side.
func describe(m *moment.Moment, found act.Socket) string {
	text := fmt.Sprintf("%s %s %s %s\n", found.Socket.Proto, found.Socket.Local.Safe(), found.Socket.Remote.Safe(), found.State.NameOn(found.Socket.Proto))
	for i := range m.Sockets {
		s := &m.Sockets[i]
		if s.Proto != found.Socket.Proto || s.Local != found.Socket.Local || s.Remote != found.Socket.Remote || s.Inode != found.Socket.Inode {
			continue
		}
		processes, unnamed := act.Holders(m.Snapshot, s)
		for _, p := range processes {
			text += fmt.Sprintf("  held by %s, user %s; it keeps running\n", p.Label(), p.User)
		}
		if len(processes) == 0 {
			text += fmt.Sprintf("  %s\n", unnamed)
		}
	}
	return text + "  " + found.Effect().String() + "\n"
}
