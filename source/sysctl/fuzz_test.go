package sysctl

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"berth/model"
	"berth/source/worlds"

	"github.com/google/go-cmp/cmp"
)

// written is a set of ports as the kernel writes it.
func written(ports model.Ports) string {
	var items []string
	for _, r := range ports {
		if r.Low == r.High {
			items = append(items, fmt.Sprint(r.Low))
		} else {
			items = append(items, fmt.Sprintf("%d-%d", r.Low, r.High))
		}
	}
	return strings.Join(items, ",")
}

func FuzzPortsAreSortedDisjointAndSurviveWriting(f *testing.F) {
	for _, seed := range []string{"", "8080\n", "1-65535", "9-8", "5,4,3-6", "1,2,3", "65535,65534", "0", ",", "-", "1--2", " 80 , 81 ", "٣"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		ports, err := parsePorts(text)
		if err != nil {
			return
		}
		end := -1
		for _, r := range ports {
			if int(r.Low) <= end+1 && end >= 0 || r.Low > r.High || r.Low == 0 || !r.Known {
				t.Errorf("%q gives %v", text, ports)
			}
			end = int(r.High)
		}
		again, err := parsePorts(written(ports))
		if diff := cmp.Diff(ports, again); err != nil || diff != "" {
			t.Errorf("%q is another set when written again: %v\n%s", text, err, diff)
		}
	})
}

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
