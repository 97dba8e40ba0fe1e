package screen

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// paper is a terminal that keeps what is written to it.
type paper struct {
	writes []string
	err    error
}

func (p *paper) Read([]byte) (int, error) { return 0, io.EOF }
func (p *paper) Close() error             { return nil }
func (p *paper) Fd() uintptr              { return 3 }

func (p *paper) Write(b []byte) (int, error) {
	if p.err != nil {
		return 0, p.err
	}
	p.writes = append(p.writes, string(b))
	return len(b), nil
}

// take is what was written since the last time.
func (p *paper) take() string {
	text := strings.Join(p.writes, "|")
	p.writes = nil
	return text
}

// open is a screen that Bubble Tea has begun to write to.
func open(plain bool) (*Screen, *paper) {
	p := &paper{}
	s := New(p, plain)
	for _, sequence := range []string{"\x1b[?25l", enter, "\x1b[2J", home} {
		_, _ = io.WriteString(s, sequence)
	}
	p.take()
	return s, p
}

// framed is a frame as Bubble Tea writes it; "=" is a line that is as it was.
func framed(anew bool, lines ...string) string {
	b := bytes.NewBufferString(home)
	if anew {
		b.WriteByte('\r')
	}
	for i, line := range lines {
		if line != "=" {
			b.WriteString(line + clearLine)
		}
		switch {
		case i == len(lines)-1:
		case line == "=":
			b.WriteByte('\n')
		default:
			b.WriteString("\r\n")
		}
	}
	fmt.Fprintf(b, "\x1b[%d;H", len(lines))
	return b.String()
}

func write(t *testing.T, s *Screen, text string) {
	t.Helper()
	if n, err := io.WriteString(s, text); n != len(text) || err != nil {
		t.Fatalf("writing %q: %d, %v", text, n, err)
	}
}

func TestOnlyTheCellsThatChangedAreSent(t *testing.T) {
	s, p := open(false)
	write(t, s, framed(true, "one", "two", "three"))
	if got, want := p.take(), "\x1b[?2026h\x1b[r\x1b[m\x1b[H\x1b[Jone\r\ntwo\r\nthree\x1b[?2026l"; got != want {
		t.Errorf("the first frame is %q, want %q", got, want)
	}
	write(t, s, framed(false, "=", "twq", "="))
	if got, want := p.take(), "\x1b[?2026h\x1b[2;3Hq\x1b[?2026l"; got != want {
		t.Errorf("a cell is %q, want %q", got, want)
	}
	write(t, s, framed(false, "=", "\x1b[0mtwq\x1b[m", "="))
	if got := p.take(); got != "" {
		t.Errorf("a frame that looks the same writes %q", got)
	}
	write(t, s, framed(false, "=", "="))
	if got, want := p.take(), "\x1b[?2026h\x1b[3H\x1b[K\x1b[?2026l"; got != want {
		t.Errorf("a frame of one line less writes %q, want %q", got, want)
	}
}

func TestUnknownScreenIsPaintedWhole(t *testing.T) {
	whole := func(s string) bool { return strings.Contains(s, "\x1b[J") && strings.Contains(s, "one") }
	for name, lose := range map[string]func(*Screen){
		"resized":           func(s *Screen) { write(t, s, framed(true, "one", "two")) },
		"cleared":           func(s *Screen) { write(t, s, "\x1b[2J"); write(t, s, home); write(t, s, framed(true, "one", "two")) },
		"mode switched":     func(s *Screen) { write(t, s, "\x1b[?1002h"); write(t, s, framed(false, "=", "twq")) },
		"left and back":     func(s *Screen) { write(t, s, leave); write(t, s, enter); write(t, s, framed(true, "one", "two")) },
		"written over":      (*Screen).Repaint,
		"a write that fell": func(s *Screen) { fall(s); write(t, s, framed(false, "=", "twr")) },
	} {
		s, p := open(false)
		write(t, s, framed(true, "one", "two"))
		p.take()
		lose(s)
		if got := p.take(); !whole(got) {
			t.Errorf("%s: wrote %q, want the whole frame", name, got)
		}
	}
}

// fall lets one write fail.
func fall(s *Screen) {
	p := s.file.(*paper)
	p.err = errors.New("gone")
	_, _ = io.WriteString(s, framed(false, "=", "twq"))
	p.err = nil
}

func TestNothingIsPaintedOnTheMainScreen(t *testing.T) {
	s, p := open(false)
	write(t, s, framed(true, "one"))
	write(t, s, leave)
	p.take()
	s.Repaint()
	if got := p.take(); got != "" {
		t.Errorf("wrote %q over what the person sees", got)
	}
}

func TestPlainScreenWritesWhatItIsGiven(t *testing.T) {
	s, p := open(true)
	for _, text := range []string{framed(true, "one", "two"), framed(false, "=", "twq"), enter, leave} {
		write(t, s, text)
		s.Repaint()
		if got := p.take(); got != text {
			t.Errorf("%q is written as %q", text, got)
		}
	}
}

func TestNothingIsWrittenAfterTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, p := open(false)
		for i := range burst + 1 {
			write(t, s, framed(i == 0, fmt.Sprint("frame ", i)))
		}
		p.take()
		s.Shut("bye")
		write(t, s, framed(false, "late"))
		_ = s.Aside("later")
		s.Repaint()
		<-time.After(time.Second)
		if got := p.take(); got != "bye" {
			t.Errorf("wrote %q, want nothing after the last sequence", got)
		}
	})
}

func TestFloodOfFramesIsThinnedOutAndEndsWithTheNewest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, p := open(false)
		const seconds = 5
		for i := range seconds * 60 { // Bubble Tea's own limit
			write(t, s, framed(i == 0, fmt.Sprint("frame ", i)))
			if i < burst && len(p.writes) != i+1 {
				t.Fatalf("frame %d of a burst waits", i)
			}
			<-time.After(time.Second / 60)
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
		write(t, s, framed(false, "rested"))
		if len(p.writes) != 1 {
			t.Error("after a rest a frame still waits")
		}
	})
}

func TestSequencesDoNotOvertakeAFrame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, p := open(false)
		for i := range burst + 1 {
			write(t, s, framed(i == 0, fmt.Sprint("frame ", 10+i)))
		}
		p.take()
		write(t, s, leave)
		if len(p.writes) != 2 || !strings.Contains(p.writes[0], "20") || p.writes[1] != leave {
			t.Errorf("wrote %q, want the frame that waited and then the sequence", p.writes)
		}
		p.take()
		<-time.After(time.Second)
		if got := p.take(); got != "" {
			t.Errorf("wrote %q on the main screen", got)
		}
	})
}

func TestCopyLeavesTheScreenKnown(t *testing.T) {
	s, p := open(false)
	write(t, s, framed(true, "one", "two"))
	if err := s.Aside("\x1b]52;c;MQ==\a"); err != nil {
		t.Fatal(err)
	}
	p.take()
	write(t, s, framed(false, "=", "twq"))
	if got, want := p.take(), "\x1b[?2026h\x1b[2;3Hq\x1b[?2026l"; got != want {
		t.Errorf("wrote %q, want %q", got, want)
	}
}
