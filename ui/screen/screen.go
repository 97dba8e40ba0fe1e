// Package screen is between Bubble Tea and the terminal. It sends few bytes, because
// dashboards are used over SSH. Bubble Tea v1 sends a whole line if one cell of it has
// changed; a Screen sends only the cell, and scrolls lines that have only moved. It
// gets frames from the model directly, because Bubble Tea's renderer polls 60 times a
// second, which costs more than everything else in an idle dashboard. The package
// knows rows, cells and bytes; of Bubble Tea it knows only how its writes begin. It
// never queries the terminal.
package screen

import (
	"bytes"
	"io"
	"sync"
	"time"
)

// The alternate screen of xterm, which every current terminal has, and the start of
// a frame of Bubble Tea there.
const (
	enter = "\x1b[?1049h"
	leave = "\x1b[?1049l"
	home  = "\x1b[H"
)

// plainRate shows the first frame of a plain screen after about 20 ms.
const plainRate = 60

// File is what Bubble Tea needs from a terminal. Without the descriptor it can find
// neither the size nor a resize.
type File interface {
	io.ReadWriteCloser
	Fd() uintptr
}

// Screen writes frames to a terminal. It is safe for concurrent use: clipboard copies
// and the last sequence come from other goroutines than frames.
//
// It does not embed the file: io.WriteString would then call the file's own
// WriteString, and the Screen would not see the mode changes of Bubble Tea.
type Screen struct {
	Rescue func() // deferred wherever a Screen draws, to recover from a panic

	file  File
	plain bool

	mutex  sync.Mutex
	inside bool // on the alternate screen
	shut   bool
	frame  string   // the newest frame; its lines end with newlines
	text   []byte   // the frame that was drawn last
	lines  [][]byte // of text
	differ differ
	beat   beat
	late   *time.Timer // the newest frame is written when it fires; nil: it is on the terminal
	since  time.Time   // time of the first frame that is not on the terminal; zero: none
}

// New returns a screen for a terminal. A plain screen writes everything unchanged.
func New(file File, plain bool) *Screen { return &Screen{Rescue: func() {}, file: file, plain: plain} }

// Read reads from the terminal.
func (s *Screen) Read(p []byte) (int, error) { return s.file.Read(p) }

// Fd is the descriptor of the terminal.
func (s *Screen) Fd() uintptr { return s.file.Fd() }

// Close closes the terminal.
func (s *Screen) Close() error { return s.file.Close() }

// Rate is the frame rate of Bubble Tea's renderer. It is the lowest possible one if
// the renderer does not write the frames.
func (s *Screen) Rate() int {
	if s.plain {
		return plainRate
	}
	return 1
}

// Show takes a frame of the model and returns what its View must return.
func (s *Screen) Show(frame string) string {
	if s.plain {
		return frame
	}
	defer s.Rescue() // runs after the unlock
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.differ.known && s.late == nil && frame == s.frame {
		return ""
	}
	s.frame = frame
	if s.late == nil && s.inside && !s.shut && frame != "" {
		now := time.Now()
		if s.since.IsZero() {
			s.since = now
		}
		s.late = time.AfterFunc(s.beat.wait(now, s.since), s.due)
	}
	return ""
}

// Write takes one write of Bubble Tea's renderer: a sequence that switches a mode, or
// a frame. Only a plain screen writes such a frame; otherwise Bubble Tea got nothing
// to draw.
func (s *Screen) Write(p []byte) (int, error) {
	defer s.Rescue()
	s.mutex.Lock()
	defer s.mutex.Unlock()
	switch {
	case s.shut:
		return len(p), nil
	case s.plain:
		return s.file.Write(p)
	case s.inside && isFrame(p):
		return len(p), nil
	}
	return s.pass(p)
}

// isFrame distinguishes a frame of Bubble Tea v1.3.10 (standard_renderer.go, flush)
// from the single ESC[H after a cleared screen.
func isFrame(p []byte) bool { return len(p) > len(home) && bytes.HasPrefix(p, []byte(home)) }

// pass writes a sequence unchanged, after the waiting frame. The content of the
// terminal is unknown afterwards.
func (s *Screen) pass(p []byte) (int, error) {
	if s.late != nil {
		_ = s.draw() // if the terminal cannot be written to, the next line fails too
	}
	s.differ.forget()
	switch {
	case bytes.Contains(p, []byte(enter)):
		s.inside = true
	case bytes.Contains(p, []byte(leave)):
		s.inside, s.frame = false, ""
	}
	return s.file.Write(p)
}

// Forget is for a window that has a new size. The waiting frame was made for the old
// size and is dropped.
func (s *Screen) Forget() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.settled()
	s.differ.forget()
}

// settled stops waiting with a frame.
func (s *Screen) settled() {
	if s.late != nil {
		s.late.Stop()
		s.late = nil
	}
}

// due writes the waiting frame, unless it has been written meanwhile.
func (s *Screen) due() {
	defer s.Rescue()
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.late != nil && !s.shut {
		_ = s.draw() // the error cannot be reported; the next frame is a complete one
	}
}

// draw writes the changes to the newest frame, if there is one.
func (s *Screen) draw() error {
	s.settled()
	s.since = time.Time{}
	s.text, s.lines = append(s.text[:0], s.frame...), s.lines[:0]
	for line := range bytes.SplitSeq(s.text, []byte{'\n'}) {
		s.lines = append(s.lines, line)
	}
	out := s.differ.diff(s.lines)
	if len(out) == 0 {
		return nil
	}
	s.beat.count(time.Now())
	_, err := s.file.Write(out)
	if err != nil {
		s.differ.forget()
	}
	return err
}

// Repaint writes the whole frame again, because something else has written over it.
func (s *Screen) Repaint() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.differ.forget()
	if s.inside && !s.shut && s.frame != "" {
		_ = s.draw() // as in due
	}
}

// Aside writes a sequence between two frames that does not change the screen.
func (s *Screen) Aside(sequence string) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.shut {
		return nil
	}
	_, err := io.WriteString(s.file, sequence)
	return err
}

// Shut writes the last sequence. Nothing is written after it.
func (s *Screen) Shut(sequence string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.shut = true
	_, _ = io.WriteString(s.file, sequence) // the program is ending: the error cannot be reported
}
