package wire

import (
	"fmt"
	"reflect"

	"berth/model"
)

// codecVersion is the number of the format of snapshots. Columns may come and go
// within a version; the meaning of those that are there does not change.
const codecVersion = 1

// written is a snapshot and what is written beside it.
type written struct {
	Snapshot model.Snapshot `wire:"snapshot"`
	Services uint64         `wire:"services"` // ID of the names of ports, which many snapshots share
}

// AppendSnapshot appends a snapshot to b: each field of its structs that has a tag
// `wire:"..."`. The names of ports are written apart, by AppendServices; services
// is their ID, which the reader is asked for.
func AppendSnapshot(b []byte, n *model.Snapshot, services uint64) []byte {
	return appendWhole(b, reflect.ValueOf([]written{{*n, services}}))
}

// ReadSnapshot reads what AppendSnapshot wrote, or somebody else: texts are made
// safe, and what would lead a reader of the snapshot astray is an error. services
// gives the names of ports by their ID; nil: there are none.
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
