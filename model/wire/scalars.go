package wire

import (
	"encoding/binary"
	"fmt"
	"math"
	"net/netip"
	"reflect"
	"time"

	"berth/model"
	"berth/model/safe"
)

var uintCodec = codec{kindNumber,
	func(e *encoder, r rows) { differences(e, r.n, func(i int) uint64 { return r.at(i).Uint() }) },
	func(d *decoder, r rows) {
		sums(d, r.n, func(i int, n uint64) bool {
			v := r.at(i)
			v.SetUint(n)
			return v.Uint() == n
		})
	},
}

var intCodec = codec{kindNumber,
	func(e *encoder, r rows) { differences(e, r.n, func(i int) uint64 { return uint64(r.at(i).Int()) }) },
	func(d *decoder, r rows) {
		sums(d, r.n, func(i int, n uint64) bool {
			v := r.at(i)
			v.SetInt(int64(n))
			return v.Int() == int64(n)
		})
	},
}

var boolCodec = codec{kindNumber,
	func(e *encoder, r rows) {
		differences(e, r.n, func(i int) uint64 {
			if r.at(i).Bool() {
				return 1
			}
			return 0
		})
	},
	func(d *decoder, r rows) {
		sums(d, r.n, func(i int, n uint64) bool {
			r.at(i).SetBool(n == 1)
			return n <= 1
		})
	},
}

// differences writes the difference of each number to the previous one. Differences
// are small for numbers that the kernel counts up.
func differences(e *encoder, n int, at func(int) uint64) {
	before := uint64(0)
	for i := range n {
		now := at(i)
		d := int64(now - before)
		e.number(uint64(d<<1) ^ uint64(d>>63)) // zigzag: small for small negative differences too
		before = now
	}
}

// sums reads numbers written by differences. set reports whether a number fits.
func sums(d *decoder, n int, set func(int, uint64) bool) {
	sum := uint64(0)
	for i := range n {
		z := d.number()
		sum += uint64(int64(z>>1) ^ -int64(z&1))
		if !set(i, sum) {
			d.fail(fmt.Errorf("%d is out of range", int64(sum)))
		}
		if d.err != nil {
			return
		}
	}
}

var floatCodec = codec{kindFloat,
	func(e *encoder, r rows) {
		for i := range r.n {
			e.b = binary.LittleEndian.AppendUint64(e.b, math.Float64bits(r.at(i).Float()))
		}
	},
	func(d *decoder, r rows) {
		for i := range r.n {
			bits := d.bytes(8)
			if d.err != nil {
				return
			}
			f := math.Float64frombits(binary.LittleEndian.Uint64(bits))
			if math.IsNaN(f) || math.IsInf(f, 0) {
				d.fail(fmt.Errorf("%v is out of range", f))
			}
			r.at(i).SetFloat(f)
		}
	},
}

var textCodec = codec{kindText,
	func(e *encoder, r rows) {
		for i := range r.n {
			text, _ := reflect.TypeAssert[safe.Text](r.at(i))
			e.text(text)
		}
	},
	func(d *decoder, r rows) {
		for i := range r.n {
			r.at(i).Set(reflect.ValueOf(d.text()))
		}
	},
}

// The seconds of the years 1 to 9999; other years cannot be formatted.
const firstSecond, lastSecond = -62135596800, 253402300799

// timeCodec drops the time zone and the monotonic reading.
var timeCodec = codec{kindTime,
	func(e *encoder, r rows) {
		differences(e, r.n, func(i int) uint64 { t, _ := reflect.TypeAssert[time.Time](r.at(i)); return uint64(t.Unix()) })
		for i := range r.n {
			t, _ := reflect.TypeAssert[time.Time](r.at(i))
			e.number(uint64(t.Nanosecond()))
		}
	},
	func(d *decoder, r rows) {
		seconds := make([]int64, r.n)
		sums(d, r.n, func(i int, n uint64) bool {
			seconds[i] = int64(n)
			return firstSecond <= int64(n) && int64(n) <= lastSecond
		})
		for i := range seconds {
			nano := d.number()
			if nano >= 1e9 {
				d.fail(fmt.Errorf("%d nanoseconds are out of range", nano))
			}
			if d.err == nil && (seconds[i] != firstSecond || nano != 0) { // that would be the zero time
				r.at(i).Set(reflect.ValueOf(time.Unix(seconds[i], int64(nano))))
			}
		}
	},
}

// addressCodec writes each address once, and its number in every row.
var addressCodec = codec{kindAddress,
	func(e *encoder, r rows) {
		numbers := map[model.Addr]uint64{}
		for i := range r.n {
			a, _ := reflect.TypeAssert[model.Addr](r.at(i))
			n, known := numbers[a]
			if !known {
				n = uint64(len(numbers))
				numbers[a] = n
			}
			e.number(n)
			if !known {
				e.b = append(e.b, a[:]...)
			}
		}
	},
	func(d *decoder, r rows) {
		var known []model.Addr
		for i := range r.n {
			n := d.number()
			if n == uint64(len(known)) {
				if bytes := d.bytes(16); bytes != nil {
					known = append(known, model.Addr(bytes))
				}
			}
			if n >= uint64(len(known)) {
				d.fail(fmt.Errorf("address %d of %d", n, len(known)))
				return
			}
			reflect.Copy(r.at(i), reflect.ValueOf(known[n][:]))
		}
	},
}

// prefixCodec writes the length of the address, the address, and the prefix length.
var prefixCodec = codec{kindPrefix,
	func(e *encoder, r rows) {
		for i := range r.n {
			p, _ := reflect.TypeAssert[netip.Prefix](r.at(i))
			e.name(string(p.Addr().AsSlice()))
			e.number(uint64(p.Bits() + 1)) // Bits is -1 for an invalid prefix
		}
	},
	func(d *decoder, r rows) {
		for i := range r.n {
			raw, bits := d.bytes(d.number()), d.number()
			if d.err != nil || len(raw) == 0 && bits == 0 {
				continue
			}
			a, ok := netip.AddrFromSlice(raw)
			p := netip.PrefixFrom(a, int(min(bits, math.MaxInt16))-1)
			if !ok || !p.IsValid() {
				d.fail(fmt.Errorf("network %d is invalid", i))
				return
			}
			r.at(i).Set(reflect.ValueOf(p))
		}
	},
}
