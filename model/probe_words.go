package model

import (
	"strconv"
	"strings"
	"time"

	"berth/model/safe"
)

// Lines tell the way of a call: one line for its end, one for each step, then
// what was found there.
func (e *ProbeResult) Lines(now time.Time) []safe.Text {
	end := safe.Say("reachable")
	switch f := e.Fault(); {
	case f == nil:
	case f.Mute:
		end = safe.Concat(safe.Say("not known, "), f.Text())
	default:
		end = safe.Concat(safe.Say("not reachable, "), f.Text())
	}
	lines := []safe.Text{safe.Concat(e.Request.Proto.Safe(), safe.Say(" "), e.Request.To(), safe.Say(": "), end)}
	for _, s := range e.Steps {
		lines = append(lines, s.line())
	}
	if e.Certificate != nil {
		lines = append(lines, e.Certificate.lines(now)...)
	}
	if !e.Greeting.Empty() {
		lines = append(lines, safe.Concat(safe.Say("  it says: "), e.Greeting))
	}
	if !e.Status.Empty() {
		lines = append(lines, safe.Concat(safe.Say("  HTTP: "), e.Status))
	}
	return lines
}

// To is where a call goes: example.org:443, [::1]:80.
func (c ProbeRequest) To() safe.Text {
	host := safe.Sanitise(c.Host)
	if strings.Contains(c.Host, ":") {
		host = safe.Concat(safe.Say("["), host, safe.Say("]"))
	}
	return safe.Concat(host, safe.Say(":"), safe.Number(c.Port))
}

// Text is the name that errno(3) has for it, and what it means.
func (f *Fault) Text() safe.Text {
	if f.Errno.Empty() {
		return f.Words
	}
	return safe.Join(safe.Say(" "), f.Errno, f.Words)
}

// line is a step with its time in milliseconds, as ping writes it.
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
	lines := []safe.Text{safe.Concat(safe.Say("  "), c.Version, safe.Say(", certificate of "), or(safe.Join(safe.Say(", "), c.Names...), safe.Say("nobody")),
		safe.Say(", issued by "), or(c.Issuer, safe.Say("nobody that is named")))}
	switch {
	case c.Until.IsZero():
	case now.After(c.Until):
		lines = append(lines, safe.Concat(safe.Say("  expired "), dated(c.Until), safe.Say(", "), days(now.Sub(c.Until)), safe.Say(" days ago")))
	case now.Before(c.From):
		lines = append(lines, safe.Concat(safe.Say("  not valid before "), dated(c.From)))
	default:
		lines = append(lines, safe.Concat(safe.Say("  expires "), dated(c.Until), safe.Say(", in "), days(c.Until.Sub(now)), safe.Say(" days")))
	}
	if c.Trusted {
		return append(lines, safe.Say("  trusted by this host"))
	}
	return append(lines, safe.Concat(safe.Say("  not trusted by this host: "), c.Why))
}

func or(s, otherwise safe.Text) safe.Text {
	if s.Empty() {
		return otherwise
	}
	return s
}

func dated(t time.Time) safe.Text { return safe.Sanitise(t.UTC().Format(time.DateTime)) }

func days(d time.Duration) safe.Text { return safe.Number(int64(d / (24 * time.Hour))) }
