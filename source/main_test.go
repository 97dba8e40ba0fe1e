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

func TestMain(m *testing.M) { worlds.Main(m, worlds.Roles{"witness": witness, "unheard": unheard}) }

// witness opens a listener of its own, and at every line it hears it says what
// it knows of the owners of all listeners, and which gaps it was told. As a
// blind one it lacks CAP_SYS_PTRACE, as a short one any free descriptor.
func witness(s *worlds.Stage) error {
	if s.Arg(0, "") == "blind" && os.Getenv(blinded) == "" {
		return blind()
	}
	own, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer own.Close()
	l, err := openLocal(Spec{Root: "/proc", Etc: "/etc", readTimeout: ample})
	if err != nil {
		return err
	}
	need := model.NeedAll
	if s.Arg(0, "") == "short" {
		need = model.NeedOwners // all else opens files of its own
		if err := spend(); err != nil {
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
		s.Say(strings.Join(testimony(n), " | "))
	}
}

// spend leaves this process no descriptor that is free.
func spend() error {
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil {
		return err
	}
	next, err := unix.Dup(0) // the lowest free number, as every one above it is
	if err != nil {
		return err
	}
	unix.Close(next)
	limit.Cur = uint64(next)
	return unix.Setrlimit(unix.RLIMIT_NOFILE, &limit)
}

const blinded = "BERTH_TEST_BLINDED"

// blind runs this process anew without the right to look into others.
func blind() error {
	runtime.LockOSThread() // what is dropped is dropped for the thread that execs
	if err := unix.Prctl(unix.PR_CAPBSET_DROP, unix.CAP_SYS_PTRACE, 0, 0, 0); err != nil {
		return err
	}
	return syscall.Exec("/proc/self/exe", os.Args, append(os.Environ(), blinded+"=yes"))
}

// testimony lists the owners of all listeners, by port, then the gaps.
func testimony(n *model.Snapshot) []string {
	var said []string
	for _, s := range n.Sockets {
		if s.Listening() {
			said = append(said, fmt.Sprintf("%d %s", s.Local.Port, ownersOf(n, &s)))
		}
	}
	slices.Sort(said)
	for _, g := range n.Gaps {
		said = append(said, fmt.Sprintf("%s %d %s", g.What, g.Count, g.Why))
	}
	return said
}

var statusNames = map[model.OwnerStatus]string{
	model.OwnerResolving: "resolving", model.OwnerKnown: "known", model.OwnerKernel: "kernel",
	model.OwnerUnaccepted: "unaccepted", model.OwnerHidden: "hidden", model.OwnerNone: "none",
}

// ownersOf says what a snapshot knows of the owners of a socket: "known 7 8".
func ownersOf(n *model.Snapshot, s *model.Socket) string {
	words := []string{statusNames[s.Owner]}
	for _, p := range n.Owners(s) {
		words = append(words, fmt.Sprint(n.Processes[p].ID.PID))
	}
	return strings.Join(words, " ")
}

// table writes /proc/net/tcp with listeners: port by port, each with its inode.
func table(inodes map[int]uint64) string {
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

// stat is /proc/PID/stat of a process that was started at tick 100*pid.
func stat(pid int, comm string) string {
	return fmt.Sprintf("%d (%s) S 1 1 1 0 -1 0 0 0 0 0 1 2 0 0 20 0 1 0 %d 1000000 500 18446744073709551615 "+
		"1 1 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n", pid, comm, 100*pid)
}

// person is one process of a tree, as txtar.
func person(pid int, comm string, inodes ...uint64) string {
	s := fmt.Sprintf("-- %[1]d/stat --\n%[2]s-- %[1]d/comm --\n%[3]s\n-- %[1]d/cmdline --\n%[3]s\n-- %[1]d/status --\nUid:\t0\t0\t0\t0\n"+
		"-- %[1]d/cgroup --\n0::/system.slice/%[3]s.service\n-- %[1]d/fd/ --\n", pid, stat(pid, comm), comm)
	for i, inode := range inodes {
		s += fmt.Sprintf("-- %d/fd/%d -> socket:[%d] --\n", pid, i+3, inode)
	}
	return s
}

// tree is a /proc with listeners and the processes given, and an etc beside it.
func tree(t testing.TB, inodes map[int]uint64, people string) Spec {
	t.Helper()
	root := worlds.Proc(t, "-- self -> 1 --\n-- net -> self/net --\n-- stat --\nbtime 1700000000\n"+
		"-- 1/ns/net -> net:[4026531840] --\n-- uptime --\n1000.0 1.0\n-- loadavg --\n0.50 0.25 0.10 1/100 7\n"+
		"-- sys/kernel/hostname --\nweb-\x1b01\n-- sys/net/ipv4/ip_local_port_range --\n32768\t60999\n"+
		person(1, "init")+people)
	etc := filepath.Join(filepath.Dir(root), "etc")
	for name, text := range map[string]string{
		filepath.Join(root, "1/net/tcp"): table(inodes),
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

// ample is what a process may take to answer where a test is not about that: a
// busy machine must not look like a process that hangs.
const ample = 10 * time.Second

func open(t testing.TB, spec Spec) *local {
	t.Helper()
	spec.readTimeout = cmp.Or(spec.readTimeout, ample)
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
