package wire

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"reflect"
	"slices"

	"berth/model"
	"berth/model/safe"
)

// service is the name of one port.
type service struct {
	Proto model.Proto `wire:"proto"`
	Port  uint16      `wire:"port"`
	Name  safe.Text   `wire:"name"`
}

// AppendServices appends service names to b.
func AppendServices(b []byte, s model.Services) []byte {
	list := make([]service, 0, len(s))
	for key, name := range s {
		list = append(list, service{key.Proto, key.Port, name})
	}
	slices.SortFunc(list, func(a, b service) int { return cmp.Or(cmp.Compare(a.Proto, b.Proto), cmp.Compare(a.Port, b.Port)) })
	return appendWhole(b, reflect.ValueOf(list))
}

// ReadServices reads service names written by AppendServices.
func ReadServices(b []byte) (model.Services, error) {
	var list []service
	if err := readWhole(b, func(d *decoder) { list, _ = reflect.TypeAssert[[]service](readSlice(d, reflect.TypeFor[[]service]())) }); err != nil {
		return nil, fmt.Errorf("read services: %w", err)
	}
	s := make(model.Services, len(list))
	for _, named := range list {
		s[model.PortKey{Proto: named.Proto, Port: named.Port}] = named.Name
	}
	return s, nil
}

// ServicesID identifies service names by a hash of them.
func ServicesID(s model.Services) uint64 {
	h := fnv.New64a()
	_, _ = h.Write(AppendServices(nil, s)) // it never fails
	return h.Sum64()
}
