//go:build !race

package e2e

// buildFlags are how the program is built: as the tests are.
var buildFlags []string
