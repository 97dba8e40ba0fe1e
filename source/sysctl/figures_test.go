package sysctl

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"berth/model"
	"berth/source/worlds"
)

// allFigures is a /proc in which every figure exists.
const allFigures = allSettings + `
-- sys/net/ipv4/tcp_tw_reuse_delay --
1000
-- sys/net/ipv4/tcp_timestamps --
1
-- sys/net/ipv4/tcp_syncookies --
2
-- sys/net/core/somaxconn --
4096
-- sys/net/ipv4/tcp_max_syn_backlog --
2048
-- sys/net/ipv4/tcp_max_tw_buckets --
131072
-- sys/net/ipv4/tcp_max_orphans --
65536
-- sys/net/ipv4/tcp_mem --
287898	383867	575796
-- sys/net/netfilter/nf_conntrack_max --
262144
-- sys/net/netfilter/nf_conntrack_count --
17
-- 7/net/netstat --
TcpExt: SyncookiesSent ListenOverflows ListenDrops TCPAbortOnMemory TCPTimeWaitOverflow TCPReqQFullDoCookies TCPReqQFullDrop
TcpExt: 0 12 34 5 6 7 8
IpExt: InNoRoutes
IpExt: 0
-- 7/net/snmp --
Ip: Forwarding ActiveOpens
Ip: 2 64
Tcp: RtoAlgorithm MaxConn ActiveOpens PassiveOpens AttemptFails
Tcp: 1 -1 108 6 2
-- 7/net/sockstat --
sockets: used 12
TCP: inuse 4 orphan 3 tw 2 alloc 9 mem 252
UDP: inuse 7 mem 8
-- 7/net/stat/nf_conntrack --
entries  clashres drop early_drop icmp_error
00000011  00000000 0000000a 00000001 00000000
00000011  00000000 00000001 ffffffff 00000000
`

// knownValues maps the sources of the known figures to their values.
func knownValues(k *model.Figures) map[string]int64 {
	all := map[string]int64{}
	for f := range model.Figure(len(k)) {
		if k[f].Known {
			all[f.Source().String()] = k[f].Value
		}
	}
	return all
}

func TestAllFiguresAreRead(t *testing.T) {
	k, gaps := Open(worlds.Proc(t, allFigures)).Kernel()
	if diff := cmp.Diff(map[string]int64{
		"net.ipv4.tcp_tw_reuse_delay":      1000,
		"net.ipv4.tcp_timestamps":          1,
		"net.ipv4.tcp_syncookies":          2,
		"net.core.somaxconn":               4096,
		"net.ipv4.tcp_max_syn_backlog":     2048,
		"net.ipv4.tcp_max_tw_buckets":      131072,
		"net.ipv4.tcp_max_orphans":         65536,
		"net.ipv4.tcp_mem (low)":           287898,
		"net.ipv4.tcp_mem (pressure)":      383867,
		"net.ipv4.tcp_mem (high)":          575796,
		"net.netfilter.nf_conntrack_max":   262144,
		"net.netfilter.nf_conntrack_count": 17,
		"nf_conntrack early_drop":          1 << 32,
		"nf_conntrack drop":                11,
		"sockstat TCP inuse":               4,
		"sockstat TCP orphan":              3,
		"sockstat TCP tw":                  2,
		"sockstat TCP mem":                 252,
		"page size":                        int64(os.Getpagesize()),
		"TcpExt TCPAbortOnMemory":          5,
		"TcpExt TCPTimeWaitOverflow":       6,
		"TcpExt TCPReqQFullDoCookies":      7,
		"TcpExt TCPReqQFullDrop":           8,
		"Tcp ActiveOpens":                  108,
		"Tcp AttemptFails":                 2,
	}, knownValues(&k.Figures)); diff != "" || len(gaps) > 0 {
		t.Errorf("gaps %v, figures differ (-want +got):\n%s", gaps, diff)
	}
	if k.ListenDrops.Value != 34 || k.Overflows.Value != 12 {
		t.Errorf("drops %v, overflows %v", k.ListenDrops, k.Overflows)
	}
}

// Older kernels, kernels without conntrack and other network namespaces lack some figures.
// That is not a gap, because the user cannot change it.
func TestMissingFigureIsNotAGap(t *testing.T) {
	k, gaps := Open(worlds.Proc(t, allSettings)).Kernel()
	if len(gaps) > 0 {
		t.Errorf("gaps %v", gaps)
	}
	for f := range model.Figure(len(k.Figures)) {
		if got := k.Figures[f]; got.Why != model.NotThere && f != model.PageSize {
			t.Errorf("%s is %+v", f.Source(), got)
		}
	}
}

func TestMalformedFigureIsUnknownAndAGap(t *testing.T) {
	const (
		mem     = "net.ipv4.tcp_mem"
		netstat = "7/net/netstat"
	)
	for _, c := range []struct {
		name, file, content string
		gaps                []string
		lost                []model.Figure
	}{
		{"words", "sys/net/core/somaxconn", "many\n", []string{"net.core.somaxconn"}, []model.Figure{model.AcceptLimit}},
		{"nothing", "sys/net/core/somaxconn", "", []string{"net.core.somaxconn"}, []model.Figure{model.AcceptLimit}},
		{"below 0", "sys/net/core/somaxconn", "-1\n", []string{"net.core.somaxconn"}, []model.Figure{model.AcceptLimit}},
		{"past every int", "sys/net/core/somaxconn", "2147483648\n", []string{"net.core.somaxconn"}, []model.Figure{model.AcceptLimit}},
		{"two numbers", "sys/net/core/somaxconn", "1 2\n", []string{"net.core.somaxconn"}, []model.Figure{model.AcceptLimit}},
		{"without end", "sys/net/core/somaxconn", strings.Repeat("1", maxBuffer+1), []string{"net.core.somaxconn"}, []model.Figure{model.AcceptLimit}},
		{"timestamps of a later kernel", "sys/net/ipv4/tcp_timestamps", "3\n", []string{"net.ipv4.tcp_timestamps"}, []model.Figure{model.Timestamps}},
		{"memory that falls", "sys/net/ipv4/tcp_mem", "3 2 1\n", []string{mem}, memory},
		{"memory that falls at first", "sys/net/ipv4/tcp_mem", "2 1 3\n", []string{mem}, memory},
		{"memory of two", "sys/net/ipv4/tcp_mem", "1 2\n", []string{mem}, memory},
		{"memory of four", "sys/net/ipv4/tcp_mem", "1 2 3 4\n", []string{mem}, memory},
		{"memory below 0", "sys/net/ipv4/tcp_mem", "-1 2 3\n", []string{mem}, memory},
		{"counter below 0", "7/net/snmp", "Tcp: ActiveOpens AttemptFails\nTcp: -1 2\n", []string{"Tcp ActiveOpens"}, []model.Figure{model.Opens}},
		{"counter past every number", "7/net/snmp", "Tcp: ActiveOpens AttemptFails\nTcp: 1 99999999999999999999\n", []string{"Tcp AttemptFails"}, []model.Figure{model.FailedOpens}},
		{"counts of another table", "7/net/snmp", "Tcp: ActiveOpens AttemptFails\nUdp: 1 2\n", []string{"Tcp ActiveOpens", "Tcp AttemptFails"}, []model.Figure{model.Opens, model.FailedOpens}},
		{"counts cut", "7/net/snmp", "Tcp: ActiveOpens AttemptFails\nTcp: 1", []string{"Tcp ActiveOpens", "Tcp AttemptFails"}, []model.Figure{model.Opens, model.FailedOpens}},
		{"a counter that is not there", netstat, "TcpExt: ListenDrops ListenOverflows TCPReqQFullDrop TCPReqQFullDoCookies TCPTimeWaitOverflow\nTcpExt: 1 1 1 1 1\n", nil, []model.Figure{model.MemoryAborts}},
		{"gauge without value", "7/net/sockstat", "TCP: inuse 1 orphan 2 mem 3 tw\n", []string{"sockstat TCP tw"}, []model.Figure{model.TimeWaits}},
		{"gauge of words", "7/net/sockstat", "TCP: inuse 1 orphan \x1b[2J mem 3 tw 4\n", []string{"sockstat TCP orphan"}, []model.Figure{model.Orphans}},
		{"no gauges of TCP", "7/net/sockstat", "UDP: inuse 7 mem 8\n", nil, []model.Figure{model.TCPInUse, model.Orphans, model.TimeWaits, model.MemoryPages}},
		{"nothing at all", "7/net/snmp", "", []string{"Tcp ActiveOpens", "Tcp AttemptFails"}, []model.Figure{model.Opens, model.FailedOpens}},
		{"processor cut", "7/net/stat/nf_conntrack", "drop early_drop\n00000001\n", []string{"nf_conntrack early_drop", "nf_conntrack drop"}, []model.Figure{model.TrackedEvicted, model.TrackedDropped}},
		{"no processor", "7/net/stat/nf_conntrack", "drop early_drop\n", []string{"nf_conntrack early_drop", "nf_conntrack drop"}, []model.Figure{model.TrackedEvicted, model.TrackedDropped}},
		{"not hexadecimal", "7/net/stat/nf_conntrack", "drop early_drop\n0000000g 1\n", []string{"nf_conntrack drop"}, []model.Figure{model.TrackedDropped}},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := worlds.Proc(t, allFigures)
			if err := os.WriteFile(filepath.Join(root, c.file), []byte(c.content), 0o644); err != nil {
				t.Fatal(err)
			}
			k, gaps := Open(root).Kernel()
			var names []string
			for _, gap := range gaps {
				names = append(names, gap.What.String())
			}
			if diff := cmp.Diff(c.gaps, names); diff != "" {
				t.Errorf("gaps differ (-want +got):\n%s", diff)
			}
			lost := map[model.Figure]bool{}
			for _, f := range c.lost {
				lost[f] = true
			}
			for f := range model.Figure(len(k.Figures)) {
				if got := k.Figures[f]; got.Known == lost[f] || lost[f] && got.Why == model.NotRead {
					t.Errorf("%s is %+v", f.Source(), got)
				}
			}
		})
	}
}

func TestUnreadableFileIsOneGapWithTheReason(t *testing.T) {
	root := worlds.Proc(t, allFigures)
	for _, file := range []string{"sys/net/core/somaxconn", "7/net/snmp"} {
		path := filepath.Join(root, file)
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(path, 0o755); err != nil { // root can read every file, but not a directory
			t.Fatal(err)
		}
	}
	// A read of a FIFO without a writer would block.
	pipe := filepath.Join(root, "sys/net/ipv4/tcp_max_orphans")
	if err := os.Remove(pipe); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mkfifo(pipe, 0o644); err != nil {
		t.Fatal(err)
	}
	k, gaps := Open(root).Kernel()
	var texts []string
	for _, gap := range gaps {
		texts = append(texts, gap.Words().String())
	}
	if diff := cmp.Diff([]string{"net.core.somaxconn: is a directory", "net.ipv4.tcp_max_orphans: not understood", "/proc/self/net/snmp: is a directory"}, texts); diff != "" {
		t.Errorf("gaps differ (-want +got):\n%s", diff)
	}
	for f, want := range map[model.Figure]model.Absence{
		model.AcceptLimit: model.NotReadable, model.Opens: model.NotReadable, model.OrphanLimit: model.NotUnderstood,
	} {
		if got := k.Figures[f]; got.Known || got.Why != want {
			t.Errorf("%s is %+v", f.Source(), got)
		}
	}
}
