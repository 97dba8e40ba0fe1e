package source

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"berth/model"
	"berth/source/worlds"
)

func TestMain(m *testing.M) {
	worlds.Main(m, worlds.Roles{"reporter": runReporter, "without netlink": runWithoutNetlink})
}

// runReporter opens a listener. For every line that it receives it prints the owners of all
// listeners and the gaps, as it sees them. With the argument "no ptrace" it lacks CAP_SYS_PTRACE,
// with "no descriptors" it has no free descriptor.
func runReporter(s *worlds.Stage) error {
	if s.Arg(0, "") == "no ptrace" && os.Getenv(ptraceDropped) == "" {
		return withoutPtrace()
	}
	own, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer own.Close()
	l, err := openLocal(Spec{Root: "/proc", Etc: "/etc", readTimeout: longTimeout})
	if err != nil {
		return err
	}
	need := model.NeedAll
	if s.Arg(0, "") == "no descriptors" {
		need = model.NeedOwners // the other facts need descriptors, too
		if err := useUpDescriptors(); err != nil {
			return err
		}
	}
	s.Ready(own.Addr().(*net.TCPAddr).Port)
	for {
		if _, ok := s.Hear(); !ok {
			return nil
		}
		n, err := l.Sample(context.Background(), need)
		if err != nil {
			return err
		}
		s.Say(strings.Join(report(n), " | "))
	}
}

// useUpDescriptors lowers the descriptor limit so that this process has no free descriptor.
func useUpDescriptors() error {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		return err
	}
	next, err := unix.Dup(0) // the lowest free number; all higher ones are free, too
	if err != nil {
		return err
	}
	unix.Close(next)
	limit.Cur = uint64(next)
	return unix.Setrlimit(unix.RLIMIT_NOFILE, &limit)
}

const ptraceDropped = "BERTH_TEST_BLINDED"

// withoutPtrace executes this program again without the right to read other processes.
func withoutPtrace() error {
	runtime.LockOSThread() // the capability is dropped for the thread that calls exec
	if err := unix.Prctl(unix.PR_CAPBSET_DROP, unix.CAP_SYS_PTRACE, 0, 0, 0); err != nil {
		return err
	}
	return syscall.Exec("/proc/self/exe", os.Args, append(os.Environ(), ptraceDropped+"=yes"))
}

// report lists the owners of all listeners, by port, and then the gaps.
func report(n *model.Snapshot) []string {
	var lines []string
	for _, s := range n.Sockets {
		if s.Listening() {
			lines = append(lines, fmt.Sprintf("%d %s", s.Local.Port, ownersOf(n, &s)))
		}
	}
	slices.Sort(lines)
	for _, g := range n.Gaps {
		lines = append(lines, fmt.Sprintf("%s %d %s", g.What, g.Count, g.Why))
	}
	return lines
}

var statusNames = map[model.OwnerStatus]string{
	model.OwnerResolving: "resolving", model.OwnerKnown: "known", model.OwnerKernel: "kernel",
	model.OwnerUnaccepted: "unaccepted", model.OwnerHidden: "hidden", model.OwnerNone: "none",
}

// ownersOf formats the owners of a socket in a snapshot: "known 7 8".
func ownersOf(n *model.Snapshot, s *model.Socket) string {
	words := []string{statusNames[s.Owner]}
	for _, p := range n.Owners(s) {
		words = append(words, fmt.Sprint(n.Processes[p].ID.PID))
	}
	return strings.Join(words, " ")
}

// tcpTable is a /proc/net/tcp of listeners: their inodes by port.
func tcpTable(inodes map[int]uint64) string {
	var b strings.Builder
	b.WriteString("  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n")
	ports := make([]int, 0, len(inodes))
	for port := range inodes {
		ports = append(ports, port)
	}
	slices.SortFunc(ports, cmp.Compare[int])
	for i, port := range ports {
		fmt.Fprintf(&b, "%4d: 0100007F:%04X 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 %d 1 0000000000000000 100 0 0 10 0\n",
			i, port, inodes[port])
	}
	return b.String()
}

// stat is the /proc/PID/stat of a process started at tick 100*pid.
func stat(pid int, comm string) string {
	return fmt.Sprintf("%d (%s) S 1 1 1 0 -1 0 0 0 0 0 1 2 0 0 20 0 1 0 %d 1000000 500 18446744073709551615 "+
		"1 1 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n", pid, comm, 100*pid)
}

// processFiles is the txtar of one process in /proc.
func processFiles(pid int, comm string, inodes ...uint64) string {
	s := fmt.Sprintf("-- %[1]d/stat --\n%[2]s-- %[1]d/comm --\n%[3]s\n-- %[1]d/cmdline --\n%[3]s\n-- %[1]d/status --\nUid:\t0\t0\t0\t0\n"+
		"-- %[1]d/cgroup --\n0::/system.slice/%[3]s.service\n-- %[1]d/fd/ --\n", pid, stat(pid, comm), comm)
	for i, inode := range inodes {
		s += fmt.Sprintf("-- %d/fd/%d -> socket:[%d] --\n", pid, i+3, inode)
	}
	return s
}

// procTree is a /proc with these listeners and processes, and an etc beside it.
func procTree(t testing.TB, inodes map[int]uint64, processes string) Spec {
	t.Helper()
	root := worlds.Proc(t, "-- self -> 1 --\n-- net -> self/net --\n-- stat --\nbtime 1700000000\n"+
		"-- 1/ns/net -> net:[4026531840] --\n-- uptime --\n1000.0 1.0\n-- loadavg --\n0.50 0.25 0.10 1/100 7\n"+
		"-- sys/kernel/hostname --\nweb-\x1b01\n-- sys/net/ipv4/ip_local_port_range --\n32768\t60999\n"+
		processFiles(1, "init")+processes)
	etc := filepath.Join(filepath.Dir(root), "etc")
	for name, text := range map[string]string{
		filepath.Join(root, "1/net/tcp"): tcpTable(inodes),
		filepath.Join(etc, "passwd"):     "root:x:0:0::/:\n",
		filepath.Join(etc, "services"):   "mine 8080/tcp\n",
	} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return Spec{Root: root, Etc: etc}
}

// longTimeout is a timeout for tests that are not about timeouts, so that a process on a busy machine
// does not look like one that hangs.
const longTimeout = 10 * time.Second

func open(t testing.TB, spec Spec) *local {
	t.Helper()
	spec.readTimeout = cmp.Or(spec.readTimeout, longTimeout)
	l, err := openLocal(spec)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func sample(t testing.TB, l *local, need model.Need) *model.Snapshot {
	t.Helper()
	n, err := l.Sample(t.Context(), need)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
