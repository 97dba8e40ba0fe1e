// Package room decides which memory is used again. What is as long as a socket
// table is kept from sample to sample, so that a refresh allocates next to nothing;
// after a peak it must not be kept for ever.
package room

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
