package worlds

import (
	"testing"

	"golang.org/x/sys/unix"

	"berth/model"
)

// waitingUDP opens an unconnected socket, which receives datagrams from any sender.
func waitingUDP(t testing.TB, f Family) []model.Socket {
	t.Helper()
	return []model.Socket{waitingRow(t, f, bound(t, f.server, unix.SOCK_DGRAM, f.bind))}
}

// connectedUDP opens such a socket and another one that is connected to it.
func connectedUDP(t testing.TB, f Family) []model.Socket {
	t.Helper()
	server := bound(t, f.server, unix.SOCK_DGRAM, f.bind)
	_, client := connectUDP(t, f, server)
	return []model.Socket{waitingRow(t, f, server), client}
}

// droppingUDP is connectedUDP after the server dropped three datagrams.
func droppingUDP(t testing.TB, f Family) []model.Socket {
	t.Helper()
	server := bound(t, f.server, unix.SOCK_DGRAM, f.bind)
	dropPackets(t, server)
	fd, client := connectUDP(t, f, server)
	for range 3 {
		_, err := unix.Write(fd, []byte("lost"))
		must(t, err)
	}
	row := waitingRow(t, f, server)
	row.Drops = 3
	return []model.Socket{row, client}
}

// twinUDP opens two sockets with the same address and the same peer, like the workers of a QUIC server.
// Only their inodes differ.
func twinUDP(t testing.TB, f Family) []model.Socket {
	t.Helper()
	server := bound(t, f.server, unix.SOCK_DGRAM, f.bind)
	far := model.Endpoint{Addr: model.AddrFrom(f.dial), Port: local(t, server).Port}
	rows := []model.Socket{waitingRow(t, f, server)}
	port := 0
	for range 2 {
		fd := shared(t, f, unix.SOCK_DGRAM, port)
		port = int(local(t, fd).Port)
		must(t, unix.Connect(fd, address(f.server, f.dial, int(far.Port))))
		row := opened(t, fd, model.UDP, model.Established)
		row.Local, row.Remote, row.Traits = local(t, fd), far, f.end
		rows = append(rows, row)
	}
	return rows
}

// connectUDP connects a socket of the server's family. For Mapped that is an IPv6 socket connected to
// ::ffff:127.0.0.1.
func connectUDP(t testing.TB, f Family, server int) (fd int, row model.Socket) {
	t.Helper()
	far := model.Endpoint{Addr: model.AddrFrom(f.dial), Port: local(t, server).Port}
	fd = socket(t, f.server, unix.SOCK_DGRAM)
	must(t, unix.Connect(fd, address(f.server, f.dial, int(far.Port))))
	row = opened(t, fd, model.UDP, model.Established)
	row.Local, row.Remote, row.Traits = local(t, fd), far, f.end
	return fd, row
}

func waitingRow(t testing.TB, f Family, fd int) model.Socket {
	t.Helper()
	row := opened(t, fd, model.UDP, model.Closed)
	row.Local, row.Remote = local(t, fd), model.Endpoint{Addr: wildcard(f.server)}
	row.Traits = traits(f.server)
	return row
}
