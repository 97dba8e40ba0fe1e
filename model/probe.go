package model

import (
	"net/netip"
	"time"

	"berth/model/safe"
)

// ProbeRequest is an address to be tried.
type ProbeRequest struct {
	Host    string // a name, or an address
	Port    uint16
	Proto   Proto
	TLS     bool // a handshake on top
	HTTP    bool // ask for the head of /
	Timeout time.Duration
}

// StepKind is a part of the way to an answer.
type StepKind uint8

// The steps, in the order they are taken.
const (
	StepResolve StepKind = iota
	StepConnect
	StepHandshake
	StepFirstByte
	StepKinds // how many there are
)

var steps = [StepKinds]safe.Text{safe.Say("resolve"), safe.Say("connect"), safe.Say("TLS handshake"), safe.Say("first byte")}

// Name is the step in a word or two.
func (s StepKind) Name() safe.Text { return steps[min(s, StepKinds-1)] }

// Step is a step that was taken.
type Step struct {
	Kind  StepKind
	To    netip.AddrPort // of a connect
	Took  time.Duration
	Fault *Fault // nil where it went well
}

// Fault is why a step led nowhere.
type Fault struct {
	Errno safe.Text // its name in errno(3), where the kernel gave one: "ECONNREFUSED"
	Words safe.Text
	Mute  bool // nothing came back, which with UDP proves nothing
}

// Certificate is what a TLS server showed of itself.
type Certificate struct {
	Version safe.Text   // "TLS 1.3"
	Names   []safe.Text // it is made out to
	Issuer  safe.Text
	From    time.Time
	Until   time.Time
	Trusted bool      // for the name that was asked for, by the roots of this host, at this time
	Why     safe.Text // not, where it is not
}

// ProbeResult is what came back from a call.
type ProbeResult struct {
	Request     ProbeRequest
	Steps       []Step // in order; a host with several addresses has several connects
	Answered    bool
	From        netip.AddrPort // where the connection began
	Certificate *Certificate   // of a TLS handshake
	Status      safe.Text      // the first line of an HTTP answer
	Greeting    safe.Text      // the first line of a server that speaks first, such as SSH or SMTP
}

// Fault is what the call failed with; nil where it was answered.
func (e *ProbeResult) Fault() *Fault {
	if e.Answered || len(e.Steps) == 0 {
		return nil
	}
	return e.Steps[len(e.Steps)-1].Fault
}

// Exhausted reports whether the call found no free local port (EADDRNOTAVAIL).
func (e *ProbeResult) Exhausted() bool {
	f := e.Fault()
	return f != nil && f.Errno == safe.Say("EADDRNOTAVAIL")
}
