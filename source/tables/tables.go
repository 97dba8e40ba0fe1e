// Package tables says how the kernel's socket tables are read: what a reader is
// asked and what it gives. The readers are the packages below it; First reads by
// the first of several that answers.
package tables

import (
	"context"
	"time"

	"berth/model"
	"berth/model/safe"
)

// Tables reads the sockets of one network namespace. One goroutine at a time uses
// it. A Tables that is an io.Closer is closed when it is not used any more.
type Tables interface {
	// Sockets reads every socket, or those that are wanted. What could not be read
	// is a gap, also what was asked for and cannot be told by this reader, so that
	// nothing found is not taken for nothing there. An error marked by Refusal
	// means that this machine does not answer this reader at all.
	Sockets(ctx context.Context, want Ask) (Result, error)
}

// Ask says what of the sockets is wanted.
type Ask struct {
	Flows     bool // with what flows through them
	Bound     bool // also sockets that are only bound: without them something would be missing
	Drawn     bool // with model.Drawn: whether the kernel chose the port
	Devices   bool // with the interfaces that they are bound to
	Listeners bool // of TCP only listeners, where that costs less
}

// Asking is what of the sockets is wanted where need is.
func Asking(need model.Need) Ask {
	return Ask{
		Flows: need.Has(model.NeedFlows), Bound: need.Has(model.NeedBound), Drawn: need.Has(model.NeedDrawn),
		Devices: need.Has(model.NeedDevices), Listeners: need.Has(model.OnlyListeners),
	}
}

// Result is what one pass over the tables gave. Nothing of it is written again.
type Result struct {
	Sockets []model.Socket
	Flows   []model.Flow  // one for each socket; none where they were not asked for, or cannot be told
	Space   model.SpaceID // the network namespace that they were read in
	Gaps    []model.Gap
	By      safe.Text // the name of the way by which they were read; First fills it in
}

// Way is a way to read the socket tables: a row for each reader there is.
type Way struct {
	Name  safe.Text     // "netlink"
	From  safe.Text     // where it reads, for the gap of a way that is refused: "/proc/net"
	Live  bool          // it asks the running kernel, so that a proc file system that somebody has written tells of another machine
	Limit time.Duration // how long one pass may take
	Open  func(root string) (Tables, error)
}

// refusal is the error of a reader that this machine does not answer.
type refusal struct{ error }

func (r refusal) Unwrap() error { return r.error }

// Refusal marks an error as one by which a reader says that this machine does not
// answer it, so that another one is to be tried. It reads as before.
func Refusal(err error) error { return refusal{err} }
