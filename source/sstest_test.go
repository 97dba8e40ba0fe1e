package source

import (
	"net"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"berth/model"
	"berth/model/moment"
	"berth/source/worlds"
)

// ssTest compares berth with ss in a network namespace with a socket in every state.
type ssTest struct {
	moment *moment.Moment // the last one that a filter was compared on; nil: take a new sample
	path   string         // of ss
	local  *local
	bound  uint16            // the port of a TCP socket that is only bound
	fill   *strings.Replacer // replaces $client in a filter
}

func openSSTest(t *testing.T) *ssTest {
	t.Helper()
	path, err := exec.LookPath("ss")
	if err != nil {
		t.Skip("SKIPPED: there is no ss on this machine to compare with; it comes with iproute2")
	}
	worlds.AllScenes(t)
	h := &ssTest{path: path, local: open(t, Spec{Root: "/proc", Etc: "/etc"})}
	client := openServices(t)
	h.bound = worlds.BoundOnly(t)
	h.fill = strings.NewReplacer("$client", strconv.Itoa(int(client)))
	return h
}

// openServices opens servers on ports with a name; in its own namespace the test may bind
// them. It returns the port of a client.
func openServices(t *testing.T) uint16 {
	t.Helper()
	for _, address := range []string{"127.0.0.1:443", "127.0.0.1:22", "[::1]:22", "127.0.0.3:8080"} {
		listenOn(t, address)
	}
	toDevice := func(_, _ string, c syscall.RawConn) (err error) {
		_ = c.Control(func(fd uintptr) { err = unix.BindToDevice(int(fd), "lo") })
		return err
	}
	for _, c := range []struct {
		network, address string
		config           net.ListenConfig
	}{
		{"udp4", "0.0.0.0:53", net.ListenConfig{}}, {"udp6", "[::]:443", net.ListenConfig{}},
		{"udp", ":123", net.ListenConfig{}}, {"udp4", "127.0.0.1:67", net.ListenConfig{Control: toDevice}},
	} {
		p, err := c.config.ListenPacket(t.Context(), c.network, c.address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { p.Close() })
	}
	from := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 2)}}
	conn, err := from.Dial("tcp", "127.0.0.1:443")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return uint16(conn.LocalAddr().(*net.TCPAddr).Port)
}

func listenOn(t *testing.T, address string) {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
}

func (h *ssTest) sample(t *testing.T) *model.Snapshot {
	t.Helper()
	return sample(t, h.local, model.NeedDrawn|model.NeedKernel)
}
