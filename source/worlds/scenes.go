package worlds

import (
	"testing"

	"golang.org/x/sys/unix"

	"berth/model"
)

// Scene opens real sockets in one situation and returns every row that the kernel's tables must
// contain. The sockets stay open until the end of the test. Their states do not change by themselves
// within half a minute.
type Scene struct {
	Name string
	Open func(t testing.TB, f Family) []model.Socket
}

// Scenes contain every TCP state that the kernel's tables can contain, with and without an owner, and
// the cases of UDP.
var Scenes = []Scene{
	{"listening", func(t testing.TB, f Family) []model.Socket {
		p := NewPair(t, f)
		return []model.Socket{p.ListenerRow(0)}
	}},
	{"two listeners on one port", func(t testing.TB, f Family) []model.Socket {
		first := &Pair{Family: f, t: t, Listener: shared(t, f, unix.SOCK_STREAM, 0)}
		second := &Pair{Family: f, t: t, Listener: shared(t, f, unix.SOCK_STREAM, int(local(t, first.Listener).Port))}
		must(t, unix.Listen(first.Listener, 8))
		must(t, unix.Listen(second.Listener, 8))
		return []model.Socket{first.ListenerRow(0), second.ListenerRow(0)}
	}},
	{"established", func(t testing.TB, f Family) []model.Socket {
		p := NewPair(t, f).Connect().Accept()
		return p.rows(p.ClientRow(model.Established), p.ServerRow(model.Established))
	}},
	{"not accepted yet", func(t testing.TB, f Family) []model.Socket {
		p := NewPair(t, f).Connect()
		return []model.Socket{p.ListenerRow(1), p.ClientRow(model.Established), unaccepted(p.ServerRow(model.Established))}
	}},
	{"not accepted, and the client has finished", func(t testing.TB, f Family) []model.Socket {
		p := NewPair(t, f).Connect()
		p.SendFIN(p.Client)
		return []model.Socket{p.ListenerRow(1), p.ClientRow(model.FinWait2), queued(unaccepted(p.ServerRow(model.CloseWait)), 1, 0)}
	}},
	{"unread bytes", func(t testing.TB, f Family) []model.Socket {
		p := NewPair(t, f).Connect().Accept()
		p.Write(p.Client, "hello")
		return p.rows(p.ClientRow(model.Established), queued(p.ServerRow(model.Established), 5, 0))
	}},
	{"unacknowledged bytes", func(t testing.TB, f Family) []model.Socket {
		p := NewPair(t, f).Connect().Accept()
		p.DropPackets(p.Server).Write(p.Client, "hello")
		return p.rows(queued(p.ClientRow(model.Established), 0, 5), p.ServerRow(model.Established))
	}},
	{"SYN sent", func(t testing.TB, f Family) []model.Socket {
		p := NewPair(t, f)
		p.DropPackets(p.Listener).SendSYN()
		return p.rows(queued(p.ClientRow(model.SynSent), 0, 1))
	}},
	{"SYN received", func(t testing.TB, f Family) []model.Socket {
		p := NewPair(t, f)
		p.DropPackets(p.Client).SendSYN()
		return p.rows(queued(p.ClientRow(model.SynSent), 0, 1), p.ServerRow(model.SynRecv))
	}},
	{"FIN wait 1", func(t testing.TB, f Family) []model.Socket {
		p := NewPair(t, f).Connect().Accept()
		p.DropPackets(p.Server).SendFIN(p.Client)
		return p.rows(queued(p.ClientRow(model.FinWait1), 0, 1), p.ServerRow(model.Established))
	}},
	{"FIN wait 1, orphaned", func(t testing.TB, f Family) []model.Socket {
		p := NewPair(t, f).Connect().Accept()
		p.DropPackets(p.Server).Close(&p.Client)
		return p.rows(queued(p.ClientRow(model.FinWait1), 0, 1), p.ServerRow(model.Established))
	}},
	{"FIN wait 2 and close wait", func(t testing.TB, f Family) []model.Socket {
		p := NewPair(t, f).Connect().Accept()
		p.SendFIN(p.Client)
		return p.rows(p.ClientRow(model.FinWait2), queued(p.ServerRow(model.CloseWait), 1, 0))
	}},
	{"FIN wait 2, orphaned", func(t testing.TB, f Family) []model.Socket {
		p := NewPair(t, f).Connect().Accept()
		p.Close(&p.Client)
		return p.rows(p.ClientRow(model.FinWait2), queued(p.ServerRow(model.CloseWait), 1, 0))
	}},
	{"time wait of the client", func(t testing.TB, f Family) []model.Socket {
		p := NewPair(t, f).Connect().Accept()
		p.Close(&p.Client).Reach(p.Server, model.CloseWait).Close(&p.Server)
		return p.rows(p.ClientRow(model.TimeWait))
	}},
	{"time wait of the server", func(t testing.TB, f Family) []model.Socket {
		p := NewPair(t, f).Connect().Accept()
		p.Close(&p.Server).Reach(p.Client, model.CloseWait).Close(&p.Client)
		return p.rows(p.ServerRow(model.TimeWait))
	}},
	{"last ACK", func(t testing.TB, f Family) []model.Socket {
		p := lastAck(t, f)
		p.SendFIN(p.Server)
		return p.rows(p.ClientRow(model.FinWait2), queued(p.ServerRow(model.LastAck), 1, 1))
	}},
	{"last ACK, orphaned", func(t testing.TB, f Family) []model.Socket {
		p := lastAck(t, f)
		p.Close(&p.Server)
		return p.rows(p.ClientRow(model.FinWait2), queued(p.ServerRow(model.LastAck), 1, 1))
	}},
	{"closing", func(t testing.TB, f Family) []model.Socket {
		p := NewPair(t, f).Connect().Accept()
		p.DropPackets(p.Client).DropPackets(p.Server).SendFIN(p.Client).SendFIN(p.Server)
		p.ReceiveAgain(p.Client).Reach(p.Client, model.Closing) // at the next retransmission of the server's FIN
		return p.rows(queued(p.ClientRow(model.Closing), 1, 1), queued(p.ServerRow(model.FinWait1), 0, 1))
	}},
	{"UDP, waiting for anybody", waitingUDP},
	{"UDP, connected", connectedUDP},
	{"UDP, dropping", droppingUDP},
	{"UDP, two sockets with the same ends", twinUDP},
}

// rows are the rows of a pair with an empty accept queue.
func (p *Pair) rows(ends ...model.Socket) []model.Socket {
	p.t.Helper()
	return append([]model.Socket{p.ListenerRow(0)}, ends...)
}

// lastAck is a connection whose client has sent its FIN and receives nothing more.
func lastAck(t testing.TB, f Family) *Pair {
	t.Helper()
	p := NewPair(t, f).Connect().Accept()
	return p.SendFIN(p.Client).Reach(p.Client, model.FinWait2).DropPackets(p.Client)
}
