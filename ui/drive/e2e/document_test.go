package e2e

import (
	"berth/model/field"
	"berth/model/wire"
)

// socketsDocument is the part of list --json that the tests read.
type socketsDocument struct {
	wire.Head
	Sockets []struct {
		Proto  string
		Local  field.Endpoint
		Inode  uint64
		User   []string
		Owner  string
		Owners []field.Owner
		Age    *field.Span
	}
}
