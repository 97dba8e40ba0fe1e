package probe

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"berth/model"
	"berth/model/safe"
)

// Bounds of what a server can make us read and show.
const (
	limit     = 256                    // runes of one text
	mostNames = 16                     // of a certificate
	headLimit = 64 << 10               // bytes of an HTTP head
	hush      = 300 * time.Millisecond // how long a server may take that speaks first
)

// greeting waits a moment for a server that speaks first, and keeps its first
// line. Most do not, which is no failure.
func (a *attempt) greeting(ctx context.Context) {
	began := time.Now()
	until := began.Add(hush)
	if end, ok := ctx.Deadline(); ok && end.Before(until) {
		until = end
	}
	if a.conn.SetReadDeadline(until) != nil {
		return
	}
	said := make([]byte, limit)
	n, _ := a.conn.Read(said)
	if n == 0 {
		return
	}
	a.Steps = append(a.Steps, model.Step{Kind: model.StepFirstByte, Took: time.Since(began)})
	line, _, _ := strings.Cut(string(said[:n]), "\n")
	a.Greeting = safe.Sanitise(strings.TrimRight(line, "\r")).Cut(limit)
}

// handshake shows whatever certificate the server has: that it is not trusted is
// an answer, not a failure.
func (a *attempt) handshake(ctx context.Context) error {
	conn := tls.Client(a.conn, &tls.Config{ServerName: a.Request.Host, InsecureSkipVerify: true}) // checked below, and told
	if err := conn.HandshakeContext(ctx); err != nil {
		return err
	}
	a.conn = conn
	state := conn.ConnectionState()
	c := &model.Certificate{Version: safe.Sanitise(tls.VersionName(state.Version))}
	a.Certificate = c
	if len(state.PeerCertificates) == 0 {
		c.Why = safe.Say("the server showed no certificate")
		return nil
	}
	leaf := state.PeerCertificates[0]
	c.Names, c.From, c.Until = names(leaf), leaf.NotBefore, leaf.NotAfter
	c.Issuer = safe.Sanitise(leaf.Issuer.CommonName).Cut(limit)
	if err := verify(state.PeerCertificates, a.Request.Host); err != nil {
		c.Why = safe.Sanitise(err.Error()).Cut(limit)
	} else {
		c.Trusted = true
	}
	return nil
}

// names are whom a certificate is made out to.
func names(c *x509.Certificate) []safe.Text {
	raw := c.DNSNames
	for _, ip := range c.IPAddresses {
		raw = append(raw, ip.String())
	}
	if len(raw) == 0 && c.Subject.CommonName != "" {
		raw = []string{c.Subject.CommonName}
	}
	var all []safe.Text
	for _, name := range raw[:min(len(raw), mostNames)] {
		all = append(all, safe.Sanitise(name).Cut(limit))
	}
	return all
}

func verify(chain []*x509.Certificate, host string) error {
	between := x509.NewCertPool()
	for _, c := range chain[1:] {
		between.AddCert(c)
	}
	_, err := chain[0].Verify(x509.VerifyOptions{DNSName: host, Intermediates: between, CurrentTime: time.Now()})
	return err
}

// head asks for the head of /, and keeps the first line of the answer.
func (a *attempt) head(context.Context) error {
	host := a.Request.Host
	if standard := map[bool]uint16{false: 80, true: 443}[a.Request.TLS]; a.Request.Port != standard {
		host = net.JoinHostPort(host, strconv.Itoa(int(a.Request.Port)))
	} else if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	// Written by hand: http.Request.Write wants a URL, and a client would follow,
	// retry and keep what is to be looked at once.
	if _, err := fmt.Fprintf(a.conn, "HEAD / HTTP/1.1\r\nHost: %s\r\nUser-Agent: berth\r\nAccept: */*\r\nConnection: close\r\n\r\n", host); err != nil {
		return err
	}
	in := bufio.NewReader(io.LimitReader(a.conn, headLimit))
	if _, err := in.Peek(1); err != nil { // so that silence is told from nonsense
		return err
	}
	answer, err := http.ReadResponse(in, &http.Request{Method: http.MethodHead})
	if err != nil {
		return fmt.Errorf("no HTTP answer: %w", err)
	}
	answer.Body.Close()
	a.Status = safe.Sanitise(answer.Proto + " " + answer.Status).Cut(limit)
	return nil
}
