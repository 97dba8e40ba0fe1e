package worlds

import (
	"context"
	"net"
	"os"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// change listens. On any line from the test it executes /bin/cat, which keeps the socket and repeats
// every line.
func change(s *Stage) error {
	file, port, err := ListenerFile()
	if err != nil {
		return err
	}
	s.Ready(port)
	line, ok := s.Hear()
	if !ok {
		return nil
	}
	s.Say(line)
	return Exec(file, "/bin/cat", []string{"cat"})
}

// Exec executes another program in this process; the socket stays open.
func Exec(socket *os.File, path string, argv []string) error {
	if _, err := unix.FcntlInt(socket.Fd(), unix.F_SETFD, 0); err != nil {
		return err
	}
	return syscall.Exec(path, argv, os.Environ())
}

// share PORT listens on a port with SO_REUSEPORT, so that other processes of the user may listen on
// it, too. It says PORT.
func share(s *Stage) error {
	port, err := strconv.ParseUint(s.Arg(0, "0"), 10, 16)
	if err != nil {
		return err
	}
	var failed error
	several := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
		if err := c.Control(func(fd uintptr) { failed = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_REUSEPORT, 1) }); err != nil {
			return err
		}
		return failed
	}}
	l, err := several.Listen(context.Background(), "tcp", net.JoinHostPort("127.0.0.1", strconv.FormatUint(port, 10)))
	if err != nil {
		return err
	}
	defer l.Close()
	s.Ready(l.Addr().(*net.TCPAddr).Port)
	s.Wait()
	return nil
}
