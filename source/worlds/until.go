package worlds

import (
	"testing"
	"time"

	"berth/model/patience"
)

// Until waits until ok is true. It fails the test where that takes longer than
// the test may wait, and says what it waited for.
func Until(t testing.TB, what string, ok func() bool) {
	t.Helper()
	if !Eventually(t, ok) {
		t.Fatalf("waited in vain for %s", what)
	}
}

// Eventually reports whether ok becomes true as long as the test may wait; for
// tests that have more to say than Until when it does not.
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
