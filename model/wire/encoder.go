package wire

import (
	"encoding/binary"
	"reflect"

	"berth/model/safe"
)

// encoder writes tables. It writes each text once; cells refer to texts by number.
type encoder struct {
	b     []byte
	texts map[safe.Text]uint64
	list  []safe.Text // the texts, by number
}

// appendWhole writes a slice as a table: the version of the format, the length of
// the table, the table, and the texts that its cells refer to.
func appendWhole(b []byte, slice reflect.Value) []byte {
	e := &encoder{b: append(b, codecVersion), texts: map[safe.Text]uint64{}}
	e.sized(func() { tableOf(slice.Type().Elem()).write(e, rowsOf(slice)) })
	e.number(uint64(len(e.list)))
	for _, t := range e.list {
		e.sized(func() { e.b, _ = t.AppendBinary(e.b) })
	}
	return e.b
}

// sized writes a part after its length, which takes four bytes.
func (e *encoder) sized(write func()) {
	e.b = append(e.b, 0, 0, 0, 0)
	from := len(e.b)
	write()
	binary.LittleEndian.PutUint32(e.b[from-4:], uint32(len(e.b)-from))
}

func (e *encoder) number(n uint64) { e.b = binary.AppendUvarint(e.b, n) }

func (e *encoder) name(s string) {
	e.number(uint64(len(s)))
	e.b = append(e.b, s...)
}

func (e *encoder) text(t safe.Text) {
	n, known := e.texts[t]
	if !known {
		n = uint64(len(e.list))
		e.texts[t] = n
		e.list = append(e.list, t)
	}
	e.number(n)
}
