package wire

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
)

// rows are values of one type, wherever they are.
type rows struct {
	n  int
	at func(int) reflect.Value
}

// rowsOf are the elements of a slice or an array.
func rowsOf(list reflect.Value) rows { return rows{list.Len(), list.Index} }

// table is how rows of a struct are written and read back: a column for each field,
// under the name of its tag `wire:"..."`; a field with the tag "-" is left out.
//
// A table says of itself how many rows and columns it has, and of each column its
// name, its kind and its length. A reader skips columns that it does not know, and
// leaves zero what is not there, so that facts may come and go within a version.
type table []column

// column is one fact of all rows.
type column struct {
	name  string
	field int // of the struct; -1: the row itself, which is no struct
	codec
}

func (c *column) of(r rows) rows {
	if c.field < 0 {
		return r
	}
	return rows{r.n, func(i int) reflect.Value { return r.at(i).Field(c.field) }}
}

// codec is how values of one type are columns. Each row takes at least a byte.
type codec struct {
	kind  byte
	write func(*encoder, rows)
	read  func(*decoder, rows)
}

var tables sync.Map // of each type: table

// tableOf is the table of a type of rows.
func tableOf(t reflect.Type) table {
	if known, ok := tables.Load(t); ok {
		return known.(table)
	}
	var made table
	if _, single := singles[t]; single || t.Kind() != reflect.Struct {
		made = table{{"value", -1, codecOf(t)}}
	} else {
		for i := range t.NumField() {
			if name := t.Field(i).Tag.Get("wire"); name != "" && name != "-" {
				made = append(made, column{name, i, codecOf(t.Field(i).Type)})
			}
		}
	}
	tables.Store(t, made)
	return made
}

func (t table) write(e *encoder, r rows) {
	e.number(uint64(r.n))
	if r.n == 0 {
		return
	}
	e.number(uint64(len(t)))
	for i := range t {
		e.name(t[i].name)
		e.b = append(e.b, t[i].kind)
		e.sized(func() { t[i].write(e, t[i].of(r)) })
	}
}

// readSlice reads a table of any number of rows into a slice of its own.
func readSlice(d *decoder, slice reflect.Type) reflect.Value {
	n := d.number()
	if n == 0 || d.err != nil || !d.take(n, slice.Elem().Size()) {
		return reflect.Zero(slice)
	}
	list := reflect.MakeSlice(slice, int(n), int(n))
	tableOf(slice.Elem()).readColumns(d, rowsOf(list))
	return list
}

// read reads a table that has as many rows as there are.
func (t table) read(d *decoder, r rows) {
	n := d.number()
	switch {
	case d.err != nil:
	case n != uint64(r.n):
		d.fail(fmt.Errorf("%d rows, and not %d", n, r.n))
	case n > 0:
		t.readColumns(d, r)
	}
}

func (t table) readColumns(d *decoder, r rows) {
	if d.depth++; d.depth > maxDepth {
		d.fail(fmt.Errorf("tables stand deeper than %d in each other", maxDepth))
	}
	for columns := d.number(); columns > 0 && d.err == nil; columns-- {
		name := string(d.bytes(d.number()))
		kind, cells := d.byte(), d.sized()
		at := slices.IndexFunc(t, func(c column) bool { return c.name == name })
		if at < 0 || d.err != nil { // one that a later berth has
			continue
		}
		rest := d.b
		d.b = cells
		t[at].readWhole(d, kind, r)
		if d.err != nil {
			d.err = fmt.Errorf("%s: %w", name, d.err)
			return
		}
		d.b = rest
	}
	d.depth--
}

// readWhole reads what is left of the data as a column.
func (c *column) readWhole(d *decoder, kind byte, r rows) {
	switch {
	case kind != c.kind:
		d.fail(errors.New("it is of another kind"))
	case len(d.b) < r.n:
		d.fail(errShort)
	default:
		c.read(d, c.of(r))
	}
	if d.err == nil && len(d.b) > 0 {
		d.fail(fmt.Errorf("%d bytes stand behind its end", len(d.b)))
	}
}
