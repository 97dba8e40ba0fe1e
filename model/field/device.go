package field

import (
	"strconv"

	"berth/model/moment"
	"berth/model/safe"
)

// device is the interface that a socket is bound to: its index, where the name
// went with the interface.
func device(c moment.Conn) safe.Text {
	index := c.Socket().Device
	if index == 0 {
		return nothing
	}
	if name := c.Space().Devices[index]; !name.Empty() {
		return name
	}
	return safe.Number(index)
}

var deviceName = word(device)

// deviceTerm takes a name, or as ss does the index of an interface.
func deviceTerm(op Op, value string) (func(moment.Conn) bool, error) {
	index, err := strconv.ParseUint(value, 10, 32)
	if plain, negated := op.plain(); err == nil && index > 0 && plain == Equal {
		return func(c moment.Conn) bool {
			return (c.Socket().Device == uint32(index) || device(c).String() == value) != negated
		}, nil
	}
	return deviceName(op, value)
}
