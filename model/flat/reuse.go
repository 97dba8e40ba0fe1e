package flat

import "slices"

// spare is how many items more than needed do not matter.
const spare = 4096

// Cap is the memory of a slice, empty, for up to about n items; nil where it has
// room for far more than that.
func Cap[T any](old []T, n int) []T {
	if cap(old) > 4*n+spare {
		return nil
	}
	return old[:0]
}

// Len is the memory of a slice for n items; what stands in them means nothing.
func Len[T any](old []T, n int) []T { return slices.Grow(Cap(old, n), n)[:n] }

// Zeros is n zeros, in the memory of a slice.
func Zeros[T any](old []T, n int) []T {
	old = Len(old, n)
	clear(old)
	return old
}
