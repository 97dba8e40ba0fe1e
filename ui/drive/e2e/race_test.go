//go:build race

package e2e

// buildFlags and buildEnv build the program with the race detector, like the tests.
var (
	buildFlags = []string{"-race"}
	buildEnv   []string
)
