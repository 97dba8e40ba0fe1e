package worlds

import (
	"testing"
	"time"

	"berth/model/patience"
)

// Until waits until ok returns true. It fails if that takes longer than the test may wait.
func Until(t testing.TB, what string, ok func() bool) {
	t.Helper()
	if !Eventually(t, ok) {
		t.Fatalf("timed out waiting for %s", what)
	}
}

// Eventually waits as Until does, and returns false on a timeout. It is for tests with a better error
// message.
func Eventually(t testing.TB, ok func() bool) bool {
	over := time.After(patience.Of(t))
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for !ok() {
		select {
		case <-over:
			return ok()
		case <-look.C:
		}
	}
	return true
}
