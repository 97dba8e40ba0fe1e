package flat

import "slices"

// spare is how many items more than needed a slice may always have.
const spare = 4096

// Cap empties a slice so that its memory can hold about n items. It returns nil if the
// memory is far too large.
func Cap[T any](old []T, n int) []T {
	if cap(old) > 4*n+spare {
		return nil
	}
	return old[:0]
}

// Len is a slice of n items in the memory of old. The items are not cleared.
func Len[T any](old []T, n int) []T { return slices.Grow(Cap(old, n), n)[:n] }

// Zeros is a slice of n zeros in the memory of old.
func Zeros[T any](old []T, n int) []T {
	old = Len(old, n)
	clear(old)
	return old
}
