package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"berth/model"
	"berth/model/follow"
	"berth/model/moment"
	"berth/model/query"
)

// choice is which sockets are selected: by the filter, and by the flags that ss has too.
type choice struct {
	listening, tcp, udp, four, six bool
	filter                         query.Query
}

func (c *choice) declare(set *pflag.FlagSet) {
	set.SortFlags = false
	set.BoolVarP(&c.listening, "listening", "l", false, "only listening sockets")
	set.BoolVarP(&c.tcp, "tcp", "t", false, "only TCP; with -u both")
	set.BoolVarP(&c.udp, "udp", "u", false, "only UDP; with -t both")
	set.BoolVarP(&c.four, "ipv4", "4", false, "only IPv4 sockets; with -6 both")
	set.BoolVarP(&c.six, "ipv6", "6", false, "only IPv6 sockets, including those that carry IPv4; with -4 both")
	for _, of := range []struct{ name, letter string }{{"numeric", "n"}, {"all", "a"}, {"processes", "p"}} {
		set.BoolP(of.name, of.letter, false, "accepted because ss has it; berth always does this")
		_ = set.MarkHidden(of.name) // it fails only for a flag that was not declared
	}
}

// match matches the selected sockets; nil means all.
func (c *choice) match() moment.Match {
	filter := c.filter.Match()
	if !c.listening && c.tcp == c.udp && c.four == c.six {
		return filter
	}
	return func(row moment.Conn) bool {
		s := row.Socket()
		six := s.Traits&model.InetSix != 0
		switch {
		case c.listening && !s.Listening(),
			c.tcp != c.udp && c.tcp != (s.Proto == model.TCP),
			c.four != c.six && c.six != six:
			return false
		}
		return filter == nil || filter(row)
	}
}

// look takes the samples of a command: one, or one after each interval.
type look struct {
	d        *deps
	machine  *model.Machine
	follower follow.Follower
	every    time.Duration
	known    map[string]bool // gaps that were already reported
}

func (d *deps) look(ctx context.Context, every time.Duration) (*look, error) {
	collectLate()
	machine, err := d.open(ctx, d.backend)
	if err != nil {
		return nil, err
	}
	return &look{
		d: d, machine: machine, every: every, known: map[string]bool{},
		follower: follow.Follower{Machine: machine},
	}, nil
}

// moment takes a sample that has what is needed.
func (l *look) moment(ctx context.Context, need model.Need) (*moment.Moment, error) {
	seen, err := l.follower.Look(ctx, follow.Request{Need: need, Interval: l.every})
	return seen.Moment, err
}

// repeat calls each so many times, with an interval between two calls; 0 means until the
// context ends. turn counts from 0.
func (l *look) repeat(ctx context.Context, times int, each func(turn int) error) error {
	for turn := 0; ; turn++ {
		if err := each(turn); err != nil || turn+1 == times {
			return err
		}
		if err := l.wait(ctx); err != nil {
			return err
		}
	}
}

// notice reports on standard error what could not be read, each gap once.
func (l *look) notice(m *moment.Moment) {
	for _, g := range m.Gaps {
		if words := g.Words().String(); !l.known[words] {
			l.known[words] = true
			fmt.Fprintln(l.d.stderr, "berth:", words)
		}
	}
}

// once reports on standard error if the command takes one sample only, but needs two.
func (l *look) once(need model.Need) {
	if l.every > 0 || !need.Has(model.NeedPast) {
		return
	}
	what := "growth is"
	if need.Has(model.NeedFlows) {
		what = "bytes a second are"
	}
	fmt.Fprintf(l.d.stderr, "berth: %s not known from a single sample; use list --every 1s\n", what)
}

// wait waits for an interval.
func (l *look) wait(ctx context.Context) error {
	timer := time.NewTimer(l.every)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// listed splits "pid, process" at its commas.
func listed(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
}
