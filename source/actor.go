package source

import (
	"berth/source/destroy"
	"berth/source/signal"
)

// actor is all that can be done to the machine.
type actor struct {
	*signal.Actor
	destroy.Closer
}
