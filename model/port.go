package model

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"

	"berth/model/safe"
)

// PortID is the identity of a port. TCP 53 and UDP 53 are two ports.
type PortID struct {
	NetNS uint32
	Proto Proto
	Port  uint16
}

// Compare orders by port, then by protocol, as people look for ports.
func (a PortID) Compare(b PortID) int {
	return cmp.Or(cmp.Compare(a.Port, b.Port), cmp.Compare(a.Proto, b.Proto), cmp.Compare(a.NetNS, b.NetNS))
}

// Hash is the hash for a flat.Table (Fibonacci hashing).
func (a PortID) Hash() uint64 {
	return (uint64(a.NetNS)<<24 ^ uint64(a.Proto)<<16 ^ uint64(a.Port)) * 0x9e3779b97f4a7c15
}

// Name is the port as people say it: "tcp 8080".
func (id PortID) Name() safe.Text {
	return safe.Format("%s %d", id.Proto, id.Port)
}

// Range is an inclusive range of ports.
type Range struct {
	Low   uint16 `wire:"low"`
	High  uint16 `wire:"high"`
	Known bool   `wire:"known"` // it could be read, and Low <= High
}

// Has reports whether port is in the range.
func (r Range) Has(port uint16) bool { return r.Low <= port && port <= r.High }

// Safe is the range as people write it: "32768-60999".
func (r Range) Safe() safe.Text {
	return safe.Format("%d-%d", r.Low, r.High)
}

// Ports is a set of ports as sorted, disjoint, inclusive ranges.
type Ports []Range

// Has reports whether port is in the set.
func (p Ports) Has(port uint16) bool {
	// There can be up to 32,768 ranges, so search instead of scanning.
	i := sort.Search(len(p), func(i int) bool { return p[i].High >= port })
	return i < len(p) && p[i].Low <= port
}

// usualLow is the first port of the default ephemeral range (32768-60999). It is the
// guess if the range could not be read.
const usualLow = 32768

// Draws reports whether the kernel may choose the port for a connect without bind: it
// is in the ephemeral range and not reserved.
func (k *Kernel) Draws(port uint16) bool {
	if !k.Ephemeral.Known {
		return port >= usualLow
	}
	return k.Ephemeral.Has(port) && !(k.ReservedOK && k.Reserved.Has(port))
}

// ParsePorts parses a set of ports in the kernel's format, like 8080,9000-9010, in any
// order; an empty text is an empty set.
func ParsePorts(text string) (Ports, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return Ports{}, nil
	}
	var ports Ports
	for item := range strings.SplitSeq(text, ",") {
		low, high, isRange := strings.Cut(item, "-")
		if !isRange {
			high = low
		}
		first, err1 := strconv.ParseUint(low, 10, 16)
		last, err2 := strconv.ParseUint(high, 10, 16)
		span, ok := RangeOf(int(first), int(last))
		if err1 != nil || err2 != nil || !ok {
			return nil, fmt.Errorf("no port and no range: %.20q", item)
		}
		ports = append(ports, span)
	}
	return ports.merged(), nil
}

// merged sorts ranges and joins those that touch or overlap.
func (p Ports) merged() Ports {
	slices.SortFunc(p, func(a, b Range) int { return cmp.Compare(a.Low, b.Low) })
	joined := p[:min(1, len(p))]
	for _, next := range p[len(joined):] {
		last := &joined[len(joined)-1]
		if int(next.Low) > int(last.High)+1 {
			joined = append(joined, next)
		} else {
			last.High = max(last.High, next.High)
		}
	}
	return joined
}

// With is the union of the set and more. It does not change p.
func (p Ports) With(more ...Range) Ports {
	return append(slices.Clone(p), more...).merged()
}

// String writes the set as ParsePorts reads it.
func (p Ports) String() string {
	var text []byte
	for i, r := range p {
		if i > 0 {
			text = append(text, ',')
		}
		text = strconv.AppendUint(text, uint64(r.Low), 10)
		if r.High > r.Low {
			text = strconv.AppendUint(append(text, '-'), uint64(r.High), 10)
		}
	}
	return string(text)
}

// RangeOf makes a range of two numbers. Port 0 is not valid.
func RangeOf(low, high int) (Range, bool) {
	if low < 1 || high > 65535 || low > high {
		return Range{}, false
	}
	return Range{Low: uint16(low), High: uint16(high), Known: true}, true
}
