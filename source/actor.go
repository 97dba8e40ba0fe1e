package source

import (
	"berth/source/signal"
	"berth/source/tables/sockdiag"
)

// actor is all that can be done to the machine.
type actor struct {
	*signal.Actor
	sockdiag.Closer
}
