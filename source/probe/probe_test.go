package probe

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"berth/model"
	"berth/model/patience"
	"berth/source/worlds"
)

func TestMain(m *testing.M) { worlds.Main(m) }

func probeHost(t *testing.T, call model.ProbeRequest) model.ProbeResult {
	t.Helper()
	if call.Timeout == 0 {
		call.Timeout = patience.Of(t)
	}
	return Prober{}.Probe(t.Context(), call)
}

// wantFault checks the step, errno and words of a failed probe.
func wantFault(t *testing.T, e model.ProbeResult, step model.StepKind, errno, words string) {
	t.Helper()
	f := e.Fault()
	if f == nil {
		t.Fatalf("no fault in %+v", e)
	}
	if last := e.Steps[len(e.Steps)-1].Kind; last != step || f.Errno.String() != errno || !strings.Contains(f.Words.String(), words) {
		t.Errorf("step %s: %q %q, want %s: %q %q", last.Name(), f.Errno, f.Words, step.Name(), errno, words)
	}
}

func portOf(a net.Addr) uint16 {
	switch a := a.(type) {
	case *net.TCPAddr:
		return uint16(a.Port)
	case *net.UDPAddr:
		return uint16(a.Port)
	}
	return 0
}

func TestListenerAnswersAndEveryStepIsTimed(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		server := worlds.Helper(t, "listen")
		e := probeHost(t, model.ProbeRequest{Host: "localhost", Port: server.Port})
		if !e.Answered || e.Fault() != nil || !e.From.Addr().IsLoopback() {
			t.Fatalf("got %+v", e)
		}
		if e.Steps[0].Kind != model.StepResolve || e.Steps[len(e.Steps)-1].Kind != model.StepConnect {
			t.Errorf("steps %+v", e.Steps)
		}
		for _, s := range e.Steps {
			if s.Took <= 0 {
				t.Errorf("%s took %v", s.Kind.Name(), s.Took)
			}
		}
	})
}

func TestPortWithoutListenerIsRefused(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		server := worlds.Helper(t, "listen")
		server.Stop()
		wantFault(t, probeHost(t, model.ProbeRequest{Host: "127.0.0.1", Port: server.Port}), model.StepConnect, "ECONNREFUSED", "nothing listens")
	})
}

func TestDroppedPacketsTimeOut(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		p := worlds.NewPair(t, worlds.Four)
		p.DropPackets(p.Listener)
		e := probeHost(t, model.ProbeRequest{Host: "127.0.0.1", Port: p.ListenerRow(0).Local.Port, Timeout: time.Second / 2})
		wantFault(t, e, model.StepConnect, "ETIMEDOUT", "firewall drops")
	})
}

func TestMissingRouteIsDistinguishedFromARefusal(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		wantFault(t, probeHost(t, model.ProbeRequest{Host: "192.0.2.1", Port: 80}), model.StepConnect, "ENETUNREACH", "no route")
	})
}

func TestExhaustedRangeIsDistinguishedFromARefusal(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		if err := os.WriteFile("/proc/sys/net/ipv4/ip_local_port_range", []byte("40000 40001"), 0); err != nil {
			t.Fatal(err)
		}
		l, err := net.Listen("tcp", "127.0.0.1:30000")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		for {
			conn, err := net.Dial("tcp", l.Addr().String())
			if err != nil {
				break
			}
			defer conn.Close()
		}
		wantFault(t, probeHost(t, model.ProbeRequest{Host: "127.0.0.1", Port: 30000}), model.StepConnect, "EADDRNOTAVAIL", "no free local port")
	})
}

func TestUnknownNameFailsAtTheFirstStep(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) { // no name server is reachable in the namespace
		e := probeHost(t, model.ProbeRequest{Host: "berth.invalid", Port: 80, Timeout: patience.Of(t)})
		if f := e.Fault(); f == nil || len(e.Steps) != 1 || e.Steps[0].Kind != model.StepResolve || f.Words.Empty() {
			t.Errorf("got %+v", e)
		}
	})
}

func TestSilentServerTimesOutAfterTheConnect(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		server := worlds.Helper(t, "deaf")
		e := probeHost(t, model.ProbeRequest{Host: "127.0.0.1", Port: server.Port, TLS: true, Timeout: time.Second / 2})
		wantFault(t, e, model.StepHandshake, "", "connected, but no answer")
		e = probeHost(t, model.ProbeRequest{Host: "127.0.0.1", Port: server.Port, HTTP: true, Timeout: time.Second / 2})
		wantFault(t, e, model.StepFirstByte, "", "connected, but no answer")
	})
}

func TestStatusLineIsSanitised(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		go func() {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			defer conn.Close()
			_, _ = conn.Read(make([]byte, 1024))
			fmt.Fprint(conn, "HTTP/1.1 200 \x1b]0;owned\a\r\nServer: x\r\n\r\n")
		}()
		e := probeHost(t, model.ProbeRequest{Host: "127.0.0.1", Port: portOf(l.Addr()), HTTP: true})
		if got := e.Status.String(); !e.Answered || !strings.HasPrefix(got, "HTTP/1.1 200 ") || strings.ContainsAny(got, "\x1b\a") {
			t.Errorf("%q in %+v", got, e)
		}
	})
}

func TestGreetingOfAServerIsRecorded(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		got := make(chan int, 1)
		go func() {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			defer conn.Close()
			fmt.Fprint(conn, "SSH-2.0-OpenSSH\x1b[2J\r\nmore")
			n, _ := conn.Read(make([]byte, 16))
			got <- n
		}()
		e := probeHost(t, model.ProbeRequest{Host: "127.0.0.1", Port: portOf(l.Addr())})
		if !e.Answered || e.Greeting.String() != "SSH-2.0-OpenSSH\ufffd[2J" {
			t.Errorf("%q in %+v", e.Greeting, e)
		}
		if last := e.Steps[len(e.Steps)-1]; last.Kind != model.StepFirstByte || last.Took <= 0 {
			t.Errorf("steps %+v", e.Steps)
		}
		if n := <-got; n != 0 {
			t.Errorf("%d bytes were sent", n)
		}
	})
}

func TestServerWithoutAGreetingCountsAsAnswered(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		server := worlds.Helper(t, "deaf")
		// The probe must end even if its timeout is longer than the test may take.
		for _, timeout := range []time.Duration{time.Second / 2, 10 * patience.Of(t)} {
			e := probeHost(t, model.ProbeRequest{Host: "127.0.0.1", Port: server.Port, Timeout: timeout})
			if !e.Answered || !e.Greeting.Empty() || e.Steps[len(e.Steps)-1].Kind != model.StepConnect {
				t.Errorf("got %+v", e)
			}
		}
	})
}

func TestServerThatDoesNotSpeakHTTPIsReported(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		go func() {
			for {
				conn, err := l.Accept()
				if err != nil {
					return
				}
				fmt.Fprint(conn, "SSH-2.0-OpenSSH\x1b[2J\r\n")
				_, _ = conn.Read(make([]byte, 1024))
				conn.Close()
			}
		}()
		e := probeHost(t, model.ProbeRequest{Host: "127.0.0.1", Port: portOf(l.Addr()), HTTP: true})
		if f := e.Fault(); f == nil || !strings.Contains(f.Words.String(), "no HTTP answer") || strings.Contains(f.Words.String(), "\x1b") {
			t.Errorf("got %+v", f)
		}
		e = probeHost(t, model.ProbeRequest{Host: "127.0.0.1", Port: portOf(l.Addr()), TLS: true})
		if f := e.Fault(); f == nil || strings.Contains(f.Words.String(), "\x1b") {
			t.Errorf("got %+v", f)
		}
	})
}

func TestTLSShowsTheCertificateAndWhyItIsNotTrusted(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		server := httptest.NewTLSServer(http.NotFoundHandler())
		defer server.Close()
		e := probeHost(t, model.ProbeRequest{Host: "127.0.0.1", Port: portOf(server.Listener.Addr()), TLS: true, HTTP: true})
		c := e.Certificate
		if !e.Answered || c == nil || c.Version.String() != "TLS 1.3" || c.Until.IsZero() || c.Names[0].String() != "example.com" {
			t.Fatalf("got %+v, %+v", e, c)
		}
		if c.Trusted || c.Why.Empty() {
			t.Errorf("trusted %v, %q: want a self-signed certificate not to be trusted", c.Trusted, c.Why)
		}
		if e.Status.String() != "HTTP/1.1 404 Not Found" {
			t.Errorf("status %q", e.Status)
		}
	})
}

func TestDatagramIsAnsweredRefusedOrUnanswered(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		echo, err := net.ListenPacket("udp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer echo.Close()
		go func() {
			for {
				_, from, err := echo.ReadFrom(make([]byte, 16))
				if err != nil {
					return
				}
				_, _ = echo.WriteTo([]byte("yes"), from)
			}
		}()
		call := model.ProbeRequest{Host: "127.0.0.1", Port: portOf(echo.LocalAddr()), Proto: model.UDP}
		if e := probeHost(t, call); !e.Answered {
			t.Errorf("got %+v", e)
		}
		silent := worlds.Helper(t, "listen", "udp")
		call.Port, call.Timeout = silent.Port, 50*time.Millisecond
		wantFault(t, probeHost(t, call), model.StepFirstByte, "", "UDP does not tell which")
		silent.Stop()
		call.Timeout = 0
		wantFault(t, probeHost(t, call), model.StepFirstByte, "ECONNREFUSED", "refused")
	})
}
