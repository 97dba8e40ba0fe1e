package wire

import (
	"fmt"
	"reflect"

	"berth/model"
)

// codecVersion is the version of the snapshot format. Columns can be added and
// removed within a version; the meaning of a column does not change.
const codecVersion = 1

// written is what the data of a snapshot contain.
type written struct {
	Snapshot model.Snapshot `wire:"snapshot"`
	Services uint64         `wire:"services"` // ID of the service names, which many snapshots share
}

// AppendSnapshot appends a snapshot to b: all fields of its structs with a tag
// `wire:"name"`. The service names are written by AppendServices, as many snapshots
// share them; services is their ID.
func AppendSnapshot(b []byte, n *model.Snapshot, services uint64) []byte {
	return appendWhole(b, reflect.ValueOf([]written{{*n, services}}))
}

// ReadSnapshot reads a snapshot written by AppendSnapshot. The bytes may come from
// anyone: texts are sanitised, memory is bounded by the length of b, and an index or
// a range that would break a reader of the snapshot is an error. services finds the
// service names by their ID; nil leaves the snapshot without them.
func ReadSnapshot(b []byte, services func(id uint64) model.Services) (*model.Snapshot, error) {
	w := make([]written, 1)
	if err := readWhole(b, func(d *decoder) { tableOf(reflect.TypeFor[written]()).read(d, rowsOf(reflect.ValueOf(w))) }); err != nil {
		return nil, fmt.Errorf("read snapshot: %w", err)
	}
	n := &w[0].Snapshot
	if err := sound(n); err != nil {
		return nil, fmt.Errorf("read snapshot: %w", err)
	}
	if services != nil {
		n.Services = services(w[0].Services)
	}
	return n, nil
}
