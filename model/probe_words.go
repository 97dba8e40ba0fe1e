package model

import (
	"strconv"
	"strings"
	"time"

	"berth/model/safe"
)

// Lines are a probe in words: one line for its result, one for each step, then what
// the server sent.
func (e *ProbeResult) Lines(now time.Time) []safe.Text {
	end := safe.Say("reachable")
	switch f := e.Fault(); {
	case f == nil:
	case f.Mute:
		end = safe.Format("unknown, %s", f.Text())
	default:
		end = safe.Format("not reachable, %s", f.Text())
	}
	lines := []safe.Text{safe.Format("%s %s: %s", e.Request.Proto, e.Request.To(), end)}
	for _, s := range e.Steps {
		lines = append(lines, s.line())
	}
	if e.Certificate != nil {
		lines = append(lines, e.Certificate.lines(now)...)
	}
	if !e.Greeting.Empty() {
		lines = append(lines, safe.Format("  greeting: %s", e.Greeting))
	}
	if !e.Status.Empty() {
		lines = append(lines, safe.Format("  HTTP: %s", e.Status))
	}
	return lines
}

// To is the address of a probe: example.org:443, [::1]:80.
func (c ProbeRequest) To() safe.Text {
	host := safe.Sanitise(c.Host)
	if strings.Contains(c.Host, ":") {
		host = safe.Format("[%s]", host)
	}
	return safe.Format("%s:%d", host, c.Port)
}

// Text is the errno(3) name of a fault, and what it means.
func (f *Fault) Text() safe.Text {
	if f.Errno.Empty() {
		return f.Words
	}
	return safe.Join(safe.Say(" "), f.Errno, f.Words)
}

// line is a step with its time in milliseconds, in the style of ping.
func (s *Step) line() safe.Text {
	const nameWidth, timeWidth = 32, 10
	name := s.Kind.Name().String()
	if s.Kind == StepConnect {
		name += " " + s.To.String()
	}
	took := strconv.FormatFloat(float64(s.Took.Microseconds())/1000, 'f', 3, 64)
	text := "  " + name + strings.Repeat(" ", max(nameWidth-len(name), 0)+1+max(timeWidth-3-len(took), 0)) + took + " ms"
	if s.Fault != nil {
		text += "  " + s.Fault.Text().String()
	}
	return safe.Sanitise(text)
}

func (c *Certificate) lines(now time.Time) []safe.Text {
	lines := []safe.Text{safe.Format("  %s, certificate of %s, issued by %s", c.Version,
		or(safe.Join(safe.Say(", "), c.Names...), safe.Say("(no name)")), or(c.Issuer, safe.Say("(no name)")))}
	switch {
	case c.Until.IsZero():
	case now.After(c.Until):
		lines = append(lines, safe.Format("  expired %s, %s days ago", dated(c.Until), days(now.Sub(c.Until))))
	case now.Before(c.From):
		lines = append(lines, safe.Format("  not valid before %s", dated(c.From)))
	default:
		lines = append(lines, safe.Format("  expires %s, in %s days", dated(c.Until), days(c.Until.Sub(now))))
	}
	if c.Trusted {
		return append(lines, safe.Say("  trusted by this host"))
	}
	return append(lines, safe.Format("  not trusted by this host: %s", c.Why))
}

func or(s, otherwise safe.Text) safe.Text {
	if s.Empty() {
		return otherwise
	}
	return s
}

func dated(t time.Time) safe.Text { return safe.Sanitise(t.UTC().Format(time.DateTime)) }

func days(d time.Duration) safe.Text { return safe.Number(int64(d / (24 * time.Hour))) }
