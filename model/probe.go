package model

import (
	"net/netip"
	"time"

	"berth/model/safe"
)

// ProbeRequest is an address to probe.
type ProbeRequest struct {
	Host    string // a name, or an address
	Port    uint16
	Proto   Proto
	TLS     bool // make a TLS handshake
	HTTP    bool // send HEAD /
	Timeout time.Duration
}

// StepKind is a kind of step of a probe.
type StepKind uint8

// The steps, in the order they are taken.
const (
	StepResolve StepKind = iota
	StepConnect
	StepHandshake
	StepFirstByte
	StepKinds // the number of kinds
)

var steps = [StepKinds]safe.Text{safe.Say("resolve"), safe.Say("connect"), safe.Say("TLS handshake"), safe.Say("first byte")}

// Name is the name of the step in one or two words.
func (s StepKind) Name() safe.Text { return steps[min(s, StepKinds-1)] }

// Step is one step of a probe.
type Step struct {
	Kind  StepKind
	To    netip.AddrPort // of a connect
	Took  time.Duration
	Fault *Fault // nil on success
}

// Fault is why a step failed.
type Fault struct {
	Errno safe.Text // its name in errno(3), if the kernel returned one: "ECONNREFUSED"
	Words safe.Text
	Mute  bool // no answer came; for UDP, that proves nothing
}

// Certificate is the certificate of a TLS server.
type Certificate struct {
	Version safe.Text   // "TLS 1.3"
	Names   []safe.Text // the subject's names
	Issuer  safe.Text
	From    time.Time
	Until   time.Time
	Trusted bool      // valid for the requested name now, by the root certificates of this host
	Why     safe.Text // why it is not trusted
}

// ProbeResult is the result of a probe.
type ProbeResult struct {
	Request     ProbeRequest
	Steps       []Step // in order; a host with several addresses has several connects
	Answered    bool
	From        netip.AddrPort // local address of the connection
	Certificate *Certificate   // of a TLS handshake
	Status      safe.Text      // the first line of an HTTP answer
	Greeting    safe.Text      // the first line of a server that speaks first, such as SSH or SMTP
}

// Fault is why the probe failed; nil if it was answered.
func (e *ProbeResult) Fault() *Fault {
	if e.Answered || len(e.Steps) == 0 {
		return nil
	}
	return e.Steps[len(e.Steps)-1].Fault
}

// Exhausted reports whether the probe found no free local port (EADDRNOTAVAIL).
func (e *ProbeResult) Exhausted() bool {
	f := e.Fault()
	return f != nil && f.Errno == safe.Say("EADDRNOTAVAIL")
}
