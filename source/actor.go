package source

import (
	"berth/source/signal"
	"berth/source/tables/sockdiag"
)

// actor implements model.Actor: it signals processes and closes sockets.
type actor struct {
	*signal.Actor
	sockdiag.Closer
}
