package cli

import (
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"berth/model"
)

// echoText tells the way of a call: a line for its end, one for each step.
func echoText(e *model.Echo, now time.Time) string {
	var b strings.Builder
	to := net.JoinHostPort(e.Call.Host, strconv.Itoa(int(e.Call.Port)))
	if f := e.Fault(); f == nil {
		fmt.Fprintf(&b, "%s %s: reachable\n", e.Call.Proto, to)
	} else {
		fmt.Fprintf(&b, "%s %s: not reachable, %s\n", e.Call.Proto, to, faultText(f))
	}
	for _, s := range e.Stages {
		name := s.Step.Name().String()
		if s.Step == model.StepConnect {
			name += " " + model.Sanitise(s.To.String()).String()
		}
		fmt.Fprintf(&b, "  %-32s %10s", name, took(s.Took))
		if s.Fault != nil {
			fmt.Fprintf(&b, "  %s", faultText(s.Fault))
		}
		b.WriteString("\n")
	}
	if e.Certificate != nil {
		b.WriteString(certificateText(e.Certificate, now))
	}
	if !e.Status.Empty() {
		fmt.Fprintf(&b, "  HTTP: %s\n", e.Status)
	}
	return b.String()
}

// faultText is the name that errno(3) has for it, and what it means.
func faultText(f *model.Fault) string {
	if f.Errno.Empty() {
		return f.Words.String()
	}
	return f.Errno.String() + " " + f.Words.String()
}

// took writes a time in milliseconds, as ping does.
func took(d time.Duration) string {
	return strconv.FormatFloat(float64(d.Microseconds())/1000, 'f', 3, 64) + " ms"
}

func certificateText(c *model.Certificate, now time.Time) string {
	names := model.Join(model.Say(", "), c.Names...)
	text := fmt.Sprintf("  %s, certificate of %s, issued by %s\n", c.Version, or(names, "nobody"), or(c.Issuer, "nobody that is named"))
	switch {
	case c.Until.IsZero():
	case now.After(c.Until):
		text += fmt.Sprintf("  expired %s, %d days ago\n", c.Until.UTC().Format(time.DateTime), days(now.Sub(c.Until)))
	case now.Before(c.From):
		text += fmt.Sprintf("  not valid before %s\n", c.From.UTC().Format(time.DateTime))
	default:
		text += fmt.Sprintf("  expires %s, in %d days\n", c.Until.UTC().Format(time.DateTime), days(c.Until.Sub(now)))
	}
	if c.Trusted {
		return text + "  trusted by this host\n"
	}
	return text + fmt.Sprintf("  not trusted by this host: %s\n", c.Why)
}

func or(s model.Safe, otherwise string) string {
	if s.Empty() {
		return otherwise
	}
	return s.String()
}

func days(d time.Duration) int { return int(d / (24 * time.Hour)) }
