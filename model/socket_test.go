package model_test

import (
	"net/netip"
	"reflect"
	"slices"
	"testing"
	"unsafe"

	"berth/model"
	"berth/model/scene"
)

func TestSocketIsSmallAndHasNoPointer(t *testing.T) {
	if size := unsafe.Sizeof(model.Socket{}); size > 112 {
		t.Errorf("a socket has %d bytes: a million of them shall fit 112 MB", size)
	}
	for _, path := range pointers(reflect.TypeFor[model.Socket](), "Socket") {
		t.Errorf("%s: the collector would walk every socket", path)
	}
	if found := pointers(reflect.TypeFor[model.Process](), "Process"); len(found) == 0 {
		t.Error("the walk finds no pointer in a type that has some")
	}
}

// pointers are the parts of a type that hold pointers.
func pointers(of reflect.Type, path string) []string {
	switch of.Kind() {
	case reflect.Struct:
		var found []string
		for i := range of.NumField() {
			found = append(found, pointers(of.Field(i).Type, path+"."+of.Field(i).Name)...)
		}
		return found
	case reflect.Array:
		return pointers(of.Elem(), path+"[]")
	case reflect.Pointer, reflect.Slice, reflect.String, reflect.Map, reflect.Interface, reflect.Func, reflect.Chan, reflect.UnsafePointer:
		return []string{path}
	}
	return nil
}

func TestEndpointsAreWrittenAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]string{
		"10.0.0.1:22": "10.0.0.1:22", "0.0.0.0:*": "0.0.0.0:*", "[::]:22": "[::]:22", "[::]:*": "[::]:*",
		"[::ffff:10.0.0.1]:22": "10.0.0.1:22", "[2001:db8::1]:443": "[2001:db8::1]:443",
	} {
		m := scene.Moment("tcp listen " + text)
		if got := m.Sockets[0].Local.Safe().String(); got != want {
			t.Errorf("%s is written %s, want %s", text, got, want)
		}
	}
}

func TestAddressesOrderByFamilyThenValue(t *testing.T) {
	sorted := []string{"0.0.0.0", "9.0.0.1", "10.0.0.1", "::", "::1", "2001:db8::1"}
	var addresses []model.Addr
	for _, s := range sorted {
		addresses = append(addresses, model.AddrFrom(netip.MustParseAddr(s)))
	}
	slices.Reverse(addresses)
	slices.SortFunc(addresses, model.Addr.Compare)
	for i, a := range addresses {
		if a.Safe().String() != sorted[i] {
			t.Errorf("%d is %s, want %s", i, a.Safe(), sorted[i])
		}
		if a.Four() != (i < 3) {
			t.Errorf("%s: Four is %v", a.Safe(), a.Four())
		}
	}
}

func TestSocketIDStaysEqualInTimeWaitAndDiffersForSharedListeners(t *testing.T) {
	n := scene.New(`
		tcp estab 10.0.0.1:80 1.1.1.1:9 inode=5
		tcp time-wait 10.0.0.1:80 1.1.1.1:9 inode=0
		tcp listen 0.0.0.0:80 inode=6
		tcp listen 0.0.0.0:80 inode=7
		tcp estab 10.0.0.1:80 1.1.1.1:9 inode=5 ns=2`)
	if n.Sockets[0].ID() != n.Sockets[1].ID() {
		t.Error("a connection lost its identity on the way to TIME-WAIT")
	}
	if n.Sockets[2].ID() == n.Sockets[3].ID() {
		t.Error("two listeners are one")
	}
	if n.Sockets[0].ID() == n.Sockets[4].ID() {
		t.Error("two namespaces are one")
	}
	if a, b := n.Sockets[2].ID(), n.Sockets[3].ID(); a.Compare(b) >= 0 || b.Compare(a) <= 0 || a.Compare(a) != 0 {
		t.Error("identities have no order")
	}
}
