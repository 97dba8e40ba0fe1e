package wire_test

import (
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"berth/model"
	"berth/model/safe"
	"berth/model/scene"
	"berth/model/wire"
)

// same compares snapshots by value. It ignores time zones, and takes an empty list or
// map and a missing one as equal.
var same = cmp.Options{
	cmp.Comparer(func(a, b safe.Text) bool { return a == b }),
	cmp.Comparer(func(a, b netip.Prefix) bool { return a == b }),
	cmpopts.EquateEmpty(),
}

// roundTrip writes a snapshot and reads it back.
func roundTrip(t *testing.T, n *model.Snapshot) *model.Snapshot {
	t.Helper()
	id := wire.ServicesID(n.Services)
	got, err := wire.ReadSnapshot(wire.AppendSnapshot(nil, n, id), func(asked uint64) model.Services {
		if asked != id {
			t.Errorf("asked for the names %d, and not %d", asked, id)
		}
		return n.Services
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestSnapshotOfAHundredThousandSocketsComesBackEqual(t *testing.T) {
	n := busy(100_000).Snapshot
	n.Flows = make([]model.Flow, len(n.Sockets))
	for i := range n.Sockets {
		n.Sockets[i].Cookie = uint64(i) * 7
		n.Flows[i] = model.Flow{Received: uint64(i), Sent: 1 << 60, RTT: 40, Known: true}
	}
	got := roundTrip(t, n)
	if !slices.Equal(got.Sockets, n.Sockets) || !slices.Equal(got.Flows, n.Flows) || !slices.Equal(got.Holders, n.Holders) {
		t.Error("sockets, flows or holders are others")
	}
	got.Sockets, got.Flows, got.Holders = n.Sockets[:1], n.Flows[:1], n.Holders[:1] // compared above, in less time
	n.Sockets, n.Flows, n.Holders = n.Sockets[:1], n.Flows[:1], n.Holders[:1]
	if diff := cmp.Diff(n, got, same); diff != "" {
		t.Error(diff)
	}
}

// apart are the fields of a snapshot that are not written with it: service names have
// a format of their own.
var apart = map[string]bool{"Services": true}

// fill sets every fact inside a value to something other than zero. Neighbours differ,
// except for the smallest integers.
func fill(v reflect.Value, last *int64) {
	*last++
	switch v.Interface().(type) {
	case safe.Text:
		v.Set(reflect.ValueOf(safe.Sanitise("text \x1b\xff " + time.Duration(*last).String())))
		return
	case time.Time:
		v.Set(reflect.ValueOf(time.Unix(*last, *last)))
		return
	case netip.Prefix:
		v.Set(reflect.ValueOf(netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 1, 2, byte(*last)}), 20)))
		return
	}
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Uint8:
		v.SetUint(1) // valid for every state, protocol and status
	case reflect.Uint, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(uint64(*last))
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(*last)
	case reflect.Float64:
		v.SetFloat(float64(*last))
	case reflect.Struct:
		for i := range v.NumField() {
			if !apart[v.Type().Field(i).Name] {
				fill(v.Field(i), last)
			}
		}
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), last)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 3, 3))
		for i := range v.Len() {
			fill(v.Index(i), last)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range 3 {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			fill(key, last)
			fill(value, last)
			v.SetMapIndex(key, value)
		}
	}
}

// full is a snapshot in which no fact is zero.
func full() *model.Snapshot {
	n, last := new(model.Snapshot), int64(0)
	fill(reflect.ValueOf(n).Elem(), &last)
	n.Holders = []uint32{2, 0, 1}
	for i := range n.Sockets {
		n.Sockets[i].FirstOwner, n.Sockets[i].OwnerCount = uint32(i), 1
		n.Sockets[i].Space, n.Sockets[i].NetNS = uint32(i), n.Spaces[i].ID.Inode
	}
	n.Services = model.Services{{Proto: model.UDP, Port: 53}: safe.Say("domain")}
	return n
}

// TestEveryFactOfASnapshotComesBack fails if a field of a struct has no tag.
func TestEveryFactOfASnapshotComesBack(t *testing.T) {
	n := full()
	if diff := cmp.Diff(n, roundTrip(t, n), same); diff != "" {
		t.Error(diff)
	}
}

func TestEmptySnapshotComesBack(t *testing.T) {
	for _, n := range []*model.Snapshot{{}, scene.New(""), scene.New(harbour)} {
		if diff := cmp.Diff(n, roundTrip(t, n), same); diff != "" {
			t.Error(diff)
		}
	}
}

func TestServiceNamesComeBack(t *testing.T) {
	names := scene.New("").Services
	got, err := wire.ReadServices(wire.AppendServices(nil, names))
	if err != nil || len(names) == 0 {
		t.Fatal(len(names), err)
	}
	if diff := cmp.Diff(names, got, same); diff != "" {
		t.Error(diff)
	}
	if a, b := wire.ServicesID(names), wire.ServicesID(model.Services{}); a == b {
		t.Error("all names and none have the same ID")
	}
}

func TestSnapshotWithAWrongIndexOrRangeIsRefused(t *testing.T) {
	for want, spoil := range map[string]func(*model.Snapshot){
		"holders 2 to 4 of 3":                 func(n *model.Snapshot) { n.Sockets[2].OwnerCount = 2 },
		"process 3 of 3":                      func(n *model.Snapshot) { n.Holders[1] = 3 },
		"process 0 has the number -1":         func(n *model.Snapshot) { n.Processes[0].ID.PID = -1 },
		"2 flows of 3 sockets":                func(n *model.Snapshot) { n.Flows = n.Flows[:2] },
		"protocol 2":                          func(n *model.Snapshot) { n.Sockets[1].Proto = model.Protos },
		"network namespace 3 of 3":            func(n *model.Snapshot) { n.Sockets[1].Space = 3 },
		"network namespace 9, and not":        func(n *model.Snapshot) { n.Sockets[1].NetNS = 9 },
		"owner 6":                             func(n *model.Snapshot) { n.Sockets[1].Owner = model.OwnerStatuses },
		"ports 2 to 1":                        func(n *model.Snapshot) { n.Spaces[2].Kernel.Ephemeral = model.Range{Low: 2, High: 1, Known: true} },
		"reserved ports 5 to 6 behind 5":      func(n *model.Snapshot) { n.Own().Kernel.Reserved = model.Ports{{Low: 1, High: 5}, {Low: 5, High: 6}} },
		"taken: -70000000000 is out of range": func(n *model.Snapshot) { n.Taken = time.Unix(-70000000000, 0) },
		"load: value: NaN is out of range":    func(n *model.Snapshot) { n.Host.Load[1] = nan },
		"a text has 20480 bytes":              func(n *model.Snapshot) { n.Backend = safe.Sanitise(strings.Repeat("x", 20<<10)) },
	} {
		n := full()
		for i := range n.Spaces {
			n.Spaces[i].Kernel.Ephemeral, n.Spaces[i].Kernel.Reserved = model.Range{}, nil
		}
		spoil(n)
		_, err := wire.ReadSnapshot(wire.AppendSnapshot(nil, n, 0), nil)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestUnknownColumnsAreSkipped(t *testing.T) {
	n := full()
	b := wire.AppendSnapshot(nil, n, 0)
	for _, name := range []string{"cgroup", "rttvar", "figures", "gaps"} { // another version of berth may have other names
		at := strings.Index(string(b), name)
		copy(b[at:], strings.ToUpper(name))
	}
	got, err := wire.ReadSnapshot(b, nil)
	if err != nil {
		t.Fatal(err)
	}
	n.Gaps, n.Services = nil, nil
	for i := range n.Spaces {
		n.Spaces[i].Kernel.Figures = model.Figures{}
	}
	for i := range n.Sockets {
		n.Sockets[i].Cgroup, n.Flows[i].Vary = 0, 0
	}
	if diff := cmp.Diff(n, got, same); diff != "" {
		t.Error(diff)
	}
}

func TestTruncatedSnapshotIsAnErrorInOneLine(t *testing.T) {
	b := wire.AppendSnapshot(nil, full(), 0)
	for i := range b {
		if _, err := wire.ReadSnapshot(b[:i], nil); err == nil || strings.Contains(err.Error(), "\n") {
			t.Fatalf("%d of %d bytes: %v", i, len(b), err)
		}
	}
	if _, err := wire.ReadSnapshot(append(b, 0), nil); err == nil {
		t.Error("a byte more is no error")
	}
}
