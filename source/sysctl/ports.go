package sysctl

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"berth/model"
)

// longest is more than the kernel can print of a set of ports: its worst is
// every second port, 32,768 numbers of at most five digits and a comma.
const longest = 256 << 10

// ports reads a set of ports. The kernel prints it into the first read(2) alone
// and cuts it to the size of that read without a word, so neither procfs (128
// bytes) nor os.ReadFile (512 bytes at first) would see all of it.
func (r *reader) ports(name, path string) (model.Ports, bool) {
	text, err := readOnce(filepath.Join(r.root, path))
	if err == nil {
		var ports model.Ports
		if ports, err = parsePorts(text); err == nil {
			return ports, true
		}
	}
	r.gap(name, err)
	return nil, false
}

func readOnce(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	text := make([]byte, longest)
	n, err := f.Read(text)
	switch {
	case errors.Is(err, io.EOF):
		return "", nil
	case err == nil && n == longest:
		return "", errors.New("longer than any set of ports")
	}
	return string(text[:n]), err
}

// parsePorts reads a list like 8080,9000-9010 in any order; an empty one is
// an empty set.
func parsePorts(text string) (model.Ports, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return model.Ports{}, nil
	}
	var ports model.Ports
	for item := range strings.SplitSeq(text, ",") {
		low, high, isRange := strings.Cut(item, "-")
		if !isRange {
			high = low
		}
		first, err1 := strconv.ParseUint(low, 10, 16)
		last, err2 := strconv.ParseUint(high, 10, 16)
		span, ok := portRange(int(first), int(last))
		if err1 != nil || err2 != nil || !ok {
			return nil, fmt.Errorf("no port and no range: %.20q", item)
		}
		ports = append(ports, span)
	}
	return merged(ports), nil
}

// merged sorts ranges and joins those that touch or overlap.
func merged(ports model.Ports) model.Ports {
	slices.SortFunc(ports, func(a, b model.Range) int { return cmp.Compare(a.Low, b.Low) })
	joined := ports[:1]
	for _, next := range ports[1:] {
		last := &joined[len(joined)-1]
		if int(next.Low) > int(last.High)+1 {
			joined = append(joined, next)
		} else {
			last.High = max(last.High, next.High)
		}
	}
	return joined
}

// portRange makes a range of two numbers; port 0 is none.
func portRange(low, high int) (model.Range, bool) {
	if low < 1 || high > 65535 || low > high {
		return model.Range{}, false
	}
	return model.Range{Low: uint16(low), High: uint16(high), Known: true}, true
}
