//go:build !race

package dash

// refreshLimit is what a refresh may allocate, as a multiple of its socket table.
const refreshLimit = 1.3
