package screen

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// recordingTerminal is a terminal that records what is written to it.
type recordingTerminal struct {
	writes []string
	err    error
}

func (p *recordingTerminal) Read([]byte) (int, error) { return 0, io.EOF }
func (p *recordingTerminal) Close() error             { return nil }
func (p *recordingTerminal) Fd() uintptr              { return 3 }

func (p *recordingTerminal) Write(b []byte) (int, error) {
	if p.err != nil {
		return 0, p.err
	}
	p.writes = append(p.writes, string(b))
	return len(b), nil
}

// take returns what was written since the last call.
func (p *recordingTerminal) take() string {
	text := strings.Join(p.writes, "|")
	p.writes = nil
	return text
}

// open returns a screen on which Bubble Tea has started its output.
func open(plain bool) (*Screen, *recordingTerminal) {
	p := &recordingTerminal{}
	s := New(p, plain)
	for _, sequence := range []string{"\x1b[?25l", enter, "\x1b[2J", home} {
		_, _ = io.WriteString(s, sequence)
	}
	p.take()
	return s, p
}

// renderedFrame is a frame as Bubble Tea's renderer writes it.
const renderedFrame = home + "\rone\x1b[K\x1b[1;H"

func write(t *testing.T, s *Screen, text string) {
	t.Helper()
	if n, err := io.WriteString(s, text); n != len(text) || err != nil {
		t.Fatalf("writing %q: %d, %v", text, n, err)
	}
}

// show shows a frame and waits until it is written, unless the frame rate delays it.
func show(s *Screen, lines ...string) {
	s.Show(strings.Join(lines, "\n"))
	<-time.After(gather)
	synctest.Wait()
}

func TestOnlyTheCellsThatChangedAreSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, p := open(false)
		show(s, "one", "two", "three")
		if got, want := p.take(), "\x1b[?2026h\x1b[r\x1b[m\x1b[H\x1b[Jone\r\ntwo\r\nthree\x1b[?2026l"; got != want {
			t.Errorf("the first frame is %q, want %q", got, want)
		}
		show(s, "one", "twq", "three")
		if got, want := p.take(), "\x1b[?2026h\x1b[2;3Hq\x1b[?2026l"; got != want {
			t.Errorf("a cell is %q, want %q", got, want)
		}
		show(s, "one", "\x1b[0mtwq\x1b[m", "three")
		if got := p.take(); got != "" {
			t.Errorf("a frame that looks the same writes %q", got)
		}
		show(s, "one", "twq")
		if got, want := p.take(), "\x1b[?2026h\x1b[3H\x1b[K\x1b[?2026l"; got != want {
			t.Errorf("a frame of one line less writes %q, want %q", got, want)
		}
	})
}

func TestUnknownScreenIsPaintedWhole(t *testing.T) {
	whole := func(s string) bool { return strings.Contains(s, "\x1b[J") && strings.Contains(s, "one") }
	for name, lose := range map[string]func(*testing.T, *Screen){
		"resized":              func(_ *testing.T, s *Screen) { s.Forget(); show(s, "one", "two") },
		"cleared":              func(t *testing.T, s *Screen) { write(t, s, "\x1b[2J"); write(t, s, home); show(s, "one", "two") },
		"mode switched":        func(t *testing.T, s *Screen) { write(t, s, "\x1b[?1002h"); show(s, "one", "twq") },
		"left and entered":     func(t *testing.T, s *Screen) { write(t, s, leave); write(t, s, enter); show(s, "one", "two") },
		"overwritten":          func(_ *testing.T, s *Screen) { s.Repaint() },
		"after a failed write": func(_ *testing.T, s *Screen) { failOnce(s); show(s, "one", "twr") },
	} {
		synctest.Test(t, func(t *testing.T) {
			s, p := open(false)
			show(s, "one", "two")
			p.take()
			lose(t, s)
			if got := p.take(); !whole(got) {
				t.Errorf("%s: wrote %q, want the whole frame", name, got)
			}
		})
	}
}

// failOnce makes one write fail.
func failOnce(s *Screen) {
	p := s.file.(*recordingTerminal)
	p.err = errors.New("gone")
	show(s, "one", "twq")
	p.err = nil
}

func TestFrameOfAnotherSizeIsNotWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, p := open(false)
		s.Show("a frame for a wide window")
		s.Forget()
		<-time.After(time.Second)
		if got := p.take(); got != "" {
			t.Errorf("wrote %q into a window that has become narrow", got)
		}
	})
}

func TestNothingIsPaintedOnTheMainScreen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, p := open(false)
		show(s, "one")
		write(t, s, leave)
		p.take()
		show(s, "two")
		s.Repaint()
		if got := p.take(); got != "" {
			t.Errorf("wrote %q over the main screen", got)
		}
	})
}

func TestFramesOfBubbleTeaAreForPlainScreensOnly(t *testing.T) {
	s, p := open(false)
	write(t, s, renderedFrame)
	if got := p.take(); got != "" {
		t.Errorf("%q is written as %q", renderedFrame, got)
	}
	if got := s.Show("one"); got != "" || s.Rate() != 1 {
		t.Errorf("Bubble Tea is given %q to draw, %d times a second", got, s.Rate())
	}
	s, p = open(true)
	for _, text := range []string{renderedFrame, enter, leave} {
		write(t, s, text)
		s.Repaint()
		if got := p.take(); got != text {
			t.Errorf("%q is written as %q", text, got)
		}
	}
	if got := s.Show("one"); got != "one" || s.Rate() < 60 {
		t.Errorf("Bubble Tea is given %q to draw, %d times a second", got, s.Rate())
	}
}

func TestNothingIsWrittenAfterTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, p := open(false)
		show(s, "frame")
		s.Show("waits")
		p.take()
		s.Shut("bye")
		show(s, "late")
		_ = s.Aside("later")
		s.Repaint()
		<-time.After(time.Second)
		if got := p.take(); got != "bye" {
			t.Errorf("wrote %q, want nothing after the last sequence", got)
		}
	})
}

func TestFloodOfFramesIsLimitedAndEndsWithTheNewest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, p := open(false)
		const seconds, rate = 5, 60
		for i := range seconds * rate {
			show(s, fmt.Sprint("frame ", i))
			if i < burst && len(p.writes) != i+1 {
				t.Fatalf("frame %d of a burst waits", i)
			}
			<-time.After(time.Second/rate - gather)
		}
		<-time.After(apart)
		synctest.Wait()
		if got, most := len(p.writes), burst+int(seconds*time.Second/apart)+1; got > most || got < most-3 {
			t.Errorf("%d frames in %d s, want %d", got, seconds, most)
		}
		if got := p.writes[len(p.writes)-1]; !strings.Contains(got, "9") {
			t.Errorf("the last frame writes %q", got)
		}
		p.take()
		<-time.After(burst * apart)
		show(s, "rested")
		if len(p.writes) != 1 {
			t.Error("after a rest a frame still waits")
		}
	})
}

func TestChangesAtTheSameTimeAreOneFrame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, p := open(false)
		show(s, "header 1", "rows 1")
		p.take()
		s.Show("header 2\nrows 1")
		show(s, "header 2", "rows 2")
		if len(p.writes) != 1 || !strings.Contains(p.writes[0], "\x1b[2;6H2") {
			t.Errorf("wrote %q, want the newest frame alone", p.writes)
		}
	})
}

func TestWindowThatChangesAllTheTimeIsStillPainted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, p := open(false)
		for i := range 1000 {
			s.Forget()
			s.Show(fmt.Sprint("frame ", i))
			<-time.After(time.Millisecond)
		}
		if got := len(p.writes); got < burst {
			t.Errorf("painted %d times in a second", got)
		}
	})
}

func TestSequencesDoNotOvertakeAFrame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, p := open(false)
		show(s, "frame 1")
		s.Show("frame 2")
		p.take()
		write(t, s, leave)
		if len(p.writes) != 2 || !strings.Contains(p.writes[0], "2") || p.writes[1] != leave {
			t.Errorf("wrote %q, want the frame that waited and then the sequence", p.writes)
		}
		p.take()
		<-time.After(time.Second)
		if got := p.take(); got != "" {
			t.Errorf("wrote %q on the main screen", got)
		}
	})
}

func TestCopyDoesNotRepaintTheScreen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, p := open(false)
		show(s, "one", "two")
		if err := s.Aside("\x1b]52;c;MQ==\a"); err != nil {
			t.Fatal(err)
		}
		p.take()
		show(s, "one", "twq")
		if got, want := p.take(), "\x1b[?2026h\x1b[2;3Hq\x1b[?2026l"; got != want {
			t.Errorf("wrote %q, want %q", got, want)
		}
	})
}
