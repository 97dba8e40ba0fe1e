// Package screen stands between Bubble Tea and the terminal and sends few bytes:
// dashboards are looked at over SSH. Bubble Tea v1 sends a line again when a
// cell of it has changed; a Screen sends the cell, and moves lines that only
// stand elsewhere. Frames it takes from the model itself: Bubble Tea's renderer
// looks for one 60 times a second, which costs more than all else that an idle
// dashboard does. It knows rows, cells and bytes, and of Bubble Tea what its
// writes begin with. It never asks the terminal anything.
package screen

import (
	"bytes"
	"io"
	"sync"
	"time"
)

// The alternate screen of xterm, which every terminal of today has, and what
// Bubble Tea begins a frame with there.
const (
	enter = "\x1b[?1049h"
	leave = "\x1b[?1049l"
	home  = "\x1b[H"
)

// plainRate puts the first frame on a plain screen after some 20 ms.
const plainRate = 60

// File is what Bubble Tea needs of a terminal: where the descriptor is missing
// it neither finds out the size nor takes note of a resize.
type File interface {
	io.ReadWriteCloser
	Fd() uintptr
}

// Screen is a terminal that is written to in frames. It is safe for concurrent
// use: copies to the clipboard and the end come from other goroutines than frames.
//
// It does not embed the file. io.WriteString would call the file's own
// WriteString, and what Bubble Tea says of the modes would pass it by.
type Screen struct {
	Rescue func() // deferred wherever a Screen draws, so that it can recover from a panic

	file  File
	plain bool

	mutex  sync.Mutex
	inside bool // on the alternate screen
	shut   bool
	frame  string   // the newest, its lines between newlines
	text   []byte   // the frame that was drawn last
	lines  [][]byte // of text
	differ differ
	beat   beat
	late   *time.Timer // the newest frame waits for it; nil: it is on the terminal
	since  time.Time   // when the first frame came that is not on the terminal; zero: none
}

// New makes a screen of a terminal. A plain one writes what it is given.
func New(file File, plain bool) *Screen { return &Screen{Rescue: func() {}, file: file, plain: plain} }

// Read reads from the terminal.
func (s *Screen) Read(p []byte) (int, error) { return s.file.Read(p) }

// Fd is the descriptor of the terminal.
func (s *Screen) Fd() uintptr { return s.file.Fd() }

// Close closes the terminal.
func (s *Screen) Close() error { return s.file.Close() }

// Rate is how often Bubble Tea's renderer may look for a frame, in frames a
// second: as seldom as it can, where the frames are not its own.
func (s *Screen) Rate() int {
	if s.plain {
		return plainRate
	}
	return 1
}

// Show takes a frame of the model and returns what its View is to return.
func (s *Screen) Show(frame string) string {
	if s.plain {
		return frame
	}
	defer s.Rescue() // after the lock is given back
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
// a frame. That is written by a plain screen alone; to others Bubble Tea was given
// nothing to draw.
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

// isFrame tells a frame as Bubble Tea v1.3.10 writes it (standard_renderer.go,
// flush) from the single ESC[H that follows a cleared screen.
func isFrame(p []byte) bool { return len(p) > len(home) && bytes.HasPrefix(p, []byte(home)) }

// pass writes a sequence as it is, behind the frame that waits. Nobody knows
// what stands on the terminal then.
func (s *Screen) pass(p []byte) (int, error) {
	if s.late != nil {
		_ = s.draw() // a terminal that cannot be written to fails in the next line too
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

// Forget says that the window has another size. The frame that waits was made for
// the one before and is not written.
func (s *Screen) Forget() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.settled()
	s.differ.forget()
}

// settled ends the wait of a frame.
func (s *Screen) settled() {
	if s.late != nil {
		s.late.Stop()
		s.late = nil
	}
}

// due writes the frame that waits, unless it has been written meanwhile.
func (s *Screen) due() {
	defer s.Rescue()
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.late != nil && !s.shut {
		_ = s.draw() // there is nobody to tell; the next frame is a whole one
	}
}

// draw writes the way to the newest frame, where there is one.
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

// Repaint writes the whole frame again: something else has written over it.
func (s *Screen) Repaint() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.differ.forget()
	if s.inside && !s.shut && s.frame != "" {
		_ = s.draw() // as in due
	}
}

// Aside writes a sequence that leaves the screen as it is, between two frames.
func (s *Screen) Aside(sequence string) error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.shut {
		return nil
	}
	_, err := io.WriteString(s.file, sequence)
	return err
}

// Shut writes a last sequence. Nothing is written after it.
func (s *Screen) Shut(sequence string) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.shut = true
	_, _ = io.WriteString(s.file, sequence) // on the way out, and nobody is left to tell
}
