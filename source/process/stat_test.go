package process

import (
	"strings"
	"testing"
)

func FuzzStat(f *testing.F) {
	for _, seed := range []string{statLine(7, "nginx", 1, 0, 4200), statLine(7, "a) R 9 9\n(", 1, kthread, 4200), "", "7 (", "7 (a)", ")(", "7 (a) S 1 1 1 0 -1 0 0 0 0 0 1 2 0 0 20 0 1 0"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := parseStat(data)
		if err != nil && s != (stat{}) {
			t.Errorf("%q: %v, and yet %+v", data, err, s)
		}
		if err == nil && !strings.Contains(string(data), "("+s.comm+")") {
			t.Errorf("%q is called %q", data, s.comm)
		}
	})
}

func FuzzUID(f *testing.F) {
	for _, seed := range []string{status7, "Uid:\t0\t0\t0\t0\n", "", "Uid:", "Uid:\t1\t2\t3\n", "Uid:\t1\t-2\t3\t4\n", "Name:\tUid:\t1\t2\t3\t4\n", "Uid:\t1\t4294967296\t3\t4"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		uid, err := parseUID(data)
		if err == nil && !strings.Contains(string(data), "Uid:") {
			t.Errorf("%q is of user %d", data, uid)
		}
	})
}
