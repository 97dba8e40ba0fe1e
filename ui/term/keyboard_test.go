package term

import "testing"

func TestCutSequenceIsDetected(t *testing.T) {
	for text, want := range map[string]int{
		"ab": -1, "a\x1b": -1, "\x1b[": 0, "a\x1b[": 1, "a\x1b[<35;5": 1, "a\x1b[<35;5;9M": -1, "a\x1b[A\x1b[": 4, "a\x1bO": 1, "a\x1bOP": -1, "a\x1bx": -1, "a\x1b[200~text": -1,
	} {
		if got := cut([]byte(text)); got != want {
			t.Errorf("%q is cut at %d, want %d", text, got, want)
		}
	}
}
