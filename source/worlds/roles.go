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

// roles are the helpers that every test binary has, with what they say when
// they are ready.
var roles = Roles{
	"listen":   listen,   // [NETWORK [ADDRESS]]: accepts and holds; says PORT. Asked "pass NAME", hands its socket over
	"deaf":     deaf,     // [NETWORK [ADDRESS]]: listens and never accepts; says PORT
	"stubborn": stubborn, // as listen, but ignores TERM
	"fork":     fork,     // N: a listener that N children share; says PORT PID...
	"worker":   worker,   // accepts from the listener that it inherited as descriptor 3
	"hold":     hold,     // keeps what it inherited; says nothing
	"hoard":    hoard,    // N: holds N sockets. Asked "open N", "close N", "churn N", "file N", "swap N", "dup FD" or "high FD", does it
	"connect":  connect,  // ADDRESS [N]: holds N connections; says the local PORT of each
	"crowd":    crowd,    // NETWORK ADDRESS: accepts and holds as many as come; says PORT
	"swarm":    swarm,    // NETWORK ADDRESS PORT N: holds N connections
	"drip":     drip,     // ADDRESS INTERVAL: opens a connection each time. Asked anything, says HELD FAILED
	"idle":     idle,     // N: holds N descriptors that are no sockets
	"shore":    shore,    // ADDRESS...: the other side of a Strait. Asked "land", has the addresses there, listens and says its two ports
	"change":   change,   // listens; says PORT. Asked anything, becomes /bin/cat, which holds the socket
	"share":    share,    // [PORT]: listens beside others (SO_REUSEPORT); says PORT
	"churn":    churn,    // RATE [ABORTED]: short connections; says PORT. Asked anything, says how many
	"storm":    storm,    // RATE: short processes. Asked anything, says how many
	"spin":     spin,     // CORE: takes all of a core that it can get
	"receive":  receive,  // takes one descriptor that "listen" passes; says NAME, and "taken" when it has it
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

// server is a socket that waits for peers, and nothing beside it: it holds one
// descriptor, so that what is seen under /proc/PID/fd is what was opened.
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

// accept takes and holds every connection until the listener is closed.
func accept(l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close() // a connection that nothing refers to is closed by the garbage collector
	}
}

// serve is ready, accepts, and answers until the test is done.
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

// pass hands the socket to the helper "receive" and closes it here.
func pass(b *server, line string) error {
	name, ok := strings.CutPrefix(line, "pass ")
	if !ok {
		return fmt.Errorf("asked to %q", line)
	}
	conn, err := net.DialUnix("unix", nil, &net.UnixAddr{Name: name, Net: "unix"})
	if err != nil {
		return err
	}
	defer conn.Close()
	return errors.Join(b.send(conn), b.Close())
}

// sender makes what sends the descriptor of a socket over a unix socket.
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
	// An abstract name: it leaves no file, and lives in this network namespace.
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

// Bare opens a listener of loopback as nothing but its file, which a process may
// pass on, and says its port.
func Bare() (file *os.File, port int, err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, 0, err
	}
	defer l.Close() // the file is a duplicate of it
	file, err = l.(*net.TCPListener).File()
	return file, l.Addr().(*net.TCPAddr).Port, err
}

func fork(s *Stage) error {
	n, err := strconv.Atoi(s.Arg(0, "2"))
	if err != nil {
		return err
	}
	file, port, err := Bare()
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
		in, err := child.StdinPipe() // closed when we end, which ends the child
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
	file.Close() // the listener is a duplicate of it
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
