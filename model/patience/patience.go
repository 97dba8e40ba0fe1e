// Package patience says how long a test waits: as long as the test may run. A
// shorter bound judges the machine that runs the test, and fails when that
// machine is busy.
package patience

import (
	"testing"
	"time"
)

// margin is what is left to report the failure and to clean up.
const margin = 5 * time.Second

// unlimited is how long a test waits where no timeout was set.
const unlimited = time.Hour

// Of is how long t may still wait: half of the time until its deadline, less a
// margin. The other half is for the tests behind it: one that hangs must not take
// the time of all.
func Of(t testing.TB) time.Duration {
	if limited, ok := t.(interface{ Deadline() (time.Time, bool) }); ok {
		if end, set := limited.Deadline(); set {
			return max((time.Until(end)-margin)/2, 0)
		}
	}
	return unlimited
}
