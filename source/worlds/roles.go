package worlds

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
)

// roles are the roles of every test binary. "says" is what they print when they are ready; "on" is a
// line from the test.
var roles = Roles{
	"listen":   listen,   // [NETWORK [ADDRESS]]: accepts and keeps connections; says PORT. On "pass NAME" it passes its socket on
	"deaf":     deaf,     // [NETWORK [ADDRESS]]: listens and never accepts; says PORT
	"stubborn": stubborn, // like listen, but ignores TERM
	"fork":     fork,     // N: a listener shared by N children; says PORT PID...
	"worker":   worker,   // accepts from the listener inherited as descriptor 3
	"hold":     hold,     // keeps its inherited descriptors; says nothing
	"hoard":    hoard,    // N: holds N sockets. Executes "open N", "close N", "churn N", "file N", "swap N", "dup FD" and "high FD"
	"connect":  connect,  // ADDRESS [N]: keeps N connections; says the local PORT of each
	"crowd":    crowd,    // NETWORK ADDRESS: accepts and keeps any number of connections; says PORT
	"swarm":    swarm,    // NETWORK ADDRESS PORT N: keeps N connections
	"drip":     drip,     // ADDRESS INTERVAL: opens a connection per interval. On any line it answers HELD FAILED
	"idle":     idle,     // N: keeps N descriptors that are not sockets
	"peer":     peer,     // ADDRESS...: the peer of a Strait. On "up" it sets these addresses, listens and answers its two ports
	"change":   change,   // listens; says PORT. On any line it executes /bin/cat, which keeps the socket
	"share":    share,    // [PORT]: listens with SO_REUSEPORT; says PORT
	"churn":    churn,    // RATE [ABORTED]: short connections; says PORT. On any line it answers their number
	"storm":    storm,    // RATE: short processes. On any line it answers their number
	"spin":     spin,     // CORE: uses as much CPU time of a core as it can
	"receive":  receive,  // receives a descriptor passed by "listen"; says NAME, and later "taken"
}

func listen(s *Stage) error {
	file, err := open(s)
	if err != nil {
		return err
	}
	return serve(s, file)
}

func stubborn(s *Stage) error {
	signal.Ignore(syscall.SIGTERM)
	return listen(s)
}

func deaf(s *Stage) error {
	file, err := open(s)
	if err != nil {
		return err
	}
	s.Ready(file.port)
	s.Wait()
	return file.Close()
}

// server is a socket that waits for peers. It needs only one descriptor, so that /proc/PID/fd shows
// exactly what was opened.
type server struct {
	io.Closer
	port int
	send func(conn *net.UnixConn) error
	loop func()
}

func open(s *Stage) (*server, error) {
	network, address := s.Arg(0, "tcp"), s.Arg(1, "127.0.0.1:0")
	if strings.HasPrefix(network, "udp") {
		conn, err := net.ListenPacket(network, address)
		if err != nil {
			return nil, err
		}
		c := conn.(*net.UDPConn)
		return &server{Closer: c, port: c.LocalAddr().(*net.UDPAddr).Port, send: sender(c), loop: func() {}}, nil
	}
	l, err := net.Listen(network, address)
	if err != nil {
		return nil, err
	}
	c := l.(*net.TCPListener)
	return &server{Closer: c, port: c.Addr().(*net.TCPAddr).Port, send: sender(c), loop: func() { accept(c) }}, nil
}

// accept accepts and keeps every connection until the listener is closed.
func accept(l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close() // keeps a reference: the garbage collector would close the connection
	}
}

// serve reports that it is ready, accepts, and executes commands until the test ends.
func serve(s *Stage, b *server) error {
	go b.loop()
	s.Ready(b.port)
	for {
		line, ok := s.Hear()
		if !ok {
			return nil
		}
		if err := pass(b, line); err != nil {
			return err
		}
		s.Say("passed")
	}
}

// pass passes the socket to the helper "receive" and closes it here.
func pass(b *server, line string) error {
	name, ok := strings.CutPrefix(line, "pass ")
	if !ok {
		return fmt.Errorf("unknown command %q", line)
	}
	conn, err := net.DialUnix("unix", nil, &net.UnixAddr{Name: name, Net: "unix"})
	if err != nil {
		return err
	}
	defer conn.Close()
	return errors.Join(b.send(conn), b.Close())
}

// sender returns a function that sends the descriptor of a socket over a unix socket.
func sender(c syscall.Conn) func(*net.UnixConn) error {
	return func(conn *net.UnixConn) error {
		raw, err := c.SyscallConn()
		if err != nil {
			return err
		}
		var sent error
		if err := raw.Control(func(fd uintptr) {
			_, _, sent = conn.WriteMsgUnix([]byte{0}, syscall.UnixRights(int(fd)), nil)
		}); err != nil {
			return err
		}
		return sent
	}
}

func receive(s *Stage) error {
	// An abstract name creates no file and belongs to this network namespace.
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: "@berth-" + strconv.Itoa(os.Getpid()), Net: "unix"})
	if err != nil {
		return err
	}
	s.Ready(l.Addr())
	done := make(chan struct{})
	go func() {
		s.Wait()
		l.Close()
		close(done)
	}()
	if conn, err := l.AcceptUnix(); err == nil {
		if _, _, _, _, err := conn.ReadMsgUnix(make([]byte, 1), make([]byte, syscall.CmsgSpace(4))); err != nil {
			return err
		}
		s.Say("taken")
	}
	<-done
	return nil
}

// ListenerFile opens a listener on loopback and returns its file, which can be inherited, and its port.
func ListenerFile() (file *os.File, port int, err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, 0, err
	}
	defer l.Close() // the file is a duplicate
	file, err = l.(*net.TCPListener).File()
	return file, l.Addr().(*net.TCPAddr).Port, err
}

func fork(s *Stage) error {
	n, err := strconv.Atoi(s.Arg(0, "2"))
	if err != nil {
		return err
	}
	file, port, err := ListenerFile()
	if err != nil {
		return err
	}
	defer file.Close()
	words := []any{port}
	for range n {
		child := exec.Command(itself)
		child.Args = []string{"fork: worker"}
		child.Env = environ(roleMarker + "=worker")
		child.ExtraFiles = []*os.File{file}
		child.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
		in, err := child.StdinPipe() // closed when this process ends, which ends the child
		if err != nil {
			return err
		}
		defer in.Close()
		out, err := child.StdoutPipe()
		if err != nil {
			return err
		}
		if err := child.Start(); err != nil {
			return err
		}
		if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
			return err
		}
		words = append(words, child.Process.Pid)
	}
	s.Ready(words...)
	s.Wait()
	return nil
}

func worker(s *Stage) error {
	file := os.NewFile(3, "listener")
	l, err := net.FileListener(file)
	if err != nil {
		return err
	}
	file.Close() // the listener is a duplicate
	go accept(l)
	return hold(s)
}

func hold(s *Stage) error {
	s.Ready()
	s.Wait()
	return nil
}

func connect(s *Stage) error {
	n, err := strconv.Atoi(s.Arg(1, "1"))
	if err != nil {
		return err
	}
	var ports []any
	for range n {
		conn, err := net.Dial("tcp", s.Arg(0, ""))
		if err != nil {
			return err
		}
		defer conn.Close()
		ports = append(ports, conn.LocalAddr().(*net.TCPAddr).Port)
	}
	s.Ready(ports...)
	s.Wait()
	return nil
}
