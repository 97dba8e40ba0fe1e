package screen

import (
	"bytes"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"berth/ui/drive"
)

// FuzzDiff reads bytes as frames: 0 ends a line and 1 a frame; other bytes are words and
// styles, the same as in random frames.
func FuzzDiff(f *testing.F) {
	f.Add([]byte("\x02\x03\x00\x04\x01\x02\x03\x00\x05"))
	f.Add([]byte("AB\x00CD\x00EF\x00GH\x00IJ\x01KL\x00AB\x00CD\x00EF\x00GH\x01CD\x00EF\x00GH\x00IJ"))
	f.Fuzz(func(t *testing.T, script []byte) {
		const width, height = 24, 12
		p := newPair(width, height)
		for _, text := range bytes.Split(script, []byte{1}) {
			lines := bytes.Split(text, []byte{0})
			lines = lines[:min(len(lines), height)]
			for y := range lines {
				lines[y] = spelled(lines[y], width)
			}
			out := p.show(lines)
			if d := drive.Difference(p.screen, drive.Painted(string(bytes.Join(lines, []byte("\n"))), width, height)); d != "" {
				t.Fatalf("%s\nwrote %q\nfor %q", d, out, lines)
			}
		}
	})
}

// spelled makes a line of words and styles.
func spelled(script []byte, width int) []byte {
	var line []byte
	for _, c := range script {
		if c%3 == 0 {
			line = append(append(append(line, "\x1b["...), looks[int(c/3)%len(looks)]...), 'm')
			continue
		}
		word := words[int(c/3)%len(words)]
		if columns := ansi.StringWidth(string(line) + word); columns <= width {
			line = append(line, word...)
		}
	}
	return line
}
