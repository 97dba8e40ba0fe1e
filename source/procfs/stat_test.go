package procfs_test

import (
	"strings"
	"testing"

	"berth/source/procfs"
)

const line = "7 (%) S 3 1 1 0 -1 4194560 0 0 0 0 1 2 0 0 20 0 1 0 4200 1000 5 99 111 222 333 0\n"

func TestStatFieldsAreReadAfterTheLastParenthesis(t *testing.T) {
	for _, name := range []string{"nginx", "", "a b", "a) R 1 2 3", ")", "((", "a\n9 (b) S 1", "\x1b]0;x\a"} {
		got, err := procfs.ParseStat([]byte(strings.Replace(line, "%", name, 1)))
		want := procfs.Stat{PID: 7, Comm: name, State: 'S', Parent: 3, Flags: 4194560, Start: 4200, Code: "111 333"}
		if err != nil || got != want {
			t.Errorf("%q: read %+v, %v", name, got, err)
		}
	}
}

func TestTruncatedStatIsAnError(t *testing.T) {
	for _, text := range []string{"", "7", "7 (", "(a) S", "7 (a", "7 )(", "7 (a)", "7 (a) S 3", "x" + line, strings.Replace(line, "4200", "soon", 1), strings.Replace(line, "S 3", "S 4294967296", 1), strings.Repeat("x", 1<<20)} {
		if s, err := procfs.ParseStat([]byte(text)); err == nil {
			t.Errorf("%q: read %+v", text, s)
		}
	}
}

func FuzzStat(f *testing.F) {
	f.Add([]byte(line))
	f.Add([]byte("7 (a) S"))
	f.Add([]byte(strings.Replace(line, "%", "a) R 9 9\n(", 1)))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := procfs.ParseStat(data)
		if err == nil && !strings.Contains(string(data), "("+s.Comm+")") {
			t.Errorf("name %q in %q", s.Comm, data)
		}
	})
}

func TestEffectiveUserIsTheSecondUserID(t *testing.T) {
	const begin = "Name:\tnginx\nUmask:\t0022\n"
	for text, want := range map[string]int64{
		begin + "Uid:\t1000\t33\t34\t35\nGid:\t0\t0\t0\t0\n": 33, "Uid:\t0\t0\t0\t0": 0, begin + "Uid:\t1\t4294967295\t1\t1\n": 4294967295,
		"": -1, begin: -1, begin + "Uid:\t1\t2\t3\n": -1, begin + "Uid:\t1\t2\t3\t4\t5\n": -1, begin + "Uid:\t1\t-2\t3\t4\n": -1, begin + "Uid:\t1\t4294967296\t3\t4\n": -1, "Name:\tUid:\t1\t2\t3\t4\n": -1,
	} {
		if uid, err := procfs.EffectiveUser([]byte(text)); err == nil != (want >= 0) || err == nil && int64(uid) != want {
			t.Errorf("%q: %d, %v", text, uid, err)
		}
	}
}

func FuzzUID(f *testing.F) {
	for _, seed := range []string{"Name:\ta\nUid:\t0\t0\t0\t0\n", "", "Uid:", "Uid:\t1\t2\t3\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		uid, err := procfs.EffectiveUser(data)
		if err == nil && !strings.Contains(string(data), "Uid:") {
			t.Errorf("%q is of user %d", data, uid)
		}
	})
}
