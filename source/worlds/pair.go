package worlds

import (
	"testing"

	"golang.org/x/sys/unix"

	"berth/model"
)

// Pair is a listener, a client and the server's end of their connection. They are plain descriptors:
// nothing reads, accepts or closes by itself.
type Pair struct {
	Family                   Family
	Listener, Client, Server int // descriptors; -1 if there is none
	t                        testing.TB
	near, far                model.Endpoint // the client's address and the server's
}

// NewPair opens a listener and a client that is not connected yet.
func NewPair(t testing.TB, f Family) *Pair {
	t.Helper()
	p := &Pair{Family: f, t: t, Server: -1}
	p.Listener = bound(t, f.server, unix.SOCK_STREAM, f.bind)
	must(t, unix.Listen(p.Listener, 8))
	p.Client = socket(t, f.client, unix.SOCK_STREAM)
	p.far = model.Endpoint{Addr: model.AddrFrom(f.dial), Port: local(t, p.Listener).Port}
	return p
}

// Connect completes the handshake. The connection stays in the accept queue.
func (p *Pair) Connect() *Pair {
	p.t.Helper()
	must(p.t, unix.Connect(p.Client, p.target()))
	p.near = local(p.t, p.Client)
	return p
}

// SendSYN sends the SYN without waiting for the answer.
func (p *Pair) SendSYN() *Pair {
	p.t.Helper()
	must(p.t, unix.SetNonblock(p.Client, true))
	if err := unix.Connect(p.Client, p.target()); err != unix.EINPROGRESS {
		p.t.Fatalf("connect: %v, want EINPROGRESS", err)
	}
	p.near = local(p.t, p.Client)
	return p
}

func (p *Pair) target() unix.Sockaddr {
	return address(p.Family.client, p.Family.dial, int(p.far.Port))
}

// Accept removes the connection from the accept queue.
func (p *Pair) Accept() *Pair {
	p.t.Helper()
	fd, _, err := unix.Accept4(p.Listener, unix.SOCK_CLOEXEC)
	must(p.t, err)
	p.Server = closeLater(p.t, fd)
	return p
}

// SendFIN sends a FIN from one end and keeps its descriptor open.
func (p *Pair) SendFIN(fd int) *Pair {
	p.t.Helper()
	must(p.t, unix.Shutdown(fd, unix.SHUT_WR))
	return p
}

// Close closes the descriptor of one end.
func (p *Pair) Close(fd *int) *Pair {
	p.t.Helper()
	must(p.t, unix.Close(*fd))
	*fd = -1
	return p
}

// Write sends bytes.
func (p *Pair) Write(fd int, text string) *Pair {
	p.t.Helper()
	_, err := unix.Write(fd, []byte(text))
	must(p.t, err)
	return p
}

// DropPackets makes a socket drop every incoming packet.
func (p *Pair) DropPackets(fd int) *Pair {
	p.t.Helper()
	dropPackets(p.t, fd)
	return p
}

// ReceiveAgain makes a socket receive packets again.
func (p *Pair) ReceiveAgain(fd int) *Pair {
	p.t.Helper()
	must(p.t, unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_DETACH_FILTER, 0))
	return p
}

// Reach waits until a socket is in a state.
func (p *Pair) Reach(fd int, s model.State) *Pair {
	p.t.Helper()
	Until(p.t, s.Name().String(), func() bool {
		info, err := unix.GetsockoptTCPInfo(fd, unix.IPPROTO_TCP, unix.TCP_INFO)
		must(p.t, err)
		return model.State(info.State) == s
	})
	return p
}
