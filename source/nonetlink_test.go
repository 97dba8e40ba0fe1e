package source

import (
	"context"
	"fmt"
	"runtime"
	"strconv"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"berth/model"
	"berth/source/worlds"
)

// runWithoutNetlink samples in a process whose seccomp filter blocks sock_diag, like a sandbox: ERRNO CALL
// BACKEND. It prints the result.
func runWithoutNetlink(s *worlds.Stage) error {
	errno, err := strconv.Atoi(s.Arg(0, ""))
	if err != nil {
		return err
	}
	call := map[string]uint32{"socket": unix.SYS_SOCKET, "sendto": unix.SYS_SENDTO}[s.Arg(1, "")]
	if err := forbidCall(call, unix.Errno(errno)); err != nil {
		return err
	}
	chosen, _ := model.ParseBackend(s.Arg(2, ""))
	s.Ready(0)
	for {
		if _, ok := s.Hear(); !ok {
			return nil
		}
		s.Say(describeSample(chosen))
	}
}

// needsSocketCalls skips a test on architectures where a filter cannot tell socket calls apart.
func needsSocketCalls(t *testing.T) {
	t.Helper()
	if runtime.GOARCH == "386" || runtime.GOARCH == "s390x" {
		t.Skip("SKIPPED: on " + runtime.GOARCH + " sockets are made by socketcall(2), whose arguments no filter can see")
	}
}

// describeSample takes a sample and formats its backend, sockets and gaps.
func describeSample(chosen model.Backend) string {
	l, err := openLocal(Spec{Root: "/proc", Backend: chosen})
	if err != nil {
		return "failed " + err.Error()
	}
	n, err := l.Sample(context.Background(), 0)
	if err != nil {
		return "failed " + err.Error()
	}
	text := fmt.Sprintf("%s %d", n.Backend, len(n.Sockets))
	for _, g := range n.Gaps {
		text += " " + g.Words().String()
	}
	return text
}

// forbidCall makes a system call fail in every thread of this process: sendto always, and socket for
// NETLINK_SOCK_DIAG.
func forbidCall(call uint32, errno unix.Errno) error {
	const (
		load  = unix.BPF_LD | unix.BPF_W | unix.BPF_ABS
		equal = unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K
		give  = unix.BPF_RET | unix.BPF_K
	)
	// struct seccomp_data: the number of the system call, and its arguments from byte 16.
	filter := []unix.SockFilter{{Code: load, K: 0}, {Code: equal, K: call}}
	if call == unix.SYS_SENDTO {
		filter[1].Jf = 1
	} else {
		filter = append(filter,
			unix.SockFilter{Code: load, K: 32}, // the protocol
			unix.SockFilter{Code: equal, K: unix.NETLINK_SOCK_DIAG, Jf: 2},
			unix.SockFilter{Code: load, K: 0})
		filter[1].Jf = 4
	}
	filter = append(filter,
		unix.SockFilter{Code: give, K: unix.SECCOMP_RET_ERRNO | uint32(errno)},
		unix.SockFilter{Code: give, K: unix.SECCOMP_RET_ALLOW})
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	if _, _, e := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&program))); e != 0 {
		return fmt.Errorf("seccomp: %w", e)
	}
	return nil
}
