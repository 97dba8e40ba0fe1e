package order

import (
	"cmp"
	"slices"
)

// short is the number of rows up to which comparing words is faster than counting digits.
const short = 200

// digits sorts by key with a radix sort: digits of eight bits, the lowest first. It
// skips digits in which no key differs. spare is as long as all.
func digits(all, spare []keyed, differ uint64) {
	if len(all) <= short {
		slices.SortFunc(all, func(a, b keyed) int { return cmp.Compare(a.key, b.key) })
		return
	}
	from, to := all, spare
	for shift := 0; shift < 64; shift += 8 {
		if differ>>shift&0xff == 0 {
			continue
		}
		var at [256]int
		for i := range from {
			at[from[i].key>>shift&0xff]++
		}
		sum := 0
		for d, n := range at {
			at[d], sum = sum, sum+n
		}
		for i := range from {
			d := from[i].key >> shift & 0xff
			to[at[d]] = from[i]
			at[d]++
		}
		from, to = to, from
	}
	if &from[0] != &all[0] {
		copy(all, from)
	}
}
