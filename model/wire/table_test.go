package wire

import (
	"reflect"
	"strings"
	"testing"

	"berth/model"
	"berth/model/safe"
)

// space is a row with a list, names and figures, as the rows of network namespaces are.
type space struct {
	Name     safe.Text            `wire:"name"`
	Kernel   model.Kernel         `wire:"kernel"`
	Devices  map[uint32]safe.Text `wire:"devices"`
	Address  model.Addresses      `wire:"addresses"`
	Numbers  [][]int64            `wire:"numbers"`
	Unsigned [2]uint8             `wire:"unsigned"`
}

func readSpaces(b []byte) (list []space, err error) {
	err = readWhole(b, func(d *decoder) { list, _ = reflect.TypeAssert[[]space](readSlice(d, reflect.TypeFor[[]space]())) })
	return list, err
}

func TestRowsDoNotShareTheirLists(t *testing.T) {
	spaces := make([]space, 3)
	for i := range spaces {
		s := &spaces[i]
		s.Name = safe.Number(i)
		s.Kernel.Unprivileged = model.Reading{Value: -int64(i), Known: true}
		s.Kernel.Figures[model.Opens].Value = int64(100 * i)
		s.Devices = map[uint32]safe.Text{uint32(i): safe.Say("eth0"), 7: safe.Number(i)}
		s.Unsigned = [2]uint8{uint8(i), 255}
		for port := range uint16(i) {
			s.Kernel.Reserved = append(s.Kernel.Reserved, model.Range{Low: port, High: port + 1})
			s.Numbers = append(s.Numbers, []int64{int64(port), -1 << 63})
		}
	}
	got, err := readSpaces(appendWhole(nil, reflect.ValueOf(spaces)))
	if err != nil || !reflect.DeepEqual(got, spaces) {
		t.Errorf("got %v, %v, want %v", got, err, spaces)
	}
}

// bytesOf is the data of a table without texts, as an attacker may write them.
func bytesOf(table string) []byte {
	return []byte("\x01" + string([]byte{byte(len(table)), byte(len(table) >> 8), 0, 0}) + table + "\x00")
}

func TestFalseRowCountsAreErrors(t *testing.T) {
	for table, want := range map[string]string{
		"\xff\xff\xff\xff\x0f\x01":                      "4294967295 rows are more than its length allows",
		"\x80\x02\x01":                                  "256 rows are more than its length allows",
		"\x01\x01\x04name":                              "it ends too early",
		"\x01\x01\x04namen\x01\x00\x00\x00\x00":         "name: it is of another kind",
		"\x01\x01\x04namet\x01\x00\x00\x00\x00":         "name: text 0 of 0",
		"\x01\x01\x08unsignedl\x02\x00\x00\x00\x03\x00": "unsigned: 0 rows instead of 3",
		"\x01\x01\x06kernelr\x01\x00\x00\x00\x02":       "kernel: 2 rows instead of 1",
		"\x01\x01\x08unsignedl\x10\x00\x00\x00\x01\x01\x01\x05valuen\x02\x00\x00\x00\x80\x08": "unsigned: value: 512 is out of range",
	} {
		if _, err := readSpaces(bytesOf(table)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", table, err, want)
		}
	}
}
