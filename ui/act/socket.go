package act

import (
	"context"
	"errors"
	"fmt"

	"berth/model"
	"berth/model/safe"
)

// Socket is a socket that was found in the kernel and can be closed.
type Socket struct {
	model.SocketHandle
	actor model.Actor
}

// FindSocket finds a socket by its ends. The result identifies this socket, even if
// the same ends belong to another socket later.
func FindSocket(ctx context.Context, actor model.Actor, id model.SocketID) (Socket, error) {
	handle, err := actor.FindSocket(ctx, id)
	return Socket{handle, actor}, err
}

// Close closes the socket. A socket that is not a connection is refused, unless forced.
func (s Socket) Close(ctx context.Context, force bool) CloseResult {
	return CloseResult{s.actor.Close(ctx, s.SocketHandle, force)}
}

// CloseResult is the result of closing a socket.
type CloseResult struct {
	Err error // why it was not closed
}

// Ended reports a socket that had already ended by itself.
func (r CloseResult) Ended() bool { return errors.Is(r.Err, model.ErrNoSocket) }

// Unsupported reports a kernel that cannot close sockets.
func (r CloseResult) Unsupported() bool { return errors.Is(r.Err, model.ErrCannotClose) }

// Failure is the result as an error; nil if the socket was closed.
func (r CloseResult) Failure() error {
	if r.Ended() {
		return fmt.Errorf("the connection had already ended: %w", r.Err)
	}
	return r.Err
}

// Holders are the processes that hold a socket. If there are none, unnamed says why.
func Holders(n *model.Snapshot, s *model.Socket) (processes []*model.Process, unnamed safe.Text) {
	held := n.HoldersOf(s)
	if len(held.Processes) == 0 {
		return nil, safe.Format("%s: %s", held.Status.Name(), held.Status.Meaning())
	}
	for _, p := range held.Processes {
		processes = append(processes, &n.Processes[p])
	}
	return processes, safe.Text{}
}
