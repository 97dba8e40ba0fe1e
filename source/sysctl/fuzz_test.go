package sysctl

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"berth/model"
	"berth/source/worlds"
)

func FuzzUnknownFiguresAreExactlyTheGaps(f *testing.F) {
	f.Add("32768 60999", "8080", "1024", "TcpExt: ListenDrops ListenOverflows\nTcpExt: 1 2\n", "1 2 3", "Tcp: ActiveOpens\nTcp: 7\n", "TCP: inuse 1 orphan 2 tw 3\n", "early_drop drop\n0000000a 1\n")
	f.Add("", "", "", "", "", "", "", "")
	f.Add("60999 32768", "9-1", "-1", "TcpExt: ListenDrops\nTcpExt: x\n", "3 2 1", "Tcp: AttemptFails\nTcp: -1\n", "TCP: inuse\n", "drop\nzz\n")
	f.Add("0x10 0b11111", "1-", "1_0", "TcpExt:\nTcpExt:\n\n", "1 2", "Tcp: a b\nUdp: 1 2\n", "TCP: tw 99999999999999999999\n", "early_drop\n")
	f.Add("1 2 3 4", "1", "65536", "TcpExt: TCPAbortOnMemory\n", "0 0 0", "Tcp: ActiveOpens ActiveOpens\nTcp: 1 x\n", "TCP: \x00 1\n", "drop drop\nffffffff ffffffff\nffffffff 1\n")
	f.Fuzz(func(t *testing.T, portRange, reserved, lowest, netstat, mem, snmp, sockstat, tracked string) {
		root := worlds.Proc(t, allFigures)
		for file, content := range map[string]string{
			"sys/net/ipv4/ip_local_port_range":        portRange,
			"sys/net/ipv4/ip_local_reserved_ports":    reserved,
			"sys/net/ipv4/ip_unprivileged_port_start": lowest,
			"sys/net/ipv4/tcp_mem":                    mem,
			"7/net/netstat":                           netstat,
			"7/net/snmp":                              snmp,
			"7/net/sockstat":                          sockstat,
			"7/net/stat/nf_conntrack":                 tracked,
		} {
			if err := os.WriteFile(filepath.Join(root, file), []byte(content), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		k, gaps := Open(root).Kernel()
		var names []string
		for _, gap := range gaps {
			names = append(names, gap.What.String())
		}
		if diff := cmp.Diff(names, unknown(k)); diff != "" {
			t.Errorf("gaps and unknown figures differ (-gaps +unknown):\n%s", diff)
		}
		if k.Ephemeral.Low > k.Ephemeral.High || k.ListenDrops.Value < 0 || k.Overflows.Value < 0 {
			t.Errorf("impossible figures: %+v", k)
		}
		for f := range model.Figure(len(k.Figures)) {
			if got := k.Figures[f]; got.Value < 0 || got.Known && got.Why != model.NotRead || !got.Known && (got.Value != 0 || got.Why == model.NotRead) {
				t.Errorf("%s is %+v", f.Source(), got)
			}
		}
		if k.Figures[model.MemoryLow].Value > k.Figures[model.MemoryPressure].Value || k.Figures[model.MemoryPressure].Value > k.Figures[model.MemoryHigh].Value {
			t.Error("tcp_mem does not rise")
		}
	})
}
