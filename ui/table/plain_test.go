package table

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestNoLineIsWiderThanTheTerminal(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	letters := []rune("abc日本+é…")
	for range 300 {
		p := Plain{}
		for range 1 + r.IntN(9) {
			p.Columns = append(p.Columns, Head{Title: strings.Repeat("T", 1+r.IntN(8)), Right: r.IntN(2) == 0})
		}
		for range r.IntN(5) {
			row := make([]string, len(p.Columns))
			for i := range row {
				for range r.IntN(30) {
					row[i] += string(letters[r.IntN(len(letters))])
				}
			}
			p.Cells = append(p.Cells, row)
		}
		width := 1 + r.IntN(120)
		for line := range strings.Lines(string(p.Append(nil, width))) {
			if w := Width(strings.TrimSuffix(line, "\n")); w > width {
				t.Fatalf("%q is %d wide, the terminal %d", line, w, width)
			}
		}
		for i, line := range strings.Split(strings.TrimSuffix(string(p.Append(nil, 0)), "\n"), "\n")[1:] {
			for _, text := range p.Cells[i] {
				if !strings.Contains(line, text) {
					t.Fatalf("%q is cut in a pipe: %q", text, line)
				}
			}
		}
	}
}

func TestPlainTableCutsTextsThenLeavesOutColumnsAndNeverCutsNumbers(t *testing.T) {
	p := Plain{
		Columns: []Head{{Title: "PID", Right: true}, {Title: "LOCAL", Tail: true}, {Title: "USER", Drop: 2}, {Title: "PROCESS", Drop: 1}},
		Cells:   [][]string{{"1234567", "2001:db8::dead:beef:443", "www-data", "a-process-with-a-name"}},
	}
	for width, want := range map[int]string{
		0:  "1234567  2001:db8::dead:beef:443  www-data  a-process-with-a-name",
		60: "1234567  2001:db8::dead:beef:443  www-data  a-process-with-+",
		54: "1234567  2001:db8::dead:beef:443  www-data  a-process+",
		53: "1234567  2001:db8::dead:beef:443  a-process-with-a-n+",
		43: "1234567  2001:db8::dead:beef:443",
		24: "1234567  2001:db8::+:443",
	} {
		if got := strings.Split(string(p.Append(nil, width)), "\n")[1]; got != want {
			t.Errorf("width %d:\n%s\nwant\n%s", width, got, want)
		}
	}
}
