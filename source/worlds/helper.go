package worlds

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"berth/model/patience"
)

// Spec is a helper process to be started.
type Spec struct {
	Role string
	Args []string   // for the role
	Comm string     // its /proc/PID/comm; the role's name where empty
	Argv []string   // its /proc/PID/cmdline; the role's name where empty
	User int        // the user it runs as, inside worlds.Users; 0 is root there
	Give []*os.File // descriptors it inherits, from number 3 on
	Net  bool       // a network namespace of its own, without any interface up
	PID  int        // the PID it must get, inside worlds.PID; 0: any
}

// Process is a running helper. It ends with the test.
type Process struct {
	PID   int
	Port  uint16   // the first word it said it is ready with, where that is a port
	Words []string // all of them

	t      testing.TB
	name   string
	in     io.WriteCloser
	out    *bufio.Scanner
	stderr *bytes.Buffer
	ended  chan struct{} // closed once it has been reaped
	state  *os.ProcessState
}

// Helper starts the helper that plays a role, and waits until it is ready.
func Helper(t testing.TB, role string, args ...string) *Process {
	t.Helper()
	return Start(t, Spec{Role: role, Args: args})
}

// lost is why a helper cannot get its PID: a thread that stays has it as its number.
const lost = "a thread of the test has taken it"

// Start starts a helper, and waits until it is ready.
func Start(t testing.TB, spec Spec) *Process {
	t.Helper()
	p := launch(t, spec)
	for spec.PID != 0 && p.PID != spec.PID { // another took the number first
		p.Stop()
		if _, err := os.Stat("/proc/self/task/" + strconv.Itoa(spec.PID)); err == nil {
			t.Fatalf("PID %d: %s", spec.PID, lost)
		}
		p = launch(t, spec)
	}
	words := strings.Fields(p.Hear())
	if len(words) == 0 || words[0] != "ready" {
		p.Stop()
		t.Fatalf("helper %s is not ready: %q %s", spec.Role, words, p.stderr)
	}
	p.Words = words[1:]
	if len(p.Words) > 0 {
		if port, err := strconv.ParseUint(p.Words[0], 10, 16); err == nil {
			p.Port = uint16(port)
		}
	}
	return p
}

// Command is the command that plays a role, for a test that starts it itself,
// such as on a terminal. What it says goes to its standard output.
func Command(role string, args ...string) *exec.Cmd {
	cmd := exec.Command(itself)
	cmd.Args = []string{role}
	cmd.Env = environ(roleMarker+"="+role, roleArgs+"="+strings.Join(args, "\n"), roleComm+"="+role)
	return cmd
}

func launch(t testing.TB, spec Spec) *Process {
	t.Helper()
	cmd := exec.Command(itself)
	cmd.Args = spec.Argv
	if len(cmd.Args) == 0 {
		cmd.Args = []string{spec.Role}
	}
	comm := spec.Comm
	if comm == "" {
		comm = spec.Role
	}
	cmd.Env = environ(roleMarker+"="+spec.Role, roleArgs+"="+strings.Join(spec.Args, "\n"), roleComm+"="+comm)
	cmd.ExtraFiles = spec.Give
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if spec.Net {
		cmd.SysProcAttr.Cloneflags = syscall.CLONE_NEWNET
	}
	if spec.User != 0 {
		id := uint32(spec.User)
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: id, Gid: id}
	}

	p := &Process{t: t, name: spec.Role, stderr: new(bytes.Buffer), ended: make(chan struct{})}
	cmd.Stderr = p.stderr
	var err error
	if p.in, err = cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	// A pipe of our own: the one of exec is closed by Wait, under the reader.
	out, theirs, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, p.out = theirs, bufio.NewScanner(out)

	started := make(chan error)
	go func() {
		// Pdeathsig comes when the thread that forked ends, so it must not end
		// before the helper does.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		if err := aim(spec.PID); err != nil {
			started <- err
			return
		}
		err := cmd.Start()
		theirs.Close()
		started <- err
		if err != nil {
			return
		}
		_ = cmd.Wait() // how it ended stands in ProcessState
		p.state = cmd.ProcessState
		close(p.ended)
	}()
	if err := <-started; err != nil {
		t.Fatalf("start helper %s: %v", spec.Role, err)
	}
	p.PID = cmd.Process.Pid
	t.Cleanup(func() {
		p.Stop()
		out.Close()
	})
	return p
}

// aim makes the next process that is started get this PID (Linux 3.3 and
// later; root of the PID namespace may do it).
func aim(pid int) error {
	if pid == 0 {
		return nil
	}
	return os.WriteFile("/proc/sys/kernel/ns_last_pid", []byte(strconv.Itoa(pid-1)), 0)
}

// Ask sends the helper one line and returns the line that it answers.
func (p *Process) Ask(line string) string {
	p.t.Helper()
	if _, err := io.WriteString(p.in, line+"\n"); err != nil {
		p.t.Fatalf("ask helper %s to %q: %v", p.name, line, err)
	}
	return p.Hear()
}

// Hear waits for one line of the helper.
func (p *Process) Hear() string {
	p.t.Helper()
	read := make(chan bool, 1)
	go func() { read <- p.out.Scan() }()
	select {
	case <-read:
		return p.out.Text()
	case <-time.After(patience.Of(p.t)):
		p.t.Fatalf("waited in vain for a line of helper %s", p.name)
		return ""
	}
}

// grace is how long a helper has to end by itself before it is killed. Nothing
// is judged by it.
const grace = 10 * time.Second

// Stop lets the helper end, and kills it where it does not.
func (p *Process) Stop() {
	p.in.Close()
	select {
	case <-p.ended:
	case <-time.After(grace):
		_ = syscall.Kill(p.PID, syscall.SIGKILL) // not reaped yet, so the PID is still its own
		<-p.ended
	}
}

// Signal is the signal that ended the helper, 0 where it ended by itself. It
// waits for the end.
func (p *Process) Signal() syscall.Signal {
	p.t.Helper()
	select {
	case <-p.ended:
	case <-time.After(patience.Of(p.t)):
		p.t.Fatalf("waited in vain for the end of helper %s", p.name)
	}
	if status := p.state.Sys().(syscall.WaitStatus); status.Signaled() {
		return status.Signal()
	}
	return 0
}

// Alive reports whether the helper is still running.
func (p *Process) Alive() bool {
	select {
	case <-p.ended:
		return false
	default:
		return true
	}
}
