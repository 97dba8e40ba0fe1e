// Package screen stands between Bubble Tea and the terminal and sends few bytes:
// dashboards are looked at over SSH. Bubble Tea v1 sends a line again when a
// cell of it has changed; a Screen sends the cell, and moves lines that only
// stand elsewhere. It knows rows, cells and bytes, and nothing of Bubble Tea but
// the form of what it writes. It never asks the terminal anything.
package screen

import (
	"bytes"
	"io"
	"sync"
	"time"
)

// The alternate screen of xterm, which every terminal of today has.
const (
	enter = "\x1b[?1049h"
	leave = "\x1b[?1049l"
)

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
	frame  frame // the newest
	differ differ
	beat   beat
	late   *time.Timer // the newest frame waits for it; nil: it is on the terminal
}

// New makes a screen of a terminal. A plain one writes what it is given.
func New(file File, plain bool) *Screen { return &Screen{Rescue: func() {}, file: file, plain: plain} }

// Read reads from the terminal.
func (s *Screen) Read(p []byte) (int, error) { return s.file.Read(p) }

// Fd is the descriptor of the terminal.
func (s *Screen) Fd() uintptr { return s.file.Fd() }

// Close closes the terminal.
func (s *Screen) Close() error { return s.file.Close() }

// Write takes one write of Bubble Tea's renderer: a frame, or a sequence that
// switches a mode.
func (s *Screen) Write(p []byte) (int, error) {
	defer s.Rescue() // after the lock is given back
	s.mutex.Lock()
	defer s.mutex.Unlock()
	switch {
	case s.shut:
		return len(p), nil
	case s.plain:
		return s.file.Write(p)
	case !s.inside || !isFrame(p):
		return s.pass(p)
	}
	if s.frame.read(p) {
		s.differ.forget()
	}
	if s.late != nil {
		return len(p), nil // this frame goes in the place of the one that waits
	}
	if wait := s.beat.wait(time.Now()); wait > 0 {
		s.late = time.AfterFunc(wait, s.due)
		return len(p), nil
	}
	return len(p), s.draw()
}

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
		s.inside, s.frame.lines = false, nil
	}
	return s.file.Write(p)
}

// due writes the frame that waits, unless it has been written meanwhile.
func (s *Screen) due() {
	defer s.Rescue()
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.late != nil && !s.shut {
		_ = s.draw() // Bubble Tea does not look at errors either; the next frame is a whole one
	}
}

// draw writes the way to the newest frame, where there is one.
func (s *Screen) draw() error {
	if s.late != nil {
		s.late.Stop()
		s.late = nil
	}
	out := s.differ.diff(s.frame.lines)
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
	if !s.shut && len(s.frame.lines) > 0 {
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
