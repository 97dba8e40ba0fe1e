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

// Spec describes a helper process.
type Spec struct {
	Role string
	Args []string   // arguments of the role
	Comm string     // its /proc/PID/comm; by default the role
	Argv []string   // its /proc/PID/cmdline; by default the role
	User int        // user id, inside worlds.Users; 0 is root
	Give []*os.File // descriptors that it inherits, from number 3 on
	Net  bool       // give it its own network namespace, in which no interface is up
	PID  int        // the PID that it must have, inside worlds.PID; 0: any
}

// Process is a running helper. It ends with the test.
type Process struct {
	PID   int
	Port  uint16   // the first word after "ready", if that is a port
	Words []string // all words after "ready"

	t      testing.TB
	name   string
	in     io.WriteCloser
	out    *bufio.Scanner
	stderr *bytes.Buffer
	ended  chan struct{} // closed after it was reaped
	state  *os.ProcessState
}

// Helper starts a helper with a role and waits until it is ready.
func Helper(t testing.TB, role string, args ...string) *Process {
	t.Helper()
	return Start(t, Spec{Role: role, Args: args})
}

// errPIDTaken is the error if a helper cannot get its PID because a thread of the test has that number.
const errPIDTaken = "a thread of the test has it"

// Start starts a helper and waits until it is ready.
func Start(t testing.TB, spec Spec) *Process {
	t.Helper()
	p := launch(t, spec)
	for spec.PID != 0 && p.PID != spec.PID { // another process took the PID first
		p.Stop()
		if _, err := os.Stat("/proc/self/task/" + strconv.Itoa(spec.PID)); err == nil {
			t.Fatalf("PID %d: %s", spec.PID, errPIDTaken)
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

// Command returns the command for a role, for a test that starts it itself, for example on a
// terminal. The role writes to its standard output.
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
	// Use our own pipe: Wait closes the one of exec while it is being read.
	out, theirs, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, p.out = theirs, bufio.NewScanner(out)

	started := make(chan error)
	go func() {
		// Linux sends Pdeathsig when the thread that forked ends, so this thread must live
		// as long as the helper.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		if err := setNextPID(spec.PID); err != nil {
			started <- err
			return
		}
		err := cmd.Start()
		theirs.Close()
		started <- err
		if err != nil {
			return
		}
		_ = cmd.Wait() // the result is in ProcessState
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

// setNextPID makes the next process get this PID (Linux 3.3 and later; root of the PID namespace may do
// it).
func setNextPID(pid int) error {
	if pid == 0 {
		return nil
	}
	return os.WriteFile("/proc/sys/kernel/ns_last_pid", []byte(strconv.Itoa(pid-1)), 0)
}

// Ask sends the helper one line and returns its answer.
func (p *Process) Ask(line string) string {
	p.t.Helper()
	if _, err := io.WriteString(p.in, line+"\n"); err != nil {
		p.t.Fatalf("ask helper %s to %q: %v", p.name, line, err)
	}
	return p.Hear()
}

// Hear waits for one line from the helper.
func (p *Process) Hear() string {
	p.t.Helper()
	read := make(chan bool, 1)
	go func() { read <- p.out.Scan() }()
	select {
	case <-read:
		return p.out.Text()
	case <-time.After(patience.Of(p.t)):
		p.t.Fatalf("timed out waiting for a line from helper %s", p.name)
		return ""
	}
}

// stopGrace is how long a helper may take to exit before it is killed. No test result depends on it.
const stopGrace = 10 * time.Second

// Stop asks the helper to exit and kills it if it does not.
func (p *Process) Stop() {
	p.in.Close()
	select {
	case <-p.ended:
	case <-time.After(stopGrace):
		_ = syscall.Kill(p.PID, syscall.SIGKILL) // not reaped yet, so the PID still means the helper
		<-p.ended
	}
}

// Signal waits for the end of the helper. It returns the signal that ended it, or 0 if it exited.
func (p *Process) Signal() syscall.Signal {
	p.t.Helper()
	select {
	case <-p.ended:
	case <-time.After(patience.Of(p.t)):
		p.t.Fatalf("timed out waiting for the end of helper %s", p.name)
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
