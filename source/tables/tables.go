// Package tables defines how the kernel's socket tables are read: what to request
// and what to return. The packages below it are the readers. First uses the first
// of several readers that works.
package tables

import (
	"context"
	"time"

	"berth/model"
	"berth/model/safe"
)

// Tables reads the sockets of one network namespace. Only one goroutine at a time
// uses it. A Tables that is an io.Closer is closed when it is not used any more.
type Tables interface {
	// Sockets reads every socket, or only those requested. Everything that could not
	// be read is a gap, including requested facts that this reader cannot provide:
	// otherwise "not found" would mean "does not exist". An error marked by Refusal
	// means that this reader does not work on this machine at all.
	Sockets(ctx context.Context, want Ask) (Result, error)
}

// Ask says which sockets and facts are requested.
type Ask struct {
	Flows     bool // byte counts and timing of TCP connections
	Bound     bool // also sockets that are only bound; a gap if they cannot be listed
	Drawn     bool // model.Drawn: whether the kernel chose the port
	Devices   bool // the interfaces that sockets are bound to
	Listeners bool // of TCP only listeners, if that is cheaper
}

// Asking converts what a caller needs into a request.
func Asking(need model.Need) Ask {
	return Ask{
		Flows: need.Has(model.NeedFlows), Bound: need.Has(model.NeedBound), Drawn: need.Has(model.NeedDrawn),
		Devices: need.Has(model.NeedDevices), Listeners: need.Has(model.OnlyListeners),
	}
}

// Result is the outcome of one read of the tables. It is never changed afterwards.
type Result struct {
	Sockets []model.Socket
	Flows   []model.Flow  // one per socket; empty if not requested or not available
	Space   model.SpaceID // the network namespace that they were read in
	Gaps    []model.Gap
	By      safe.Text // name of the way that was used; First fills it in
}

// Way is one way to read the socket tables; each reader has one.
type Way struct {
	Name  safe.Text     // "netlink"
	From  safe.Text     // its source, named in the gap of a way that was refused: "/proc/net"
	Live  bool          // it asks the running kernel, so it is wrong for a /proc of another machine
	Limit time.Duration // the most time that one read may take
	Open  func(root string) (Tables, error)
}

// refusal is the error of a reader that does not work on this machine.
type refusal struct{ error }

func (r refusal) Unwrap() error { return r.error }

// Refusal marks an error that means: this reader does not work on this machine, try
// another one. The text of the error stays the same.
func Refusal(err error) error { return refusal{err} }
