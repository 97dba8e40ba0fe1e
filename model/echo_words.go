package model

import (
	"strconv"
	"strings"
	"time"
)

// Lines tell the way of a call: one line for its end, one for each step, then
// what was found there.
func (e *Echo) Lines(now time.Time) []Safe {
	end := Say("reachable")
	switch f := e.Fault(); {
	case f == nil:
	case f.Mute:
		end = Concat(Say("not known, "), f.Text())
	default:
		end = Concat(Say("not reachable, "), f.Text())
	}
	lines := []Safe{Concat(e.Call.Proto.Safe(), Say(" "), e.Call.To(), Say(": "), end)}
	for _, s := range e.Stages {
		lines = append(lines, s.line())
	}
	if e.Certificate != nil {
		lines = append(lines, e.Certificate.lines(now)...)
	}
	if !e.Greeting.Empty() {
		lines = append(lines, Concat(Say("  it says: "), e.Greeting))
	}
	if !e.Status.Empty() {
		lines = append(lines, Concat(Say("  HTTP: "), e.Status))
	}
	return lines
}

// To is where a call goes: example.org:443, [::1]:80.
func (c Call) To() Safe {
	host := Sanitise(c.Host)
	if strings.Contains(c.Host, ":") {
		host = Concat(Say("["), host, Say("]"))
	}
	return Concat(host, Say(":"), Number(c.Port))
}

// Text is the name that errno(3) has for it, and what it means.
func (f *Fault) Text() Safe {
	if f.Errno.Empty() {
		return f.Words
	}
	return Join(Say(" "), f.Errno, f.Words)
}

// line is a step with its time in milliseconds, as ping writes it.
func (s *Stage) line() Safe {
	const nameWidth, timeWidth = 32, 10
	name := s.Step.Name().String()
	if s.Step == StepConnect {
		name += " " + s.To.String()
	}
	took := strconv.FormatFloat(float64(s.Took.Microseconds())/1000, 'f', 3, 64)
	text := "  " + name + strings.Repeat(" ", max(nameWidth-len(name), 0)+1+max(timeWidth-3-len(took), 0)) + took + " ms"
	if s.Fault != nil {
		text += "  " + s.Fault.Text().String()
	}
	return Sanitise(text)
}

func (c *Certificate) lines(now time.Time) []Safe {
	lines := []Safe{Concat(Say("  "), c.Version, Say(", certificate of "), or(Join(Say(", "), c.Names...), "nobody"),
		Say(", issued by "), or(c.Issuer, "nobody that is named"))}
	switch {
	case c.Until.IsZero():
	case now.After(c.Until):
		lines = append(lines, Concat(Say("  expired "), dated(c.Until), Say(", "), days(now.Sub(c.Until)), Say(" days ago")))
	case now.Before(c.From):
		lines = append(lines, Concat(Say("  not valid before "), dated(c.From)))
	default:
		lines = append(lines, Concat(Say("  expires "), dated(c.Until), Say(", in "), days(c.Until.Sub(now)), Say(" days")))
	}
	if c.Trusted {
		return append(lines, Say("  trusted by this host"))
	}
	return append(lines, Concat(Say("  not trusted by this host: "), c.Why))
}

func or(s Safe, otherwise literal) Safe {
	if s.Empty() {
		return Say(otherwise)
	}
	return s
}

func dated(t time.Time) Safe { return Sanitise(t.UTC().Format(time.DateTime)) }

func days(d time.Duration) Safe { return Number(int64(d / (24 * time.Hour))) }
