//go:build !race

package e2e

// buildFlags and buildEnv build the program as it is released.
var (
	buildFlags []string
	buildEnv   = []string{"CGO_ENABLED=0"}
)
