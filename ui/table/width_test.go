package table

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func TestWidthIsThatOfTheTerminal(t *testing.T) {
	for b := range 256 {
		for n := range 24 {
			for _, at := range []int{0, n / 2, n} {
				s := strings.Repeat("a~ "[n%3:n%3+1], at) + string([]byte{byte(b)}) + strings.Repeat("z", n-at)
				if got, want := Width(s), ansi.StringWidth(s); got != want {
					t.Fatalf("%q: %d cells, want %d", s, got, want)
				}
			}
		}
	}
	for _, s := range []string{"", "日本語", "12345678日", "é", "👍 and more", "\x1b[31mred\x1b[m"} {
		if got, want := Width(s), ansi.StringWidth(s); got != want {
			t.Errorf("%q: %d cells, want %d", s, got, want)
		}
	}
}
