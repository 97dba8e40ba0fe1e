package signal

import (
	"strings"
	"testing"
)

const line = "7 (%) S 3 1 1 0 -1 4194560 0 0 0 0 1 2 0 0 20 0 1 0 4200 1000 5 99 111 222 333 0\n"

func TestStatIsReadBehindTheLastParenthesis(t *testing.T) {
	for _, name := range []string{"nginx", "", "a b", "a) R 1 2 3", ")", "((", "a\n9 (b) S 1", "\x1b]0;x\a"} {
		got, err := parseStat([]byte(strings.Replace(line, "%", name, 1)))
		want := stat{pid: 7, comm: name, state: 'S', ppid: 3, flags: 4194560, start: 4200, code: "111 333"}
		if err != nil || got != want {
			t.Errorf("%q: read %+v, %v", name, got, err)
		}
	}
}

func TestStatThatIsCutIsAnError(t *testing.T) {
	for _, text := range []string{"", "7", "7 (", "(a) S", "7 (a", "7 )(", "7 (a)", "7 (a) S 3", "x" + line, strings.Replace(line, "4200", "soon", 1)} {
		if s, err := parseStat([]byte(text)); err == nil {
			t.Errorf("%q: read %+v", text, s)
		}
	}
}

func FuzzStat(f *testing.F) {
	f.Add([]byte(line))
	f.Add([]byte("7 (a) S"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := parseStat(data)
		if err == nil && !strings.Contains(string(data), "("+s.comm+")") {
			t.Errorf("name %q in %q", s.comm, data)
		}
	})
}
