//go:build !race

package e2e

// buildFlags and buildEnv are how the program is built: as it is released.
var (
	buildFlags []string
	buildEnv   = []string{"CGO_ENABLED=0"}
)
