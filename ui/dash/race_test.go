//go:build race

package dash

// refreshLimit is what a refresh may allocate, as a multiple of its socket table. The
// race detector allocates for itself.
const refreshLimit = 1.6
