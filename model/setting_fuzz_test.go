package model_test

import (
	"strings"
	"testing"

	"berth/model"
)

func FuzzNormIsPlainAndIdempotent(f *testing.F) {
	for _, seed := range []string{"", "1", "32768\t60999\n", "2,1,3", "1-65535", "-1", "0x1", "1 2 3", "1\n2", "9 1", "\x00", "65536", "99999999999999999999", "1;2"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, s := range model.Settings() {
			value, ok := s.Norm(text)
			if !ok {
				continue
			}
			again, ok := s.Norm(value)
			if !ok || again != value || strings.Trim(value, "0123456789,- ") != "" || !s.Same(text, value) {
				t.Errorf("%s: %q becomes %q, then %q (%v)", s.Name(), text, value, again, ok)
			}
		}
	})
}
