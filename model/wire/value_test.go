package wire_test

import (
	"bytes"
	"testing"

	"berth/model/field"
	"berth/model/moment"
	"berth/model/row"
	"berth/model/wire"
)

// alike compares the JSON of every fact with that of encoding/json.
func alike[R any](t *testing.T, table []field.Field[R], rows []R) {
	t.Helper()
	for i := range table {
		f := &table[i]
		for _, r := range rows {
			known := f.Known(r)
			if known == nil {
				continue
			}
			var want bytes.Buffer
			if err := wire.Encode(&want, map[string]any{f.Name: known}); err != nil {
				t.Fatal(err)
			}
			if got := wire.AppendRow(nil, []*field.Field[R]{f}, r); string(got)+"\n" != want.String() {
				t.Errorf("%s is %s, as encoding/json writes it %s", f.Name, got, &want)
			}
		}
	}
}

func TestRowsAreWrittenAsEncodingJSONWouldWriteThem(t *testing.T) {
	m := flowing()
	alike(t, field.Sockets, moment.Conns(m, nil, true))
	alike(t, field.Ports, row.ByPort(m, nil))
	alike(t, field.Processes, row.ByProcess(m, nil))
	alike(t, field.States, row.ByState(m, nil))
	alike(t, field.Budgets, row.ByPool(m, nil))
}
