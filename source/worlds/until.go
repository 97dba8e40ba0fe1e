package worlds

import (
	"testing"
	"time"
)

// Patience is how long a test waits for what must become true.
const Patience = 10 * time.Second

// Until waits until ok is true. It fails the test when Patience is over, and
// says what it waited for.
func Until(t testing.TB, what string, ok func() bool) {
	t.Helper()
	if !Eventually(ok) {
		t.Fatalf("waited %v for %s", Patience, what)
	}
}

// Eventually reports whether ok becomes true before Patience is over; for tests
// that have more to say than Until when it does not.
func Eventually(ok func() bool) bool {
	over := time.After(Patience)
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
