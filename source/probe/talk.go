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

// Limits for what a server can make berth read and show.
const (
	maxText         = 256                    // runes of one text
	maxNames        = 16                     // of a certificate
	maxHead         = 64 << 10               // bytes of an HTTP head
	greetingTimeout = 300 * time.Millisecond // time for the greeting of a server that sends first
)

// greeting waits a short time for a server that sends first and records its first line. Most
// servers do not send first; that is not a failure.
func (a *attempt) greeting(ctx context.Context) {
	began := time.Now()
	until := began.Add(greetingTimeout)
	if end, ok := ctx.Deadline(); ok && end.Before(until) {
		until = end
	}
	if a.conn.SetReadDeadline(until) != nil {
		return
	}
	buffer := make([]byte, maxText)
	n, _ := a.conn.Read(buffer)
	if n == 0 {
		return
	}
	a.Steps = append(a.Steps, model.Step{Kind: model.StepFirstByte, Took: time.Since(began)})
	line, _, _ := strings.Cut(string(buffer[:n]), "\n")
	a.Greeting = safe.Sanitise(strings.TrimRight(line, "\r")).Cut(maxText)
}

// handshake records the certificate of the server. An untrusted certificate is a result, not
// a failure.
func (a *attempt) handshake(ctx context.Context) error {
	conn := tls.Client(a.conn, &tls.Config{ServerName: a.Request.Host, InsecureSkipVerify: true}) // verified below, so that the reason can be shown
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
	c.Issuer = safe.Sanitise(leaf.Issuer.CommonName).Cut(maxText)
	if err := verify(state.PeerCertificates, a.Request.Host); err != nil {
		c.Why = safe.Sanitise(err.Error()).Cut(maxText)
	} else {
		c.Trusted = true
	}
	return nil
}

// names lists the names and addresses that a certificate is valid for.
func names(c *x509.Certificate) []safe.Text {
	raw := c.DNSNames
	for _, ip := range c.IPAddresses {
		raw = append(raw, ip.String())
	}
	if len(raw) == 0 && c.Subject.CommonName != "" {
		raw = []string{c.Subject.CommonName}
	}
	var all []safe.Text
	for _, name := range raw[:min(len(raw), maxNames)] {
		all = append(all, safe.Sanitise(name).Cut(maxText))
	}
	return all
}

func verify(chain []*x509.Certificate, host string) error {
	intermediates := x509.NewCertPool()
	for _, c := range chain[1:] {
		intermediates.AddCert(c)
	}
	_, err := chain[0].Verify(x509.VerifyOptions{DNSName: host, Intermediates: intermediates, CurrentTime: time.Now()})
	return err
}

// head sends a HEAD request for / and records the first line of the answer.
func (a *attempt) head(context.Context) error {
	host := a.Request.Host
	if standard := map[bool]uint16{false: 80, true: 443}[a.Request.TLS]; a.Request.Port != standard {
		host = net.JoinHostPort(host, strconv.Itoa(int(a.Request.Port)))
	} else if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	// The request is written by hand: http.Request.Write needs a URL, and an http.Client
	// would follow redirects, retry and keep the connection.
	if _, err := fmt.Fprintf(a.conn, "HEAD / HTTP/1.1\r\nHost: %s\r\nUser-Agent: berth\r\nAccept: */*\r\nConnection: close\r\n\r\n", host); err != nil {
		return err
	}
	in := bufio.NewReader(io.LimitReader(a.conn, maxHead))
	if _, err := in.Peek(1); err != nil { // distinguishes no answer from a malformed one
		return err
	}
	answer, err := http.ReadResponse(in, &http.Request{Method: http.MethodHead})
	if err != nil {
		return fmt.Errorf("no HTTP answer: %w", err)
	}
	answer.Body.Close()
	a.Status = safe.Sanitise(answer.Proto + " " + answer.Status).Cut(maxText)
	return nil
}
