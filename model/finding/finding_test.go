package finding_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"berth/model"
	"berth/model/finding"
	"berth/model/scene"
)

// watched is the report about the last of several worlds, a second apart. Rights are
// read between them.
func watched(interval time.Duration, rights model.Rights, unread error, worlds ...string) finding.Report {
	var w finding.Watch
	var r finding.Report
	for _, m := range scene.Moments(interval, worlds...) {
		r = w.Next(m, finding.Needs(), interval)
		answer(&w, rights, unread)
	}
	return r
}

func TestRuleFindsWorldsAboveButNotBelowItsThreshold(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range cases {
		seen[c.rule] = true
		t.Run(c.rule, func(t *testing.T) {
			f, ok := of(watched(time.Second, c.rights, nil, c.worlds...), c.rule)
			if !ok {
				t.Fatal("not found")
			}
			if f.Severity != c.severity {
				t.Errorf("severity %s, want %s", f.Severity.Name(), c.severity.Name())
			}
			text := words(f)
			for _, want := range c.says {
				if !strings.Contains(text, want) {
					t.Errorf("it does not say %q:\n%s", want, text)
				}
			}
			for _, e := range f.Evidence {
				if e.What.Empty() || e.Value.Empty() || e.Source.Empty() {
					t.Errorf("evidence %+v", e)
				}
			}
			if f, ok := of(watched(time.Second, c.rights, nil, c.below...), c.rule); ok {
				t.Errorf("a world just below the threshold is found too:\n%s", words(f))
			}
		})
	}
	for _, r := range finding.Rules {
		if !seen[r.Name.String()] {
			t.Errorf("no world for %s", r.Name)
		}
	}
}

// answer gives every process the same rights, and a hundred descriptors of which
// ten are left.
func answer(w *finding.Watch, rights model.Rights, unread error) {
	q := w.Questions()
	for _, id := range q.Rights {
		w.AnswerRights(id, rights, unread == nil)
	}
	for _, id := range q.Files {
		w.AnswerFiles(id, model.Reading{Value: 90, Known: true}, model.Reading{Value: 100, Known: true})
	}
}

// of is the finding of a rule.
func of(r finding.Report, rule string) (finding.Finding, bool) {
	for _, f := range r.Findings {
		if f.Rule.String() == rule {
			return f, true
		}
	}
	return finding.Finding{}, false
}

// words is the whole text of a finding.
func words(f finding.Finding) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s\n", f.Severity.Name(), f.Rule, f.Subject.Words)
	for _, e := range f.Evidence {
		fmt.Fprintf(&b, "  %s: %s [%s]\n", e.What, e.Value, e.Source)
	}
	a := f.Advice
	fmt.Fprintf(&b, "  %s\n  %s\n  %s\n  %s\n  %v\n", a.Words, a.Live, a.Command, a.Gains, a.Risks)
	return b.String()
}

func TestOrderOfSocketsDoesNotMatter(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, c := range cases {
		want := all(watched(time.Second, c.rights, nil, c.worlds...))
		for range 5 {
			mixed := make([]string, len(c.worlds))
			for i, world := range c.worlds {
				mixed[i] = mix(r, world)
			}
			if got := all(watched(time.Second, c.rights, nil, mixed...)); got != want {
				t.Errorf("%s:\n%s\nwith the sockets in another order:\n%s", c.rule, want, got)
			}
		}
	}
}

func all(r finding.Report) string {
	var b strings.Builder
	for _, f := range r.Findings {
		b.WriteString(words(f))
	}
	fmt.Fprintln(&b, r.Missing)
	return b.String()
}

// mix shuffles the sockets of a world.
func mix(r *rand.Rand, world string) string {
	var facts, sockets []string
	for line := range strings.Lines(world) {
		if strings.HasPrefix(line, "tcp ") || strings.HasPrefix(line, "udp ") {
			sockets = append(sockets, strings.TrimSpace(line))
		} else {
			facts = append(facts, strings.TrimSpace(line))
		}
	}
	r.Shuffle(len(sockets), func(i, j int) { sockets[i], sockets[j] = sockets[j], sockets[i] })
	return strings.Join(append(facts, sockets...), "\n")
}

func TestEmptyHostHasNoFindings(t *testing.T) {
	if r := watched(time.Second, model.Rights{}, nil, ""); len(r.Findings) > 0 {
		t.Error(all(r))
	}
}

func TestUnreadableFactsAreReportedAndFindNothing(t *testing.T) {
	r := watched(time.Second, model.Rights{}, errors.New("no"), "process 5 x y\ntcp listen 0.0.0.0:99 by 5", "process 5 x y\ntcp listen 0.0.0.0:99 by 5 uid=7")
	said := fmt.Sprint(r.Missing)
	for _, want := range []string{"ip_local_port_range could not be read", "accept queues (this backend does not read the limit of 1 listeners", "nf_conntrack_count: not read",
		"the capabilities of 1 processes could not be read", "sockstat TCP orphan: not read"} {
		if !strings.Contains(said, want) {
			t.Errorf("it does not say %q: %s", want, said)
		}
	}
	if len(r.Findings) > 0 {
		t.Error(all(r))
	}
}

func TestFindingKeepsTheTimeOfItsFirstSample(t *testing.T) {
	const none, public = "", "tcp listen 0.0.0.0:6379"
	var w finding.Watch
	for i, c := range []struct {
		world string
		since int // -1: nothing is found
		whole bool
	}{{none, -1, false}, {public, 1, true}, {public, 1, true}, {none, -1, false}, {public, 1, true}} {
		r := w.Next(scene.Moment(fmt.Sprintf("at %ds\n%s", i, c.world)), finding.Needs(), time.Second)
		f, ok := of(r, "public-service")
		if ok != (c.since >= 0) {
			t.Fatalf("after %ds: found %v", i, ok)
		}
		if ok && (f.Since != scene.Epoch.Add(time.Duration(c.since)*time.Second) || f.Whole != c.whole) {
			t.Errorf("after %ds: since %v, whole %v", i, f.Since, f.Whole)
		}
	}
	r := w.Next(scene.Moment("at 90s\n"+public), finding.Needs(), time.Second)
	if f, _ := of(r, "public-service"); f.For != 0 {
		t.Errorf("after a minute without it, it is there for %v", f.For)
	}
}

func TestGapBetweenSamplesRestartsTheSlope(t *testing.T) {
	worlds := seconds(closed(0, 3), closed(0, 6), closed(0, 9), closed(0, 12), closed(0, 15))
	if _, ok := of(watched(time.Second, model.Rights{}, nil, worlds...), "close-wait"); !ok {
		t.Fatal("the growth is not found")
	}
	worlds = append(worlds, "at 64s\n"+closed(0, 18))
	if f, ok := of(watched(time.Second, model.Rights{}, nil, worlds...), "close-wait"); ok {
		t.Errorf("found across a gap of a minute:\n%s", words(f))
	}
}

func TestRuleFindsNothingWithoutTheFactsItNeeds(t *testing.T) {
	var w finding.Watch
	if r := w.Next(scene.Moment(narrow+bound(99)), 0, time.Second); len(r.Findings) > 0 {
		t.Error(all(r))
	}
}

func TestUnitNamesUnsafeInAShellGiveNoCommand(t *testing.T) {
	for unit, command := range map[string]string{
		"billing.service":        "systemctl restart billing.service",
		"app@2.service":          "systemctl restart app@2.service",
		"x;reboot;.service":      "",
		"$(reboot).service":      "",
		"`reboot`.service":       "",
		`a\x2db.service`:         "",
		"-Hevil.example.service": "",
		"session-3.scope":        "", // systemctl cannot start a scope
	} {
		var worlds []string
		for n := range 6 {
			worlds = append(worlds, strings.ReplaceAll(closed(0, 3+3*n), "billing.service", unit))
		}
		f, ok := of(watched(time.Second, model.Rights{}, nil, seconds(worlds...)...), "close-wait")
		if got := f.Advice.Command.String(); !ok || got != command {
			t.Errorf("%s: %v, %q, want %q", unit, ok, got, command)
		}
	}
}

func TestChooserOfAListenersPortIsAskedOnce(t *testing.T) {
	const unanswered = "range 32768-60999\nreserved\ntcp listen 127.0.0.1:40000 inode=7"
	cheap := finding.Needs() &^ model.NeedDrawn
	for name, c := range map[string]struct {
		answer string
		found  int
	}{"known": {unanswered + " drawn=0", 1}, "unknown": {unanswered, 0}} {
		var w finding.Watch
		next := func(second int, world string, sampled model.Need) finding.Report {
			return w.Next(scene.Moment(fmt.Sprintf("at %ds\n%s", second, world)), sampled, time.Second)
		}
		if r := next(0, unanswered, cheap); r.Asks != model.NeedDrawn || len(r.Findings) > 0 {
			t.Errorf("%s: before the answer: %+v", name, r)
		}
		r := next(1, c.answer, finding.Needs())
		if r.Asks != 0 || len(r.Findings) != c.found {
			t.Errorf("%s: %+v", name, r)
		}
		if c.found > 0 && r.Findings[0].Whole {
			t.Errorf("%s: a listener that was there at the first sample counts as new", name)
		}
		if r := next(2, unanswered, cheap); r.Asks != 0 || len(r.Findings) != c.found {
			t.Errorf("%s: after it: %+v", name, r)
		}
	}
}
