// Package patience says how long a test waits: as long as the test may run. A shorter
// bound would measure the machine that runs the test, and fail if it is busy.
package patience

import (
	"testing"
	"time"
)

// margin is the time left for reporting the failure and cleaning up.
const margin = 5 * time.Second

// unlimited is how long a test waits if go test has no timeout.
const unlimited = time.Hour

// Of is how long t may still wait: half the time until its deadline, less a margin.
// The other half is for the tests after it, so that one test that hangs does not use
// up the time of all.
func Of(t testing.TB) time.Duration {
	if limited, ok := t.(interface{ Deadline() (time.Time, bool) }); ok {
		if end, set := limited.Deadline(); set {
			return max((time.Until(end)-margin)/2, 0)
		}
	}
	return unlimited
}
