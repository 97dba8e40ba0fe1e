package sysctl

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"berth/model"
	"berth/source/worlds"
)

// allSettings is a /proc in which everything can be read.
const allSettings = `
-- self -> 7 --
-- sys/net/ipv4/ip_local_port_range --
32768	60999
-- sys/net/ipv4/ip_local_reserved_ports --
8080,9000-9010
-- sys/net/ipv4/ip_unprivileged_port_start --
1024
-- sys/net/ipv4/tcp_tw_reuse --
2
-- sys/net/ipv6/bindv6only --
0
-- 7/net/netstat --
TcpExt: SyncookiesSent ListenOverflows ListenDrops
TcpExt: 0 12 34
IpExt: InNoRoutes
IpExt: 0
`

// fields compares everything except the Figures.
var fields = cmpopts.IgnoreFields(model.Kernel{}, "Figures")

func TestCompleteProcHasNoGap(t *testing.T) {
	k, gaps := Open(worlds.Proc(t, allSettings)).Kernel()
	known := func(n int64) model.Reading { return model.Reading{Value: n, Known: true} }
	want := model.Kernel{
		Ephemeral:    model.Range{Low: 32768, High: 60999, Known: true},
		Reserved:     model.Ports{{Low: 8080, High: 8080, Known: true}, {Low: 9000, High: 9010, Known: true}},
		ReservedOK:   true,
		Unprivileged: known(1024),
		TWReuse:      known(2),
		V6Only:       known(0),
		ListenDrops:  known(34),
		Overflows:    known(12),
	}
	if diff := cmp.Diff(want, k, fields); diff != "" || len(gaps) > 0 {
		t.Errorf("gaps %v, figures differ (-want +got):\n%s", gaps, diff)
	}
}

func TestMalformedSettingIsAGapAndChangesNothingElse(t *testing.T) {
	const (
		ephemeral = "net.ipv4.ip_local_port_range"
		reserved  = "net.ipv4.ip_local_reserved_ports"
		lowest    = "net.ipv4.ip_unprivileged_port_start"
		reuse     = "net.ipv4.tcp_tw_reuse"
		bindsix   = "net.ipv6.bindv6only"
		drops     = "TcpExt ListenDrops"
		overflows = "TcpExt ListenOverflows"
	)
	others := []string{"TcpExt TCPReqQFullDrop", "TcpExt TCPReqQFullDoCookies", "TcpExt TCPTimeWaitOverflow", "TcpExt TCPAbortOnMemory"}
	for _, c := range []struct {
		name, file, content string
		gaps                []string
	}{
		{"range of words", "sys/net/ipv4/ip_local_port_range", "all ports\n", []string{ephemeral}},
		{"range reversed", "sys/net/ipv4/ip_local_port_range", "60999 32768\n", []string{ephemeral}},
		{"range past the last port", "sys/net/ipv4/ip_local_port_range", "32768 65536\n", []string{ephemeral}},
		{"range past every number", "sys/net/ipv4/ip_local_port_range", "1 99999999999999999999\n", []string{ephemeral}},
		{"range below the first port", "sys/net/ipv4/ip_local_port_range", "-5 100\n", []string{ephemeral}},
		{"range with port 0", "sys/net/ipv4/ip_local_port_range", "0 100\n", []string{ephemeral}},
		{"half a range", "sys/net/ipv4/ip_local_port_range", "32768\n", []string{ephemeral}},
		{"three ports for a range", "sys/net/ipv4/ip_local_port_range", "1 2 3\n", []string{ephemeral}},
		{"empty range", "sys/net/ipv4/ip_local_port_range", "", []string{ephemeral}},
		{"reserved without a newline", "sys/net/ipv4/ip_local_reserved_ports", "", []string{reserved}},
		{"reserved words", "sys/net/ipv4/ip_local_reserved_ports", "some\n", []string{reserved}},
		{"reserved and reversed", "sys/net/ipv4/ip_local_reserved_ports", "9010-9000\n", []string{reserved}},
		{"reserved past the last port", "sys/net/ipv4/ip_local_reserved_ports", "1-65536\n", []string{reserved}},
		{"reserved with a hole", "sys/net/ipv4/ip_local_reserved_ports", "80,,81\n", []string{reserved}},
		{"reserved cut", "sys/net/ipv4/ip_local_reserved_ports", "80,90-\n", []string{reserved}},
		{"reserved without end", "sys/net/ipv4/ip_local_reserved_ports", strings.Repeat("1,", maxBuffer/2) + "1\n", []string{reserved}},
		{"first port below 0", "sys/net/ipv4/ip_unprivileged_port_start", "-1\n", []string{lowest}},
		{"first port past all", "sys/net/ipv4/ip_unprivileged_port_start", "65537\n", []string{lowest}},
		{"reuse of a later kernel", "sys/net/ipv4/tcp_tw_reuse", "3\n", []string{reuse}},
		{"escapes", "sys/net/ipv6/bindv6only", "\x1b[2J\n", []string{bindsix}},
		{"counters without these", "7/net/netstat", "TcpExt: A\nTcpExt: 1\n", []string{drops, overflows}},
		{"counters below 0", "7/net/netstat", "TcpExt: ListenDrops ListenOverflows\nTcpExt: -1 NaN\n", []string{drops, overflows}},
		{"counters cut", "7/net/netstat", "TcpExt: ListenDrops ListenOverflows\nTcpExt: 1\n", append(slices.Clone(others), drops, overflows)},
		{"counters past every number", "7/net/netstat", "TcpExt: ListenDrops ListenOverflows\nTcpExt: 1e300 7\n", []string{drops}},
		{"no counters", "7/net/netstat", "", append(slices.Clone(others), drops, overflows)},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := worlds.Proc(t, allSettings)
			if err := os.WriteFile(filepath.Join(root, c.file), []byte(c.content), 0o644); err != nil {
				t.Fatal(err)
			}
			whole, _ := Open(worlds.Proc(t, allSettings)).Kernel()
			k, gaps := Open(root).Kernel()
			var names []string
			for _, gap := range gaps {
				names = append(names, gap.What.String())
				if why := gap.Why.String(); why != "not understood" {
					t.Errorf("%v: %s", gap.What, why)
				}
			}
			if diff := cmp.Diff(c.gaps, names); diff != "" {
				t.Errorf("gaps differ (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(names, unknown(k)); diff != "" {
				t.Errorf("unknown figures differ from the gaps (-gaps +unknown):\n%s", diff)
			}
			if cmp.Equal(whole, k) {
				t.Error("nothing is missing")
			}
		})
	}
}

// unknown names the unknown figures, in the order in which they are read.
func unknown(k model.Kernel) []string {
	var names []string
	for _, f := range []struct {
		name  string
		known bool
	}{
		{"net.ipv4.ip_local_port_range", k.Ephemeral.Known},
		{"net.ipv4.ip_unprivileged_port_start", k.Unprivileged.Known},
		{"net.ipv4.tcp_tw_reuse", k.TWReuse.Known},
		{"net.ipv4.ip_local_reserved_ports", k.ReservedOK},
		{"net.ipv6.bindv6only", k.V6Only.Known},
	} {
		if !f.known {
			names = append(names, f.name)
		}
	}
	names = append(names, notUnderstood(&k.Figures, netstatFile.figures)...)
	if !k.ListenDrops.Known {
		names = append(names, "TcpExt ListenDrops")
	}
	if !k.Overflows.Known {
		names = append(names, "TcpExt ListenOverflows")
	}
	for f := range model.FigureCount {
		if f.Most() > 0 {
			names = append(names, notUnderstood(&k.Figures, []model.Figure{f})...)
		}
	}
	if k.Figures[model.MemoryLow].Why == model.NotUnderstood {
		names = append(names, "net.ipv4.tcp_mem")
	}
	for _, s := range otherFiles {
		names = append(names, notUnderstood(&k.Figures, s.figures)...)
	}
	return names
}

// notUnderstood names the figures that exist but could not be parsed.
func notUnderstood(k *model.Figures, of []model.Figure) (names []string) {
	for _, f := range of {
		if k[f].Why == model.NotUnderstood {
			names = append(names, f.Source().String())
		}
	}
	return names
}

func TestMissingFilesAreGapsButIPv6MayBeOff(t *testing.T) {
	root := worlds.Proc(t, "-- sys/net/ipv4/tcp_tw_reuse --\n1\n")
	k, gaps := Open(root).Kernel()
	want := model.Kernel{TWReuse: model.Reading{Value: 1, Known: true}}
	if diff := cmp.Diff(want, k, fields); diff != "" {
		t.Errorf("figures differ (-want +got):\n%s", diff)
	}
	var names []string
	for _, gap := range gaps {
		names = append(names, gap.What.String()+": "+gap.Why.String())
	}
	const missing = ": no such file or directory"
	if diff := cmp.Diff([]string{
		"net.ipv4.ip_local_port_range" + missing,
		"net.ipv4.ip_unprivileged_port_start" + missing,
		"net.ipv4.ip_local_reserved_ports" + missing,
		"TcpExt ListenDrops" + missing,
		"TcpExt ListenOverflows" + missing,
	}, names); diff != "" {
		t.Errorf("gaps differ (-want +got):\n%s", diff)
	}
}

func TestWithoutProcNothingIsKnown(t *testing.T) {
	k, gaps := Open(filepath.Join(t.TempDir(), "nowhere")).Kernel()
	if !cmp.Equal(k, model.Kernel{}) || len(gaps) != 1 || gaps[0].Why.String() != "no such file or directory" {
		t.Errorf("figures %v, gaps %v", k, gaps)
	}
}
