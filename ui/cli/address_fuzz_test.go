package cli

import (
	"net"
	"strconv"
	"strings"
	"testing"
)

// The target of a probe may come from an untrusted source, through a script. It must be
// an address or a host name, and never an option of a program.
func FuzzTarget(f *testing.F) {
	for _, seed := range []string{"example.org:443", "[::1]:80", "::1:80", "127.0.0.1:0", "host:", ":80", "[fe80::1%lo]:80", "-oProxyCommand=x:22", "a b:80", "[a]:1", "a]:1", "\x1b[2J:80", "1.2.3.4:+80", "x:080", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		host, port, err := hostOf(text)
		if err != nil {
			return
		}
		if port == 0 || host == "" || host[0] == '-' || strings.ContainsFunc(host, func(r rune) bool { return r <= ' ' || r > '~' }) {
			t.Errorf("%q is %q, port %d", text, host, port)
		}
		again, number, err := hostOf(net.JoinHostPort(host, strconv.Itoa(int(port))))
		if err != nil || again != host || number != port {
			t.Errorf("%q is %q, port %d, and written again %q, port %d: %v", text, host, port, again, number, err)
		}
	})
}

func FuzzEnd(f *testing.F) {
	for _, seed := range []string{"127.0.0.1:80", "[::1]:80", "*:80", "*:*", "[::]:*", "[::ffff:1.2.3.4]:1", "1.2.3.4:65536", "::1:80", "[]:1", ":", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end, err := endOf(text)
		if err != nil {
			return
		}
		again, err := endOf(end.Safe().String())
		if err != nil || again.Port != end.Port || again.Addr != end.Addr {
			t.Errorf("%q is %v, and written again %v: %v", text, end.Safe(), again.Safe(), err)
		}
	})
}

func FuzzPort(f *testing.F) {
	for _, seed := range []string{"8080", "53/udp", "80/tcp", "0", "-1", "70000", "+80", "0x50", "8_0", "/", "80/", "80/sctp", "٣", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := portOf(text)
		number, _, _ := strings.Cut(text, "/")
		n, plain := strconv.Atoi(number)
		if err == nil && (plain != nil || n != int(c.Port) || n < 1 || n > 65535 || number[0] == '+') {
			t.Errorf("%q is port %d", text, c.Port)
		}
	})
}
