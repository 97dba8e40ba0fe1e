package sysctl

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"berth/model"
	"berth/source/worlds"
)

func TestMain(m *testing.M) { worlds.Main(m, worlds.Roles{"tune": tune}) }

// set writes a setting of the network namespace of the test.
func set(t *testing.T, name, value string) {
	t.Helper()
	f, err := os.OpenFile("/proc/sys/net/"+name, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(value); err != nil {
		t.Fatalf("set %s to %.40q: %v", name, value, err)
	}
}

func read(t *testing.T) model.Kernel {
	t.Helper()
	k, gaps := Open("/proc").Kernel()
	if len(gaps) > 0 {
		t.Errorf("gaps on a live kernel: %v", gaps)
	}
	return k
}

func TestSettingsAreReadAsWritten(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		set(t, "ipv4/ip_local_port_range", "40000 40049")
		set(t, "ipv4/ip_local_reserved_ports", "40010-40019,8080,40000")
		set(t, "ipv4/ip_unprivileged_port_start", "80")
		set(t, "ipv4/tcp_tw_reuse", "1")
		known := func(n int64) model.Reading { return model.Reading{Value: n, Known: true} }
		want := model.Kernel{
			Ephemeral: model.Range{Low: 40000, High: 40049, Known: true},
			Reserved: model.Ports{
				{Low: 8080, High: 8080, Known: true}, {Low: 40000, High: 40000, Known: true}, {Low: 40010, High: 40019, Known: true},
			},
			ReservedOK:   true,
			Unprivileged: known(80),
			TWReuse:      known(1),
			ListenDrops:  known(0),
			Overflows:    known(0),
		}
		if _, err := os.Stat("/proc/sys/net/ipv6"); err == nil {
			set(t, "ipv6/bindv6only", "1")
			want.V6Only = known(1)
		}
		if diff := cmp.Diff(want, read(t), fields); diff != "" {
			t.Errorf("settings differ (-written +read):\n%s", diff)
		}
	})
}

func TestNoReservedPortsIsAnEmptySetAndNotAGap(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		if k := read(t); !k.ReservedOK || len(k.Reserved) != 0 {
			t.Errorf("reserved %v, known %v", k.Reserved, k.ReservedOK)
		}
	})
}

func TestRangeOfOnePortAndAllPortsReservedAreRead(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		set(t, "ipv4/ip_local_port_range", "50001 50001")
		set(t, "ipv4/ip_local_reserved_ports", "1-65535")
		k := read(t)
		if want := (model.Range{Low: 50001, High: 50001, Known: true}); k.Ephemeral != want {
			t.Errorf("range %v, want %v", k.Ephemeral, want)
		}
		if diff := cmp.Diff(model.Ports{{Low: 1, High: 65535, Known: true}}, k.Reserved); diff != "" {
			t.Errorf("reserved ports differ (-want +got):\n%s", diff)
		}
	})
}

// The longest text that the kernel can print is longer than a page and longer than the
// usual buffers of readers.
func TestLongestSetOfReservedPortsIsReadCompletely(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		var want model.Ports
		var all []string
		for port := 1; port <= 65535; port += 2 {
			want = append(want, model.Range{Low: uint16(port), High: uint16(port), Known: true})
			all = append(all, fmt.Sprint(port))
		}
		set(t, "ipv4/ip_local_reserved_ports", strings.Join(all, ","))
		if diff := cmp.Diff(want, read(t).Reserved); diff != "" {
			t.Errorf("reserved ports differ (-written +read):\n%.2000s", diff)
		}
	})
}

func TestFullAcceptQueueIsCounted(t *testing.T) {
	worlds.Inside(t, worlds.Net, func(t *testing.T) {
		addr := listen(t, 0) // a backlog of 0 holds one connection; the next ones are dropped
		for range 3 {
			if err := unix.Connect(socket(t), addr); err != unix.EINPROGRESS && err != nil {
				t.Fatal(err)
			}
		}
		worlds.Until(t, "an overflow and a drop", func() bool {
			k := read(t)
			return k.Overflows.Value > 0 && k.ListenDrops.Value >= k.Overflows.Value
		})
	})
}
