package field

import (
	"math"
	"strconv"
	"strings"
)

// unit is the suffix of a figure, and by how much it multiplies the figure.
type unit struct {
	suffix string
	times  float64
}

// The units that Bytes and Trip write; a figure may also have none.
var (
	byteUnits = []unit{{"k", 1e3}, {"M", 1e6}, {"G", 1e9}, {"T", 1e12}, {"P", 1e15}, {"E", 1e18}, {"", 1}}
	tripUnits = []unit{{"us", 1}, {"ms", 1e3}, {"s", 1e6}, {"", 1}}
)

// measures is the same as numbers, for figures with a unit: 10k, 5.7ms.
func measures[R any](what string, units []unit, any func(r R, test bounds) bool) term[R] {
	mistake := &Mistake{Want: what + ", or with = a range of them"}
	return negatable(func(op Op, value string) (func(R) bool, error) {
		low, high, ranged := strings.Cut(value, "-")
		least, ok := figure(low, units)
		most := least
		if ranged {
			var okHigh bool
			most, okHigh = figure(high, units)
			ok = ok && okHigh && least <= most
		}
		test, fits := compared(op, least, most)
		if !ok || !fits {
			return nil, mistake
		}
		return func(r R) bool { return any(r, test) }, nil
	})
}

// figure parses a decimal number, with or without a fraction, and its unit.
func figure(text string, units []unit) (int64, bool) {
	for _, u := range units {
		digits, ok := strings.CutSuffix(text, u.suffix)
		if !ok || strings.Trim(digits, "0123456789.") != "" {
			continue
		}
		n, err := strconv.ParseFloat(digits, 64)
		n = math.Round(n * u.times)
		return int64(n), err == nil && n < math.MaxInt64
	}
	return 0, false
}
