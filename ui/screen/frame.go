package screen

import "bytes"

// What Bubble Tea v1.3.10 writes on the alternate screen (standard_renderer.go,
// flush), in one write a frame:
//
//	ESC[H  [CR]  line CRLF line CRLF ... line  [ESC[J]  ESC[n;H
//
// CR stands there only when nothing is known of the screen: at the start, after
// a resize, after the screen was cleared or entered. A line that is as it was is
// a bare LF (as the last one, nothing), and one that does not fill the window
// ends in ESC[K. No line holds CR or LF. The writes that are no frames are
// single sequences.
const (
	home       = "\x1b[H"
	clearLine  = "\x1b[K"
	clearBelow = "\x1b[J"
)

// isFrame tells a frame from a single ESC[H, which follows a cleared screen.
func isFrame(p []byte) bool { return len(p) > len(home) && bytes.HasPrefix(p, []byte(home)) }

// frame is the newest one, line by line, each in a buffer of its own.
type frame struct{ lines [][]byte }

// read takes over what is new in a frame, and reports whether Bubble Tea holds
// the terminal for unknown.
func (f *frame) read(p []byte) (anew bool) {
	p = p[len(home):]
	p = p[:max(bytes.LastIndexByte(p, '\x1b'), 0)] // where the cursor goes at the end
	p = bytes.TrimSuffix(p, []byte(clearBelow))
	anew = len(p) > 0 && p[0] == '\r'
	if anew {
		p = p[1:]
	}
	for y := 0; ; y++ {
		line, rest, more := bytes.Cut(p, []byte{'\n'})
		f.reach(y)
		if more && bytes.HasSuffix(line, []byte{'\r'}) || !more && (anew || len(line) > 0) {
			line = bytes.TrimSuffix(bytes.TrimSuffix(line, []byte{'\r'}), []byte(clearLine))
			f.lines[y] = append(f.lines[y][:0], line...)
		}
		if !more {
			f.lines = f.lines[:y+1]
			return anew
		}
		p = rest
	}
}

// reach makes room for line y. The buffers of lines that a lower frame had are
// used again.
func (f *frame) reach(y int) {
	if y < cap(f.lines) {
		f.lines = f.lines[:max(len(f.lines), y+1)]
		return
	}
	f.lines = append(f.lines[:y], nil)
}
