package field

import (
	"strconv"

	"berth/model/moment"
	"berth/model/safe"
)

// device is the name of the interface that a socket is bound to. It is the index
// if the interface no longer exists, and with it its name.
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

// deviceTerm takes the name of an interface, or its index, as ss does.
func deviceTerm(op Op, value string) (func(moment.Conn) bool, error) {
	index, err := strconv.ParseUint(value, 10, 32)
	if plain, negated := op.plain(); err == nil && index > 0 && plain == Equal {
		return func(c moment.Conn) bool {
			return (c.Socket().Device == uint32(index) || device(c).String() == value) != negated
		}, nil
	}
	return deviceName(op, value)
}
