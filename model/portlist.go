package model

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

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

// With is the union of the set and more; p does not change.
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

// RangeOf makes a range of two numbers; port 0 is none.
func RangeOf(low, high int) (Range, bool) {
	if low < 1 || high > 65535 || low > high {
		return Range{}, false
	}
	return Range{Low: uint16(low), High: uint16(high), Known: true}, true
}
