package screen

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"

	"berth/ui/drive"
)

// pair is a differ and the terminal to which it writes.
type pair struct {
	differ differ
	screen *vt.Emulator
}

func newPair(width, height int) *pair { return &pair{screen: vt.NewEmulator(width, height)} }

func (p *pair) resize(width, height int) {
	p.screen.Resize(width, height)
	p.differ.forget()
}

// show writes the changes to a frame and returns their number of bytes.
func (p *pair) show(lines [][]byte) []byte {
	out := bytes.Clone(p.differ.diff(lines))
	_, _ = p.screen.Write(out)
	return out
}

// words are the parts of random frames: ASCII, wide characters, lines and blocks, and spaces
// with and without a background. There are no combining characters, because the emulator
// handles them differently.
var words = []string{
	"tcp", "0.0.0.0:8080", "postgres", "x", "  ", "          ", "日本語", "한글", "█▌░", "╸Ports 9╺", "é", "世", "👍", "1", "22", "…",
}

var looks = []string{
	"", "", "", "1", "2", "4", "7", "31", "32;1", "0;30;43", "97;41;1", "38;5;208", "48;2;10;20;30", "38;2;1;2;3;3", "9", "5", "8", "1;2", "22", "27;39", "0", "49",
}

// randomLine makes a line of at most width columns, cut as the dashboard does it.
func randomLine(r *rand.Rand, width int) []byte {
	var b strings.Builder
	for x := 0; r.IntN(30) > 0; {
		word := words[r.IntN(len(words))]
		w := ansi.StringWidth(word)
		if x+w > width {
			break
		}
		x += w
		if look := looks[r.IntN(len(looks))]; look != "" {
			b.WriteString("\x1b[" + look + "m")
		}
		b.WriteString(word)
		if r.IntN(3) == 0 {
			b.WriteString("\x1b[0m")
		}
	}
	return []byte(b.String())
}

// change makes the next frame: it changes lines as dashboards do.
func change(r *rand.Rand, lines [][]byte, width, height int) [][]byte {
	next := append([][]byte(nil), lines...)
	switch at := r.IntN(len(next)); r.IntN(8) {
	case 0: // rows are inserted, the last ones fall out
		for range 1 + r.IntN(4) {
			next = append(next[:at], append([][]byte{randomLine(r, width)}, next[at:len(next)-1]...)...)
		}
	case 1: // rows are removed
		for range min(1+r.IntN(4), len(next)-at) {
			next = append(append(next[:at], next[at+1:]...), nil)
		}
	case 2: // a table in the middle is scrolled
		from, by := at/2, 1+r.IntN(5)
		for y := from; y+by < len(next)-2; y++ {
			next[y] = next[y+by]
		}
	case 3:
		r.Shuffle(len(next), func(i, j int) { next[i], next[j] = next[j], next[i] })
	case 4: // a line is cut at both ends
		text := []rune(string(next[at]))
		next[at] = []byte(string(text[:len(text)/2]))
	case 5: // fewer or more lines
		next = next[:at+1]
		for r.IntN(2) == 0 && len(next) < height {
			next = append(next, randomLine(r, width))
		}
	default: // some cells
		for range 1 + r.IntN(len(next)) {
			y := r.IntN(len(next))
			next[y] = alter(r, next[y])
		}
	}
	return next
}

// alter replaces some characters of a line by other digits and letters.
func alter(r *rand.Rand, line []byte) []byte {
	line = bytes.Clone(line)
	for i, c := range line {
		if i > 0 && c >= 'a' && c <= 'w' && c != 'm' && r.IntN(4) == 0 {
			line[i] = 'a' + byte(r.IntN(12))
		}
	}
	return line
}

func TestDiffedScreenEqualsARepaintedOne(t *testing.T) {
	for n := range 60 {
		r := rand.New(rand.NewPCG(uint64(n), 7))
		width, height := 4+r.IntN(80), 2+r.IntN(30)
		p := newPair(width, height)
		lines := make([][]byte, height)
		for y := range lines {
			lines[y] = randomLine(r, width)
		}
		for step := range 30 {
			if r.IntN(12) == 0 {
				width, height = 4+r.IntN(80), 2+r.IntN(30)
				p.resize(width, height)
				lines = make([][]byte, height)
				for y := range lines {
					lines[y] = randomLine(r, width)
				}
			}
			out := p.show(lines)
			if d := drive.Difference(p.screen, drive.Painted(string(bytes.Join(lines, []byte("\n"))), width, height)); d != "" {
				t.Fatalf("screen %d, frame %d, %dx%d: %s\nwrote %q\nfor %q", n, step, width, height, d, out, bytes.Join(lines, []byte("\n")))
			}
			if again := p.differ.diff(lines); len(again) > 0 {
				t.Fatalf("screen %d, frame %d: the same frame again writes %q", n, step, again)
			}
			lines = change(r, lines, width, height)
		}
	}
}

func TestShortestSequenceIsWritten(t *testing.T) {
	const filler = "the rest of a line that stays as it was, and is long enough to matter"
	for name, c := range map[string]struct{ was, is, want string }{
		"over a short gap":          {"aaa1bb2ccc", "aaa3bb4ccc", "\x1b[1;4H3bb4"},
		"past a long gap":           {"1" + filler + "2", "3" + filler + "4", "\x1b[H3\x1b[69C4"},
		"past a gap in colour":      {"1\x1b[31mxx\x1b[m2", "3\x1b[31mxx\x1b[m4", "\x1b[H3\x1b[2C4"},
		"the end is cleared":        {"one two", "one", "\x1b[1;4H\x1b[K"},
		"what is blank is cleared":  {filler + filler, strings.Repeat(" ", 120) + "x", "\x1b[H\x1b[K\x1b[120Cx"},
		"a wide one takes its half": {"ab世c", "ab界c", "\x1b[1;3H界"},
		"half of a wide one":        {"ab世c", "abxyc", "\x1b[1;3Hxy"},
		"rows come":                 {"h\na\nb\nc\nd\ne\nf", "h\nx\na\nb\nc\nd\nf", "\x1b[2;6r\x1b[2H\x1b[L\x1b[r\x1b[2Hx"},
		"rows go":                   {"h\na\nb\nc\nd\ne\nf", "h\nb\nc\nd\ne\nx\nf", "\x1b[2;6r\x1b[2H\x1b[M\x1b[r\x1b[6Hx"},
		"what stays is not moved away": {
			"a\nb\nc\nd\n1\n2\n3\n4\n5\n6\n7\n8\n\n\n\n", "w\nx\ny\nz\n1\n2\n3\n4\n5\n6\n7\n8\na\nb\nc\nd",
			"\x1b[Hw\r\nx\r\ny\r\nz\x1b[13Ha\r\nb\r\nc\r\nd",
		},
	} {
		p := newPair(200, 16)
		p.show(bytes.Split([]byte(c.was), []byte("\n")))
		got := string(p.show(bytes.Split([]byte(c.is), []byte("\n"))))
		if got != beginUpdate+c.want+endUpdate {
			t.Errorf("%s: wrote %q, want %q", name, got, c.want)
		}
		if d := drive.Difference(p.screen, drive.Painted(c.is, 200, 16)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}
