//go:build race

package e2e

// buildFlags and buildEnv are how the program is built: as the tests are.
var (
	buildFlags = []string{"-race"}
	buildEnv   []string
)
