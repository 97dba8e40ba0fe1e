package procnet

import (
	"context"
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"berth/model"
	"berth/model/safe"
	"berth/source/tables"
	"berth/source/worlds"
)

const (
	headTCP = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
	headUDP = "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n"

	listener = "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000003 00:00000000 00000000  1000        0 34062 1 0000000000000000 100 0 0 10 0\n"
	timeWait = "   1: 0100007F:1F90 0100007F:C350 06 00000000:00000000 03:000017AB 00000000     0        0 0 3 0000000000000000\n"
	mapped   = "   0: 0000000000000000FFFF00000100007F:1F90 0000000000000000FFFF00000100007F:C351 01 0000000A:0000000B 00:00000000 00000000    33        0 34063 1 0000000000000000 20 4 30 10 -1\n"
	datagram = "  12: 00000000:0035 00000000:0000 07 00000000:00000300 00:00000000 00000000   101        0 34064 2 0000000000000000 9\n"
)

// procWithTables is a /proc with these tables; an empty text means that the file is missing.
func procWithTables(t testing.TB, tcp, tcp6, udp, udp6 string) string {
	t.Helper()
	root := worlds.Proc(t, "-- self -> 7 --\n-- net -> self/net --\n-- 7/ns/net -> net:[4026531840] --\n-- 7/net/ --\n")
	for file, text := range map[string]string{"tcp": tcp, "tcp6": tcp6, "udp": udp, "udp6": udp6} {
		if text == "" {
			continue
		}
		if err := os.WriteFile(filepath.Join(root, "net", file), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func sample(t testing.TB, root string) ([]model.Socket, []model.Gap, error) {
	t.Helper()
	b, err := Open(root)
	if err != nil {
		t.Fatal(err)
	}
	r, err := b.Sockets(context.Background(), tables.Ask{})
	return r.Sockets, r.Gaps, err
}

func end(text string) model.Endpoint {
	a := netip.MustParseAddrPort(text)
	return model.Endpoint{Addr: model.AddrFrom(a.Addr()), Port: a.Port()}
}

// The rows of the four lines above.
var (
	rowListener = model.Socket{
		Local: end("127.0.0.1:8080"), Remote: end("0.0.0.0:0"), Inode: 34062, NetNS: 4026531840, UID: 1000,
		RxQueue: 3, State: model.Listen, Proto: model.TCP, Owner: model.OwnerResolving,
	}
	rowTimeWait = model.Socket{
		Local: end("127.0.0.1:8080"), Remote: end("127.0.0.1:50000"), NetNS: 4026531840,
		State: model.TimeWait, Proto: model.TCP, Owner: model.OwnerKernel,
	}
	rowMapped = model.Socket{
		Local: end("127.0.0.1:8080"), Remote: end("127.0.0.1:50001"), Inode: 34063, NetNS: 4026531840, UID: 33,
		RxQueue: 11, TxQueue: 10, State: model.Established, Proto: model.TCP, Traits: model.InetSix | model.MappedFour,
	}
	rowDatagram = model.Socket{
		Local: end("0.0.0.0:53"), Remote: end("0.0.0.0:0"), Inode: 34064, NetNS: 4026531840, UID: 101,
		RxQueue: 0x300, Drops: 9, State: model.Closed, Proto: model.UDP,
	}
)

func TestEveryColumnOfEveryTableIsRead(t *testing.T) {
	sockets, gaps, err := sample(t, procWithTables(t, headTCP+listener+timeWait, headTCP+mapped, headUDP+datagram, headUDP))
	if err != nil || len(gaps) > 0 {
		t.Errorf("gaps %v, error %v", gaps, err)
	}
	want := []model.Socket{rowListener, rowTimeWait, rowMapped, rowDatagram}
	if diff := cmp.Diff(want, sockets); diff != "" {
		t.Errorf("sockets differ (-want +got):\n%s", diff)
	}
}

func TestSocketThatMovesDuringAReadIsListedOnce(t *testing.T) {
	open := strings.Replace(timeWait, " 06 ", " 01 ", 1)
	sockets, _, err := sample(t, procWithTables(t, headTCP+open+listener+timeWait+listener, "", headUDP, ""))
	if diff := cmp.Diff([]model.Socket{rowTimeWait, rowListener}, sockets); err != nil || diff != "" {
		t.Errorf("error %v, sockets differ (-want +got):\n%s", err, diff)
	}
}

func TestMissingTableIsAGapUnlessIPv6IsOff(t *testing.T) {
	const gone = ": no such file or directory"
	for _, c := range []struct {
		name, tcp, tcp6, udp, udp6 string
		gaps                       []string
		err                        string
	}{
		{"IPv6 off", headTCP, "", headUDP, "", nil, ""},
		{"no tcp", "", headTCP, headUDP, headUDP, []string{"/proc/net/tcp" + gone}, ""},
		{"no udp", headTCP, headTCP, "", "", []string{"/proc/net/udp" + gone}, ""},
		{"no TCP at all", "", "", headUDP, headUDP, nil, "read /proc/net/tcp" + gone},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, gaps, err := sample(t, procWithTables(t, c.tcp, c.tcp6, c.udp, c.udp6))
			if diff := cmp.Diff(c.gaps, said(gaps)); diff != "" {
				t.Errorf("gaps differ (-want +got):\n%s", diff)
			}
			if text := message(err); text != c.err {
				t.Errorf("error %q, want %q", text, c.err)
			}
		})
	}
}

func said(gaps []model.Gap) (all []string) {
	for _, gap := range gaps {
		text := gap.What.String() + ": " + gap.Why.String()
		if gap.Count > 0 {
			text = safe.Number(gap.Count).String() + " " + text
		}
		all = append(all, text)
	}
	return all
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestOneUnreadableTCPTableIsAGapAndTwoAreAnError(t *testing.T) {
	root := procWithTables(t, "", headTCP+mapped, headUDP, headUDP)
	directory(t, root, "tcp") // reading a directory fails, even for root
	sockets, gaps, err := sample(t, root)
	if diff := cmp.Diff([]string{"/proc/net/tcp: is a directory"}, said(gaps)); diff != "" || err != nil {
		t.Errorf("error %v, gaps differ (-want +got):\n%s", err, diff)
	}
	if diff := cmp.Diff([]model.Socket{rowMapped}, sockets); diff != "" {
		t.Errorf("sockets differ (-want +got):\n%s", diff)
	}

	root = procWithTables(t, "", "", headUDP, headUDP)
	directory(t, root, "tcp")
	directory(t, root, "tcp6")
	if _, _, err := sample(t, root); message(err) != "read /proc/net/tcp: is a directory" {
		t.Errorf("error %v", err)
	}
}

func directory(t *testing.T, root, name string) {
	t.Helper()
	if err := os.Mkdir(filepath.Join(root, "net", name), 0o755); err != nil {
		t.Fatal(err)
	}
}

func TestFileWithoutAHeaderIsNotAnEmptyTable(t *testing.T) {
	const none = "not a socket table: the header is missing"
	root := worlds.Proc(t, "-- net/tcp --\n-- net/tcp6 --\n-- net/udp --\n-- net/udp6 --\n")
	if _, _, err := sample(t, root); message(err) != "read /proc/net/tcp: "+none {
		t.Errorf("error %v", err)
	}
	// A file truncated within its header is a gap if another table can be read.
	sockets, gaps, err := sample(t, procWithTables(t, headTCP[:9], headTCP+mapped, headUDP, headUDP))
	if diff := cmp.Diff([]string{"/proc/net/tcp: " + none}, said(gaps)); diff != "" || err != nil || len(sockets) != 1 {
		t.Errorf("%d sockets, error %v, gaps differ (-want +got):\n%s", len(sockets), err, diff)
	}
}

func TestUnreadableNamespaceIsAGap(t *testing.T) {
	for link, why := range map[string]string{
		"":                                        "no such file or directory",
		"-- self/ns/net --\nnot a link\n":         "invalid argument",
		"-- self/ns/net -> pid:[1] --\n":          "not understood",
		"-- self/ns/net -> net:[x] --\n":          "not understood",
		"-- self/ns/net -> net:[-1] --\n":         "not understood",
		"-- self/ns/net -> net:[1 --\n":           "not understood",
		"-- self/ns/net -> net:[4294967296] --\n": "not understood",
		"-- self/ns/net -> \x1b[2J --\n":          "not understood",
	} {
		root := worlds.Proc(t, link+"-- net/tcp --\n"+headTCP+listener+"-- net/udp --\n"+headUDP)
		_, gaps, err := sample(t, root)
		if diff := cmp.Diff([]string{"network namespace: " + why}, said(gaps)); diff != "" || err != nil {
			t.Errorf("%q: error %v, gaps differ (-want +got):\n%s", link, err, diff)
		}
	}
}

func TestOpenFailsIfTheRootIsMissing(t *testing.T) {
	nowhere := filepath.Join(t.TempDir(), "nowhere")
	if _, err := Open(nowhere); message(err) != "open "+nowhere+": no such file or directory" {
		t.Errorf("error %v", err)
	}
}

// A FIFO blocks its reader as a stuck kernel does.
func TestStuckReadEndsWithTheContextAndItsResultIsUsedLater(t *testing.T) {
	defer goleak.VerifyNone(t)
	root := procWithTables(t, "", headTCP, headUDP, headUDP)
	fifo := filepath.Join(root, "net", "tcp")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := Open(root)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	result := make(chan error)
	go func() {
		_, err := b.Sockets(ctx, tables.Ask{})
		result <- err
	}()
	var writer *os.File
	worlds.Until(t, "a reader of the table", func() bool {
		writer, err = os.OpenFile(fifo, os.O_WRONLY|syscall.O_NONBLOCK, 0)
		return err == nil
	})
	cancel()
	if err := <-result; !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v, want canceled", err)
	}

	if _, err := writer.WriteString(headTCP + listener); err != nil {
		t.Fatal(err)
	}
	writer.Close()
	r, err := b.Sockets(context.Background(), tables.Ask{})
	if diff := cmp.Diff([]model.Socket{rowListener}, r.Sockets); err != nil || diff != "" {
		t.Errorf("error %v, sockets differ (-want +got):\n%s", err, diff)
	}
}

func TestPanicDuringAReadReachesTheCaller(t *testing.T) {
	b, err := Open(procWithTables(t, "", headTCP, headUDP, headUDP))
	if err != nil {
		t.Fatal(err)
	}
	b.pending = make(chan reading, 1)
	b.pending <- (*Backend)(nil).attempt(0) // panics: the backend is nil
	defer func() {
		if panicked := recover(); panicked == nil || !strings.Contains(panicked.(string), "nil pointer") {
			t.Errorf("caught %v", panicked)
		}
	}()
	r, err := b.Sockets(t.Context(), tables.Ask{})
	t.Errorf("sockets %v, error %v", r.Sockets, err)
}
