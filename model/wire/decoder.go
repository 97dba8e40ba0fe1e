package wire

import (
	"encoding/binary"
	"errors"
	"fmt"
	"unsafe"

	"berth/model/safe"
)

// The limits of a decoder. They hold whatever sizes the data claim.
const (
	maxRows  = 4_000_000
	maxText  = 16 << 10
	maxDepth = 8
	// maxGrowth is how many bytes of memory one byte of data may take. A socket takes
	// five times its data, the smallest process about thirty times.
	maxGrowth = 64
)

var errShort = errors.New("it ends too early")

// decoder reads tables. It keeps the first error in err, and reads only zeros after it.
type decoder struct {
	b      []byte
	texts  []safe.Text
	memory uint64 // bytes that may still be allocated
	depth  int
	err    error
}

// readWhole reads data written by appendWhole.
func readWhole(b []byte, body func(*decoder)) error {
	d := &decoder{b: b, memory: maxGrowth * uint64(len(b))}
	if version := d.byte(); d.err == nil && version != codecVersion {
		return fmt.Errorf("version %d of the format is unknown; this berth reads version %d", version, codecVersion)
	}
	inner := d.sized()
	d.readTexts()
	if d.err == nil && len(d.b) > 0 {
		return fmt.Errorf("%d bytes follow its end", len(d.b))
	}
	d.b = inner
	if d.err == nil {
		body(d)
	}
	return d.err
}

func (d *decoder) readTexts() {
	n := d.number()
	if n > uint64(len(d.b)) || !d.take(n, unsafe.Sizeof(safe.Text{})) {
		d.fail(errShort)
		return
	}
	d.texts = make([]safe.Text, n)
	for i := range d.texts {
		text := d.sized()
		if len(text) > maxText {
			d.fail(fmt.Errorf("a text has %d bytes", len(text)))
		}
		if d.err != nil {
			return
		}
		_ = d.texts[i].UnmarshalBinary(text) // it never fails
	}
}

func (d *decoder) fail(err error) {
	if d.err == nil {
		d.err = err
	}
	d.b = nil
}

// take reserves memory for n values of a size. It fails if the data are too short for
// so many.
func (d *decoder) take(n uint64, size uintptr) bool {
	if n > maxRows || n*uint64(size) > d.memory {
		d.fail(fmt.Errorf("%d rows are more than its length allows", n))
		return false
	}
	d.memory -= n * uint64(size)
	return true
}

func (d *decoder) byte() byte {
	if len(d.b) == 0 {
		d.fail(errShort)
		return 0
	}
	first := d.b[0]
	d.b = d.b[1:]
	return first
}

func (d *decoder) number() uint64 {
	if len(d.b) > 0 && d.b[0] < 0x80 { // most numbers fit into one byte
		n := d.b[0]
		d.b = d.b[1:]
		return uint64(n)
	}
	n, size := binary.Uvarint(d.b)
	if size <= 0 {
		d.fail(errShort)
		return 0
	}
	d.b = d.b[size:]
	return n
}

func (d *decoder) bytes(n uint64) []byte {
	if n > uint64(len(d.b)) {
		d.fail(errShort)
		return nil
	}
	part := d.b[:n:n]
	d.b = d.b[n:]
	return part
}

// sized reads a part written by encoder.sized.
func (d *decoder) sized() []byte {
	size := d.bytes(4)
	if size == nil {
		return nil
	}
	return d.bytes(uint64(binary.LittleEndian.Uint32(size)))
}

func (d *decoder) text() safe.Text {
	n := d.number()
	if n >= uint64(len(d.texts)) {
		d.fail(fmt.Errorf("text %d of %d", n, len(d.texts)))
		return safe.Text{}
	}
	return d.texts[n]
}
