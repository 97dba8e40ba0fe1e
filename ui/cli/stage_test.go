package cli

import (
	"context"
	"fmt"
	"net/netip"
	"os"
	"strings"
	"time"

	"berth/model"
	"berth/model/safe"
)

// Environment variables decide what the machine of a script does. RIGHTS is the rights of
// berth ("effective ambient"), RIGHTS_812 those of process 812. REFUSE lists the PIDs that
// cannot be held, DENY those that cannot be signalled, SURVIVE those that survive a
// signal. STATE is the state of the socket to close, CLOSE the kernel's answer to that,
// and REACH the result of a probe.

type fakeRights struct{}

func (fakeRights) Rights(_ context.Context, id model.ProcessID) (r model.Rights, err error) {
	name := "RIGHTS"
	if id.PID != 0 {
		name += fmt.Sprintf("_%d", id.PID)
	}
	for _, word := range strings.Fields(os.Getenv(name)) {
		switch word {
		case "root":
			r.Root = true
		case "effective":
			r.Effective = true
		case "ambient":
			r.Ambient = true
		case "file":
			r.File = true
		case "foreign":
			r.Foreign = true
		case "unknown":
			err = model.ErrNotPermitted
		}
	}
	return r, err
}

type actor struct{}

func inEnv(name string, pid int32) bool {
	return strings.Contains(" "+os.Getenv(name)+" ", fmt.Sprintf(" %d ", pid))
}

func (actor) Hold(_ context.Context, t model.Target) (model.Victim, error) {
	if inEnv("REFUSE", t.Process.PID) {
		return nil, &model.Refusal{Why: safe.Say("it is an ancestor of berth")}
	}
	return victim{t}, nil
}

func (actor) FindSocket(_ context.Context, id model.SocketID) (model.SocketHandle, error) {
	state, ok := model.ParseState(os.Getenv("STATE"))
	if !ok {
		return model.SocketHandle{}, model.ErrNoSocket
	}
	return model.SocketHandle{Socket: id, State: state, Cookie: 7}, nil
}

func (actor) Close(_ context.Context, g model.SocketHandle, _ bool) error {
	switch os.Getenv("CLOSE") {
	case "denied":
		return fmt.Errorf("close the socket: %w (EPERM); needs root or CAP_NET_ADMIN", model.ErrNotPermitted)
	case "gone":
		return model.ErrNoSocket
	}
	fmt.Fprintln(os.Stderr, "kernel: closed cookie", g.Cookie)
	return nil
}

type victim struct{ model.Target }

func (v victim) Signal(_ context.Context, s model.Signal) error {
	if inEnv("DENY", v.Process.PID) {
		return model.ErrNotPermitted
	}
	fmt.Fprintln(os.Stderr, "kernel:", s.Name, "to", v.Process.PID)
	return nil
}
func (v victim) Gone(context.Context) bool { return !inEnv("SURVIVE", v.Process.PID) }
func (victim) Release()                    {}

// fakeProber returns the result that REACH selects.
type fakeProber struct{}

func (fakeProber) Probe(_ context.Context, call model.ProbeRequest) model.ProbeResult {
	to := netip.MustParseAddrPort("10.0.0.1:443")
	e := model.ProbeResult{Request: call, Steps: []model.Step{
		{Kind: model.StepResolve, Took: 1500 * time.Microsecond},
		{Kind: model.StepConnect, To: to, Took: 250 * time.Microsecond},
	}}
	if os.Getenv("REACH") == "full" {
		e.Steps[1].Fault = &model.Fault{Errno: safe.Say("EADDRNOTAVAIL"), Words: safe.Say("no free local port")}
		return e
	}
	if os.Getenv("REACH") == "mute" {
		e.Steps = append(e.Steps, model.Step{Kind: model.StepFirstByte, Took: 3 * time.Second, Fault: &model.Fault{Words: safe.Say("no answer: UDP does not tell"), Mute: true}})
		return e
	}
	e.Answered = true
	if os.Getenv("REACH") == "ssh" {
		e.Greeting = safe.Sanitise("SSH-2.0-x\x1b[2J")
		e.Steps = append(e.Steps, model.Step{Kind: model.StepFirstByte, Took: 12 * time.Millisecond})
	}
	if call.TLS {
		until := time.Date(2026, 3, 31, 14, 0, 0, 0, time.UTC)
		e.Certificate = &model.Certificate{
			Version: safe.Say("TLS 1.3"), Names: []safe.Text{safe.Say("example.org"), safe.Say("www.example.org")},
			Issuer: safe.Say("An Authority"), Until: until, Trusted: true,
		}
		e.Steps = append(e.Steps, model.Step{Kind: model.StepHandshake, Took: 2 * time.Millisecond})
	}
	if call.HTTP {
		e.Status = safe.Say("HTTP/1.1 200 OK")
		e.Steps = append(e.Steps, model.Step{Kind: model.StepFirstByte, Took: 30 * time.Millisecond})
	}
	return e
}
