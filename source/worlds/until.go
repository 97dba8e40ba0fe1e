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
	timeout := time.After(patience.Of(t))
	ticker := time.NewTicker(time.Millisecond)
	defer ticker.Stop()
	for !ok() {
		select {
		case <-timeout:
			return ok()
		case <-ticker.C:
		}
	}
	return true
}
