// Package probe tries whether an address answers: it resolves the name,
// connects, and where it is asked to, shakes hands for TLS and asks for the head
// of an HTTP page. Each step is timed, and what fails is told in words with the
// name that errno(3) has for it.
package probe

import (
	"context"
	"net"
	"net/netip"
	"time"

	"berth/model"
)

// Prober tries addresses. It holds no state and is safe for several goroutines.
type Prober struct{}

// most is how many addresses of a name are tried.
const most = 8

// attempt is one call on its way.
type attempt struct {
	model.ProbeResult
	conn net.Conn
}

// Probe implements model.Reacher.
func (Prober) Probe(ctx context.Context, call model.ProbeRequest) model.ProbeResult {
	ctx, cancel := context.WithTimeout(ctx, call.Timeout)
	defer cancel()
	a := &attempt{ProbeResult: model.ProbeResult{Request: call}}
	a.run(ctx)
	if a.conn != nil {
		a.conn.Close()
	}
	return a.ProbeResult
}

func (a *attempt) run(ctx context.Context) {
	addrs, ok := a.resolve(ctx)
	if !ok || !a.connect(ctx, addrs) {
		return
	}
	if end, ok := ctx.Deadline(); ok {
		_ = a.conn.SetDeadline(end) // fails on a closed connection only, as what follows will
	}
	for _, next := range []struct {
		wanted bool
		do     func(context.Context) error
		step   model.StepKind
	}{
		{a.Request.TLS, a.handshake, model.StepHandshake},
		{a.Request.HTTP, a.head, model.StepFirstByte},
		{a.Request.Proto == model.UDP, a.datagram, model.StepFirstByte},
	} {
		if next.wanted && !a.take(ctx, model.Step{Kind: next.step}, next.do) {
			return
		}
	}
	a.Answered = true
	if !a.Request.TLS && !a.Request.HTTP && a.Request.Proto == model.TCP {
		a.greeting(ctx)
	}
}

// take times one step, and keeps what became of it.
func (a *attempt) take(ctx context.Context, s model.Step, do func(context.Context) error) bool {
	began := time.Now()
	err := do(ctx)
	s.Took = time.Since(began)
	if err != nil {
		s.Fault = a.fault(s.Kind, err)
	}
	a.Steps = append(a.Steps, s)
	return err == nil
}

// resolve finds the addresses of a name; an address is its own.
func (a *attempt) resolve(ctx context.Context) (addrs []netip.Addr, ok bool) {
	if ip, err := netip.ParseAddr(a.Request.Host); err == nil {
		return []netip.Addr{ip.Unmap()}, true
	}
	ok = a.take(ctx, model.Step{Kind: model.StepResolve}, func(ctx context.Context) (err error) {
		addrs, err = net.DefaultResolver.LookupNetIP(ctx, "ip", a.Request.Host)
		return err
	})
	return addrs[:min(len(addrs), most)], ok
}

// connect tries the addresses one after another, each with an equal share of
// the time that is left.
func (a *attempt) connect(ctx context.Context, addrs []netip.Addr) bool {
	for i, ip := range addrs {
		to := netip.AddrPortFrom(ip.Unmap(), a.Request.Port)
		if a.take(ctx, model.Step{Kind: model.StepConnect, To: to}, func(ctx context.Context) error {
			end, _ := ctx.Deadline()
			ctx, cancel := context.WithTimeout(ctx, time.Until(end)/time.Duration(len(addrs)-i))
			defer cancel()
			conn, err := new(net.Dialer).DialContext(ctx, a.Request.Proto.String(), to.String())
			a.conn = conn
			return err
		}) {
			if from, err := netip.ParseAddrPort(a.conn.LocalAddr().String()); err == nil {
				a.From = from
			}
			return true
		}
	}
	return false
}

// datagram sends an empty one and waits for anything to come back: the answer
// of a service, or the host's word that nobody is there.
func (a *attempt) datagram(context.Context) error {
	if _, err := a.conn.Write(nil); err != nil {
		return err
	}
	_, err := a.conn.Read(make([]byte, 1))
	return err
}
