// Package room decides which memory is used again. What is as long as a socket
// table is kept from sample to sample, so that a refresh allocates next to nothing;
// after a peak it must not be kept for ever.
package room

import "slices"

// spare is how many items more than needed do not matter.
const spare = 4096

// Upto is the memory of a slice, empty, for up to about n items; nil where it has
// room for far more than that.
func Upto[T any](old []T, n int) []T {
	if cap(old) > 4*n+spare {
		return nil
	}
	return old[:0]
}

// Of is the memory of a slice for n items; what stands in them means nothing.
func Of[T any](old []T, n int) []T { return slices.Grow(Upto(old, n), n)[:n] }

// Zeros is n zeros, in the memory of a slice.
func Zeros[T any](old []T, n int) []T {
	old = Of(old, n)
	clear(old)
	return old
}
