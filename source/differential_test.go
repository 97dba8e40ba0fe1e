package source

import (
	"fmt"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"berth/model"
	"berth/model/moment"
	"berth/model/query"
	"berth/model/safe"
	"berth/source/worlds"
)

// A filter that ss accepts must mean the same in berth. The test compares both on one kernel
// with a socket in every state.
func TestFiltersMatchTheSameSocketsAsSS(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		h := openSSTest(t)
		for _, f := range filtersAsInSS {
			h.wantSame(t, f, f)
		}
		for _, f := range filtersSpelledOut {
			h.wantSame(t, f.ours, f.ss)
		}
		t.Logf("%d filters pick the same of %d sockets", len(filtersAsInSS)+len(filtersSpelledOut), len(h.sample(t).Sockets))
	})
}

// Only netlink knows interfaces. A backend that does not know them has gaps.
func TestInterfaceFiltersMatchTheSameSocketsAsSS(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		h := openSSTest(t)
		n := sample(t, h.local, model.NeedDevices|model.NeedBound)
		if n.Backend == safe.Say("procfs") {
			if len(n.Gaps) != 2 {
				t.Errorf("gaps %v, want one for interfaces and one for bound sockets", n.Gaps)
			}
			return
		}
		for _, f := range deviceFilters {
			h.wantSame(t, f, f)
		}
	})
}

// Random filters combine terms in ways that nobody would write down.
func TestRandomFiltersMatchTheSameSocketsAsSS(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		h, random := openSSTest(t), rand.New(rand.NewPCG(3, 2026))
		for range 100 {
			f := expression(random, 3)
			if random.IntN(2) == 0 {
				f = pick(random, statePrefixes) + " " + f
			}
			h.wantSame(t, f, f)
		}
	})
}

func TestComparisonHasASocketInEveryState(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		h := openSSTest(t)
		for s := model.Established; s < model.NewSynRecv; s++ {
			h.wantMatch(t, "state "+s.Filter())
		}
	})
}

// ss lets the kernel filter first, and then filters the result again with fewer bits. It treats
// every IPv6 address that begins with as many zeros as 0.0.0.0, and an IPv4 address as a member
// of ::/0. With "not", one of the two filters always rejects such an address, so ss shows it
// neither with the filter nor with its negation. The manual of ss does not say so, and berth
// shows it.
func TestNotIsTheComplementWhereSSLosesSockets(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		h := openSSTest(t)
		for _, f := range []string{"src 0.0.0.0", "src [::]", "dst ::/0", "src 0/0"} {
			h.wantSame(t, f, f)
			var rest []string
			worlds.Until(t, f+" and its opposite to be everything", func() bool {
				rest = h.berth(t, "not "+f, false)
				both := slices.Concat(rest, h.berth(t, f, false))
				slices.Sort(both)
				return len(rest) > 0 && slices.Equal(both, h.berth(t, "", false))
			})
			shown, _, err := h.ss(t, "not", f[:3], f[4:])
			if err != nil || len(shown) > len(rest) {
				t.Errorf("not %s: ss shows %d, berth %d (%v)", f, len(shown), len(rest), err)
			}
			t.Logf("not %s: ss loses %d of %d sockets", f, len(rest)-len(shown), len(rest))
		}
	})
}

// Only netlink says whether a program requested its port. Without netlink, berth uses the
// ephemeral range.
func TestAutoboundAgreesWithTheKernel(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		h := openSSTest(t)
		listenOn(t, "127.0.0.4:40000")
		h.wantSame(t, "autobound", "autobound")
		if ours := h.berth(t, "autobound and src 127.0.0.4", false); len(ours) != 0 {
			t.Errorf("a port of the range that was asked for counts as drawn: %q", ours)
		}
		h.local = open(t, Spec{Root: "/proc", Etc: "/etc", Backend: model.Procfs})
		if ours := h.berth(t, "autobound and src 127.0.0.4", false); len(ours) != 1 {
			t.Errorf("procfs does not know, so the range decides: %q", ours)
		}
	})
}

func TestSomeFiltersOfSSAreRefused(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		h := openSSTest(t)
		for _, f := range refusedFilters {
			if _, _, err := h.ss(t, strings.Fields(f.text)...); err != nil {
				t.Errorf("%q: ss refuses it too: %v", f.text, err)
			}
			if _, err := query.Parse(f.text); err == nil || !strings.Contains(err.Error(), f.why) {
				t.Errorf("%q: berth says %v, want %q", f.text, err, f.why)
			}
		}
	})
}

// A TCP socket that is only bound is listed by netlink and by ss since version 6.8; no table in
// /proc/net contains it.
func TestBoundSocketMatchesByItsState(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		h := openSSTest(t)
		for filter, want := range map[string]bool{
			"state bound-inactive": true, "state all": true, "state big": true,
			"exclude bound-inactive": false, "state connected": false, "state synchronized": false, "state closed": false,
		} {
			q, err := query.Parse(filter)
			if err != nil {
				t.Fatal(err)
			}
			found := 0
			for _, c := range moment.Conns(new(moment.Timeline).Next(h.sample(t), time.Second), q.Match(), true) {
				if c.Socket().Proto == model.TCP && c.Socket().Local.Port == h.bound {
					found++
				}
			}
			if found > 1 || found == 1 != want {
				t.Errorf("%s picks it %d times, want it: %v", filter, found, want)
			}
		}
		rows, _, err := h.ss(t, "state", "bound-inactive")
		if err != nil {
			t.Logf("this ss does not know the state: %v", err)
		} else if want := fmt.Sprintf("127.0.0.1:%d", h.bound); len(rows) != 1 || !strings.Contains(rows[0], want) {
			t.Errorf("ss shows %q as bound only, which is %s", rows, want)
		}
	})
}

// maxTries is how many comparisons must fail before a filter counts as different.
const maxTries = 100

// wantSame compares until both match the same sockets, because closing sockets change meanwhile. As
// long as the sockets agree, it reuses the sample of the previous filter.
func (h *ssTest) wantSame(t *testing.T, ours, theirs string) {
	t.Helper()
	ours, theirs = h.fill.Replace(ours), h.fill.Replace(theirs)
	var diff string
	for range maxTries {
		rows, stateless, err := h.ss(t, strings.Fields(theirs)...)
		if err != nil {
			t.Fatalf("%q: %v", theirs, err)
		}
		if h.moment == nil {
			h.moment = h.newMoment(t)
		}
		if diff = cmp.Diff(rows, picked(t, h.moment, ours, stateless), cmpopts.EquateEmpty()); diff == "" {
			return
		}
		h.moment = nil
	}
	t.Errorf("%q picks other sockets than ss (-ss +berth):\n%s", ours, diff)
}

func (h *ssTest) wantMatch(t *testing.T, filter string) {
	t.Helper()
	worlds.Until(t, "a socket for "+filter, func() bool { return len(h.berth(t, filter, false)) > 0 })
}

// newMoment takes a new sample.
func (h *ssTest) newMoment(t *testing.T) *moment.Moment {
	t.Helper()
	return new(moment.Timeline).Next(h.sample(t), time.Second)
}

// berth returns the sockets that match a filter now, one line per socket.
func (h *ssTest) berth(t *testing.T, filter string, stateless bool) []string {
	t.Helper()
	return picked(t, h.newMoment(t), filter, stateless)
}

func picked(t *testing.T, m *moment.Moment, filter string, stateless bool) []string {
	t.Helper()
	q, err := query.Parse(filter)
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	for _, c := range moment.Conns(m, q.Match(), true) {
		s := c.Socket()
		if s.State == model.Bound { // ss lists these only since 6.8; another test covers them
			continue
		}
		state := s.State.NameOn(s.Proto).String()
		if stateless {
			state = ""
		}
		rows = append(rows, row(s.Proto.String(), state, raw(s, s.Local), raw(s, s.Remote)))
	}
	slices.Sort(rows)
	return rows
}

func row(words ...string) string { return strings.Join(words, " ") }

// raw formats an endpoint as the socket has it. berth shows ::ffff:127.0.0.1 as 127.0.0.1 and
// says in another column that the socket is an IPv6 one.
func raw(s *model.Socket, e model.Endpoint) string {
	if s.Traits&model.MappedFour != 0 {
		address, port, _ := strings.Cut(e.Safe().String(), ":")
		return "[::ffff:" + address + "]:" + port
	}
	return e.Safe().String()
}

// ss returns the sockets that ss shows, in the same form. stateless means that ss left out the
// states, which it does if the filter allows only one.
func (h *ssTest) ss(t *testing.T, filter ...string) (rows []string, stateless bool, err error) {
	var stderr strings.Builder
	cmd := exec.CommandContext(t.Context(), h.path, append([]string{"-tuanH"}, filter...)...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, false, fmt.Errorf("ss: %w: %s", err, stderr.String())
	}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line) // Netid [State] Recv-Q Send-Q Local Peer
		state := ""
		if len(words) > 1 && strings.Trim(words[1], "0123456789") != "" {
			state = words[1]
			words = slices.Delete(words, 1, 2)
		}
		if len(words) < 5 {
			return nil, false, fmt.Errorf("ss: a line with too few columns: %q", line)
		}
		if words[0] == "tcp" && state == "UNCONN" { // only bound
			continue
		}
		stateless = stateless || state == ""
		rows = append(rows, row(words[0], state, spelledOut(words[3]), spelledOut(words[4])))
	}
	slices.Sort(rows)
	return rows, stateless, nil
}

// spelledOut undoes the abbreviations of ss: * is [::] of a dual-stack socket, and %lo is the
// interface that a socket is bound to.
func spelledOut(end string) string {
	colon := strings.LastIndexByte(end, ':')
	address, port := end[:colon], end[colon+1:]
	address, _, bound := strings.Cut(address, "%")
	if bound && strings.HasPrefix(address, "[") {
		address += "]"
	}
	if address == "*" {
		address = "[::]"
	}
	return address + ":" + port
}
