package sysctl

import (
	"os"
	"path/filepath"
	"testing"

	"berth/source/worlds"

	"github.com/google/go-cmp/cmp"
)

func FuzzEveryGapIsAnUnknownFigureAndTheReverse(f *testing.F) {
	f.Add("32768 60999", "8080", "1024", "TcpExt: ListenDrops ListenOverflows\nTcpExt: 1 2\n")
	f.Add("", "", "", "")
	f.Add("60999 32768", "9-1", "-1", "TcpExt: ListenDrops\nTcpExt: x\n")
	f.Add("0x10 0b11111", "1-", "1_0", "TcpExt:\nTcpExt:\n\n")
	f.Fuzz(func(t *testing.T, span, reserved, lowest, netstat string) {
		root := worlds.Proc(t, healthy)
		for file, content := range map[string]string{
			"sys/net/ipv4/ip_local_port_range":        span,
			"sys/net/ipv4/ip_local_reserved_ports":    reserved,
			"sys/net/ipv4/ip_unprivileged_port_start": lowest,
			"7/net/netstat": netstat,
		} {
			if err := os.WriteFile(filepath.Join(root, file), []byte(content), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		k, gaps := Kernel(root)
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
	})
}
