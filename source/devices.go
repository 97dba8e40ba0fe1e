package source

import (
	"net"

	"berth/model"
	"berth/model/safe"
)

// devices are the names of network interfaces by index. They are read when a socket is bound
// to an unknown index, and then kept: the kernel does not reuse an index while its interface
// exists.
type devices map[uint32]safe.Text

// of returns the interface names for a list of sockets, or nil if no socket is bound to one.
func (d *devices) of(sockets []model.Socket) map[uint32]safe.Text {
	var named map[uint32]safe.Text
	for i := range sockets {
		index := sockets[i].Device
		if index == 0 || !named[index].Empty() {
			continue
		}
		if named == nil {
			named = map[uint32]safe.Text{}
		}
		if (*d)[index].Empty() {
			d.read()
		}
		if named[index] = (*d)[index]; named[index].Empty() {
			named[index] = safe.Number(index) // the interface was removed
		}
	}
	return named
}

func (d *devices) read() {
	*d = devices{}
	found, err := net.Interfaces()
	if err != nil {
		return
	}
	for _, i := range found {
		(*d)[uint32(i.Index)] = safe.Sanitise(i.Name)
	}
}
