package worlds

import (
	"cmp"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// Link connects the network namespace of the test with another one by a pair of virtual interfaces.
// Traffic between them does not use loopback.
type Link struct {
	Here, There []netip.Addr // addresses of both sides: two of IPv4, then two of IPv6
	Ports       [2]uint16    // TCP ports on which the peer accepts, on all its addresses
}

// NewLink connects the namespace of the test with that of a helper. The helper accepts connections
// and closes each one after its peer has closed it.
func NewLink(t *testing.T) *Link {
	t.Helper()
	if _, err := exec.LookPath("ip"); err != nil {
		t.Skip("SKIPPED: the command ip is missing, which connects two namespaces; it comes with iproute2")
	}
	s := &Link{}
	var there []string
	for _, net := range []string{"10.77.0.%d", "fd77::%d"} {
		for _, i := range []int{1, 2} {
			s.Here = append(s.Here, netip.MustParseAddr(fmt.Sprintf(net, i)))
			s.There = append(s.There, netip.MustParseAddr(fmt.Sprintf(net, i+10)))
			there = append(there, s.There[len(s.There)-1].String())
		}
	}
	peer := Start(t, Spec{Role: "peer", Args: there, Net: true})
	must(t, ip("link", "add", "berth0", "type", "veth", "peer", "name", "berth1", "netns", strconv.Itoa(peer.PID)))
	must(t, configure("berth0", s.Here))
	answer := peer.Ask("up")
	if _, err := fmt.Sscan(answer, &s.Ports[0], &s.Ports[1]); err != nil {
		t.Fatalf("the peer answered %q", answer)
	}
	return s
}

// configure sets an interface up and adds its addresses.
func configure(name string, addresses []netip.Addr) error {
	if err := ip("link", "set", name, "up"); err != nil {
		return err
	}
	for _, a := range addresses {
		words := []string{"addr", "add", a.String() + "/24", "dev", name}
		if a.Is6() {
			words = []string{"addr", "add", a.String() + "/64", "dev", name, "nodad"}
		}
		if err := ip(words...); err != nil {
			return err
		}
	}
	return nil
}

func ip(words ...string) error {
	if out, err := exec.Command("ip", words...).CombinedOutput(); err != nil {
		return fmt.Errorf("ip %s: %w: %s", strings.Join(words, " "), err, out)
	}
	return nil
}

func peer(s *Stage) error {
	s.Ready()
	if line, ok := s.Hear(); !ok || line != "up" {
		return nil
	}
	var addresses []netip.Addr
	for i := 0; s.Arg(i, "") != ""; i++ {
		a, err := netip.ParseAddr(s.Arg(i, ""))
		if err != nil {
			return err
		}
		addresses = append(addresses, a)
	}
	// Package net uses IPv6 only if it can bind ::1.
	if err := cmp.Or(ip("link", "set", "lo", "up"), configure("berth1", addresses)); err != nil {
		return err
	}
	var ports [2]int
	for i := range ports {
		l, err := net.Listen("tcp", ":0")
		if err != nil {
			return err
		}
		defer l.Close()
		ports[i] = l.Addr().(*net.TCPAddr).Port
		go closeAfterPeer(l)
	}
	s.Say(ports[0], ports[1])
	s.Wait()
	return nil
}

// closeAfterPeer closes each connection after its peer has closed it.
func closeAfterPeer(l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			_, _ = io.Copy(io.Discard, conn)
			conn.Close()
		}()
	}
}
