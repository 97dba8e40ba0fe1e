package e2e

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"berth/source/worlds"
	"berth/ui/drive"
)

// throughSSH runs body in a namespace with other users: sshd needs one, to drop its
// privileges before it talks to a client.
func throughSSH(t *testing.T, body func(t *testing.T)) {
	t.Helper()
	for _, name := range []string{"sshd", "ssh", "ssh-keygen"} {
		if tool(name) == "" {
			t.Skipf("SKIPPED: %s is not installed (Debian: apt-get install openssh-server)", name)
		}
	}
	depend()
	worlds.Inside(t, worlds.Net|worlds.PID|worlds.Users, body)
}

// tool is the path of a program, "" if it is not installed. Daemons are not in the PATH of
// an ordinary user.
func tool(name string) string {
	for _, dir := range append(filepath.SplitList(os.Getenv("PATH")), "/usr/sbin", "/sbin") {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil && info.Mode()&0o111 != 0 {
			return filepath.Join(dir, name)
		}
	}
	return ""
}

// server is an sshd on loopback, with keys for this test only.
type server struct {
	port   int
	pid    int
	client string // the private key of the client
}

func newServer(t *testing.T) server {
	t.Helper()
	for _, dir := range []string{"/run", "/var/log"} { // sshd writes here, and the test must not change the machine
		if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "mode=0755"); err != nil {
			t.Fatalf("mount a tmpfs on %s: %v", dir, err)
		}
	}
	if err := os.Mkdir("/run/sshd", 0o755); err != nil { // sshd uses it as its chroot directory
		t.Fatal(err)
	}
	dir := t.TempDir()
	host, client := filepath.Join(dir, "host"), filepath.Join(dir, "client")
	for _, key := range []string{host, client} {
		if out, err := exec.Command(tool("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", key).CombinedOutput(); err != nil {
			t.Fatalf("make a key: %v\n%s", err, out)
		}
	}
	s := server{port: freePort(t), client: client}
	config := filepath.Join(dir, "config")
	write(t, config, fmt.Sprintf(`ListenAddress 127.0.0.1
Port %d
HostKey %s
AuthorizedKeysFile %s.pub
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
PermitRootLogin yes
PrintMotd no
PrintLastLog no
AcceptEnv LANG
`, s.port, host, client))
	daemon := exec.Command(tool("sshd"), "-D", "-e", "-f", config)
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	daemon.Stderr = log
	if err := daemon.Start(); err != nil {
		t.Fatalf("start sshd: %v", err)
	}
	s.pid = daemon.Process.Pid
	t.Cleanup(func() {
		_ = daemon.Process.Kill()
		_ = daemon.Wait()
		log.Close()
		if t.Failed() {
			text, _ := os.ReadFile(log.Name())
			t.Logf("sshd:\n%s", text)
		}
	})
	worlds.Until(t, "sshd to listen", func() bool {
		conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", s.port))
		if err == nil {
			conn.Close()
		}
		return err == nil
	})
	return s
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// freePort is a port without a listener. Nothing else can take it meanwhile, because the
// network namespace belongs to the test.
func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// run runs what a user types: ssh -t host berth.
func (s server) run(command ...string) *exec.Cmd {
	cmd := exec.Command(tool("ssh"), append([]string{
		"-tt", "-F", "none", "-i", s.client, "-p", strconv.Itoa(s.port),
		"-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-o", "LogLevel=ERROR",
		"-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
		"-o", "SendEnv=LANG", "root@127.0.0.1",
	}, command...)...)
	cmd.Env = drive.Env()
	return cmd
}

func TestThroughSSHFilterKillQuit(t *testing.T) {
	throughSSH(t, func(t *testing.T) {
		s := newServer(t)
		victim := worlds.Helper(t, "listen", "tcp", "127.0.0.1:8080")
		terminal := ready(drive.Open(t, s.run(program().Path), drive.Options{}))
		terminal.WaitFor(drive.Shows("8080", "sshd"))

		openKillDialog(t, terminal, 8080, victim.PID)
		confirm(terminal)
		if got := victim.Signal(); got != syscall.SIGTERM {
			t.Errorf("the listener was ended by %v, want TERM", got)
		}
		terminal.WaitFor(drive.Shows("is gone"))
		terminal.Resize(80, 24)
		terminal.Send("esc").WaitFor(fills(24))
		terminal.Send("q")
		leaves(t, terminal, 0)
	})
}

// berth must not kill the SSH session in which it runs.
func TestThroughSSHTheOwnSessionIsRefused(t *testing.T) {
	throughSSH(t, func(t *testing.T) {
		s := newServer(t)
		terminal := ready(drive.Open(t, s.run(program().Path), drive.Options{}))
		pick(t, terminal, uint16(s.port), s.pid)
		terminal.Send("x").WaitFor(drive.Shows("refused"), drive.Hides("[ Cancel ]"))
		terminal.Send("q")
		leaves(t, terminal, 0)
	})
}

func TestLostConnectionEndsTheProgramOnTheServer(t *testing.T) {
	throughSSH(t, func(t *testing.T) {
		s := newServer(t)
		terminal := ready(drive.Open(t, s.run(program().Path), drive.Options{}))
		if len(running(t)) != 1 {
			t.Fatalf("running: %v, want one", running(t))
		}
		if err := terminal.Process().Kill(); err != nil {
			t.Fatal(err)
		}
		worlds.Until(t, "the program to end", func() bool { return len(running(t)) == 0 })
	})
}
