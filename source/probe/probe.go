// Package probe checks whether an address answers. It resolves the name and connects; on
// request it also makes a TLS handshake and sends an HTTP HEAD request. It measures the time
// of each step. A failure is explained in words and by the name of its errno(3).
package probe

import (
	"context"
	"net"
	"net/netip"
	"time"

	"berth/model"
)

// Prober probes addresses. It has no state and is safe for concurrent use.
type Prober struct{}

// maxAddresses is the largest number of addresses of a name that are tried.
const maxAddresses = 8

// attempt is one probe in progress.
type attempt struct {
	model.ProbeResult
	conn net.Conn
}

// Probe implements model.Prober.
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
		_ = a.conn.SetDeadline(end) // fails only if the connection is closed; then the next step fails, too
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
		if next.wanted && !a.runStep(ctx, model.Step{Kind: next.step}, next.do) {
			return
		}
	}
	a.Answered = true
	if !a.Request.TLS && !a.Request.HTTP && a.Request.Proto == model.TCP {
		a.greeting(ctx)
	}
}

// runStep runs one step, measures its time and records the result.
func (a *attempt) runStep(ctx context.Context, s model.Step, do func(context.Context) error) bool {
	began := time.Now()
	err := do(ctx)
	s.Took = time.Since(began)
	if err != nil {
		s.Fault = a.fault(s.Kind, err)
	}
	a.Steps = append(a.Steps, s)
	return err == nil
}

// resolve returns the addresses of a name. An IP address needs no lookup.
func (a *attempt) resolve(ctx context.Context) (addrs []netip.Addr, ok bool) {
	if ip, err := netip.ParseAddr(a.Request.Host); err == nil {
		return []netip.Addr{ip.Unmap()}, true
	}
	ok = a.runStep(ctx, model.Step{Kind: model.StepResolve}, func(ctx context.Context) (err error) {
		addrs, err = net.DefaultResolver.LookupNetIP(ctx, "ip", a.Request.Host)
		return err
	})
	return addrs[:min(len(addrs), maxAddresses)], ok
}

// connect tries the addresses one after another. Each gets an equal share of the remaining
// time.
func (a *attempt) connect(ctx context.Context, addrs []netip.Addr) bool {
	for i, ip := range addrs {
		to := netip.AddrPortFrom(ip.Unmap(), a.Request.Port)
		if a.runStep(ctx, model.Step{Kind: model.StepConnect, To: to}, func(ctx context.Context) error {
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

// datagram sends an empty datagram and waits for an answer of the service, or for an ICMP
// error that says that nothing listens on the port.
func (a *attempt) datagram(context.Context) error {
	if _, err := a.conn.Write(nil); err != nil {
		return err
	}
	_, err := a.conn.Read(make([]byte, 1))
	return err
}
