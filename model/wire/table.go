package wire

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
)

// rows gives access to values of one type.
type rows struct {
	n  int
	at func(int) reflect.Value
}

// rowsOf are the elements of a slice or an array.
func rowsOf(list reflect.Value) rows { return rows{list.Len(), list.Index} }

// table describes how rows of a struct are written and read back: one column for
// each field with a tag `wire:"name"`.
//
// In the data a table begins with its numbers of rows and columns, and each column
// with its name, kind and length. A reader skips columns it does not know and
// leaves missing ones zero, so columns can be added and removed within a version.
type table []column

// column is one fact of all rows.
type column struct {
	name  string
	field int // index in the struct; -1: the row itself, if rows are not structs
	codec
}

func (c *column) of(r rows) rows {
	if c.field < 0 {
		return r
	}
	return rows{r.n, func(i int) reflect.Value { return r.at(i).Field(c.field) }}
}

// codec writes and reads the values of one type as a column. Every row takes at least
// one byte: so the length of the data limits the number of rows.
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

// readSlice reads a table of any number of rows into a new slice.
func readSlice(d *decoder, slice reflect.Type) reflect.Value {
	n := d.number()
	if n == 0 || d.err != nil || !d.take(n, slice.Elem().Size()) {
		return reflect.Zero(slice)
	}
	list := reflect.MakeSlice(slice, int(n), int(n))
	tableOf(slice.Elem()).readColumns(d, rowsOf(list))
	return list
}

// read reads a table into rows that exist already; their number must match.
func (t table) read(d *decoder, r rows) {
	n := d.number()
	switch {
	case d.err != nil:
	case n != uint64(r.n):
		d.fail(fmt.Errorf("%d rows instead of %d", n, r.n))
	case n > 0:
		t.readColumns(d, r)
	}
}

func (t table) readColumns(d *decoder, r rows) {
	if d.depth++; d.depth > maxDepth {
		d.fail(fmt.Errorf("tables are nested deeper than %d", maxDepth))
	}
	for columns := d.number(); columns > 0 && d.err == nil; columns-- {
		name := string(d.bytes(d.number()))
		kind, cells := d.byte(), d.sized()
		at := slices.IndexFunc(t, func(c column) bool { return c.name == name })
		if at < 0 || d.err != nil { // a column of a newer version
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

// readWhole reads all of the remaining data as a column.
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
		d.fail(fmt.Errorf("%d bytes follow its end", len(d.b)))
	}
}
