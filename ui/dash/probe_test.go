package dash

import (
	"context"
	"net/netip"
	"testing"
	"time"

	"berth/model"
	"berth/model/safe"
	"berth/ui/dash/pane"
)

// fakeProber gives the same answer to every request, and records the requests.
type fakeProber struct {
	calls []model.ProbeRequest
	fault *model.Fault
}

func (f *fakeProber) Probe(_ context.Context, call model.ProbeRequest) model.ProbeResult {
	f.calls = append(f.calls, call)
	to := netip.AddrPortFrom(netip.MustParseAddr(call.Host), call.Port)
	return model.ProbeResult{Request: call, Answered: f.fault == nil, Steps: []model.Step{
		{Kind: model.StepConnect, To: to, Took: 1500 * time.Microsecond, Fault: f.fault},
	}}
}

func probed(t *testing.T, f *fakeProber, keys string) *driver {
	t.Helper()
	d := start(t, quietServer(), 120, 36, func(a *App) { a.machine.Prober = f })
	d.keys(keys)
	return d
}

func TestProbeTriesTheListenerOfThePortFromThisHost(t *testing.T) {
	for keys, want := range map[string]string{
		"6379 t":                           "127.0.0.1:6379",
		"22 t":                             "127.0.0.1:22", // it listens on 0.0.0.0
		"tab tab tab / dport=5432 enter t": "10.0.3.9:5432",
	} {
		f := &fakeProber{}
		d := probed(t, f, keys)
		d.sees("Can "+want+" be reached from here", "tcp "+want+": reachable", "1.500 ms")
		d.fits()
		if len(f.calls) != 1 || f.calls[0].TLS || f.calls[0].HTTP || f.calls[0].Timeout != pane.ProbeTime {
			t.Errorf("%q called %+v", keys, f.calls)
		}
		d.keys("z")
		d.misses("be reached from here")
	}
}

func TestProbeSaysWhyNothingAnswers(t *testing.T) {
	d := probed(t, &fakeProber{fault: &model.Fault{Errno: safe.Say("ECONNREFUSED"), Words: safe.Say("refused: nothing listens")}}, "6379 t")
	d.sees("not reachable, ECONNREFUSED refused: nothing listens")
	d.fits()
}

func TestProbeOfUDPSaysThatSilenceIsNoProof(t *testing.T) {
	f := &fakeProber{fault: &model.Fault{Words: safe.Say("no answer: UDP does not tell which"), Mute: true}}
	d := probed(t, f, "53 down t")
	d.sees("udp 127.0.0.1:53: unknown, no answer: UDP does not tell which")
	d.misses("not reachable")
	if len(f.calls) != 1 || f.calls[0].Proto != model.UDP {
		t.Errorf("called %+v", f.calls)
	}
}

func TestProbeWithoutAFreePortNamesTheHolder(t *testing.T) {
	f := &fakeProber{fault: &model.Fault{Errno: safe.Say("EADDRNOTAVAIL"), Words: safe.Say("no free local port")}}
	d := probed(t, f, "tab tab tab / dport=5432 enter t")
	d.sees("EADDRNOTAVAIL no free local port", "60 of 28232 ports are in use from 10.0.0.7 to 10.0.3.9:5432")
	d.fits()
}

func TestProbeIsRefusedWithAReasonWhereThereIsNoAddress(t *testing.T) {
	for _, keys := range []string{"tab t", "tab tab t"} {
		f := &fakeProber{}
		d := probed(t, f, keys)
		d.sees("t tests a port or the peer of a connection")
		if len(f.calls) != 0 {
			t.Errorf("%q called %+v", keys, f.calls)
		}
	}
}
