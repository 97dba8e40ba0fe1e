package wire

import (
	"fmt"
	"net/netip"
	"reflect"
	"time"

	"berth/model"
	"berth/model/safe"
)

// The kinds of columns. The kind says how the bytes of a column are read.
const (
	kindNumber  = 'n' // the difference to the previous row
	kindFloat   = 'f'
	kindText    = 't' // index into the list of texts
	kindTime    = 'd' // seconds of all rows, then nanoseconds of all rows
	kindAddress = 'a' // the number of an address; at its first use, the address follows
	kindPrefix  = 'p'
	kindRecord  = 'r' // a table with the same number of rows
	kindList    = 'l' // the length of each list, then one table of all elements
)

// singles are the composite types that are written as one column.
var singles map[reflect.Type]codec

func init() { // an initialiser would be a cycle: the codecs look up others in singles
	singles = map[reflect.Type]codec{
		reflect.TypeFor[safe.Text]():            textCodec,
		reflect.TypeFor[time.Time]():            timeCodec,
		reflect.TypeFor[model.Addr]():           addressCodec,
		reflect.TypeFor[netip.Prefix]():         prefixCodec,
		reflect.TypeFor[model.Figures]():        through(figuresOf, figuresFrom),
		reflect.TypeFor[map[uint32]safe.Text](): through(namesOf, namesFrom),
	}
}

// codecOf finds the codec of a type. It panics if the type has none; every test that
// writes a snapshot would show that.
func codecOf(t reflect.Type) codec {
	if c, ok := singles[t]; ok {
		return c
	}
	switch t.Kind() {
	case reflect.Bool:
		return boolCodec
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return intCodec
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return uintCodec
	case reflect.Float64:
		return floatCodec
	case reflect.Struct:
		of := tableOf(t)
		return codec{kindRecord, of.write, of.read}
	case reflect.Slice:
		return listCodec(t)
	case reflect.Array:
		return arrayCodec(t)
	}
	panic(fmt.Sprintf("wire: no codec for %v", t))
}

// listCodec is the codec of slices.
func listCodec(t reflect.Type) codec {
	return codec{kindList,
		func(e *encoder, r rows) {
			all := reflect.Zero(t)
			for i := range r.n {
				part := r.at(i)
				e.number(uint64(part.Len()))
				if r.n == 1 { // saves the copy of a list of a hundred thousand sockets
					all = part
				} else {
					all = reflect.AppendSlice(all, part)
				}
			}
			tableOf(t.Elem()).write(e, rowsOf(all))
		},
		func(d *decoder, r rows) {
			sizes, sum := make([]int, r.n), 0
			for i := range sizes {
				sizes[i] = int(min(d.number(), maxRows))
				sum = min(sum+sizes[i], maxRows+1)
			}
			all := readSlice(d, t)
			if d.err == nil && all.Len() != sum {
				d.fail(fmt.Errorf("%d rows instead of %d", all.Len(), sum))
			}
			from := 0
			for i := range sizes {
				if to := from + sizes[i]; d.err == nil && sizes[i] > 0 {
					r.at(i).Set(all.Slice3(from, to, to))
					from = to
				}
			}
		},
	}
}

// arrayCodec is the codec of arrays, which are written as lists.
func arrayCodec(t reflect.Type) codec {
	inner := listCodec(reflect.SliceOf(t.Elem()))
	return codec{kindList,
		func(e *encoder, r rows) {
			inner.write(e, rows{r.n, func(i int) reflect.Value {
				list := reflect.MakeSlice(reflect.SliceOf(t.Elem()), t.Len(), t.Len())
				reflect.Copy(list, r.at(i))
				return list
			}})
		},
		func(d *decoder, r rows) {
			lists := reflect.MakeSlice(reflect.SliceOf(reflect.SliceOf(t.Elem())), r.n, r.n)
			inner.read(d, rowsOf(lists))
			for i := range r.n {
				reflect.Copy(r.at(i), lists.Index(i))
			}
		},
	}
}

// through is the codec of a type that is written as a list: list converts a value
// before writing, of converts it back after reading.
func through[T, E any](list func(T) []E, of func([]E) T) codec {
	inner := listCodec(reflect.TypeFor[[]E]())
	return codec{kindList,
		func(e *encoder, r rows) {
			inner.write(e, rows{r.n, func(i int) reflect.Value {
				v, _ := reflect.TypeAssert[T](r.at(i))
				return reflect.ValueOf(list(v))
			}})
		},
		func(d *decoder, r rows) {
			lists := make([][]E, r.n)
			inner.read(d, rowsOf(reflect.ValueOf(lists)))
			for i := range lists {
				r.at(i).Set(reflect.ValueOf(of(lists[i])))
			}
		},
	}
}
