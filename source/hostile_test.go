package source

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"berth/model"
	"berth/source/worlds"
)

// sampleWithFaults takes one sample of a real machine for every fault, with a file of /proc replaced
// by the fault. The sample must end while the file still does not answer: a FIFO never gets a
// writer.
func sampleWithFaults(t *testing.T, file string, backend model.Backend, judge func(*testing.T, worlds.Fault, *model.Snapshot, error)) {
	t.Helper()
	for _, fault := range worlds.Faults {
		t.Run(fault.Name, func(t *testing.T) {
			worlds.MountFault(t, file, fault)
			spec := Spec{Root: "/proc", Etc: "/etc", Backend: backend, readTimeout: longTimeout}
			if fault.FIFO {
				spec.readTimeout = readTimeout
			}
			l, err := openLocal(spec)
			var n *model.Snapshot
			if err == nil {
				n, err = l.Sample(context.Background(), model.NeedAll|model.NeedAddresses)
			}
			judge(t, fault, n, err)
		})
	}
}

// Rows 46, 47: a FIFO stands in for a process in uninterruptible sleep, which a test cannot
// create.
func TestBrokenFileOfAProcessLosesOnlyItsOwnFacts(t *testing.T) {
	defer goleak.VerifyNone(t)
	for _, name := range []string{"stat", "status", "cmdline", "comm", "cgroup"} {
		t.Run("row 46 and 47: "+name, func(t *testing.T) {
			worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
				victim, other := worlds.Helper(t, "listen"), worlds.Helper(t, "listen")
				file := fmt.Sprintf("/proc/%d/%s", victim.PID, name)
				sampleWithFaults(t, file, model.Auto, func(t *testing.T, f worlds.Fault, n *model.Snapshot, err error) {
					if err != nil {
						t.Fatal(err)
					}
					text := strings.Join(report(n), "\n")
					if !strings.Contains(text, fmt.Sprintf("%d known %d", other.Port, other.PID)) {
						t.Errorf("the other process is not seen: %s", text)
					}
					owned, hidden := fmt.Sprintf("%d known %d", victim.Port, victim.PID), fmt.Sprintf("%d hidden", victim.Port)
					if !strings.Contains(text, owned+"\n") && !strings.HasSuffix(text, owned) && !(name == "stat" && strings.Contains(text, hidden)) {
						t.Errorf("its own row is lost or another's: %s", text)
					}
					if gap := strings.Contains(text, "do not answer"); gap != (f.FIFO && name != "comm") { // comm is read only if stat is malformed
						t.Errorf("a gap %v: %s", gap, text)
					}
				})
			})
		})
	}
}

func TestBrokenFileOfTheMachineLosesOnlyItsOwnFacts(t *testing.T) {
	defer goleak.VerifyNone(t)
	for name, row := range map[string]string{
		"sys/net/ipv4/ip_local_port_range": "row 51", "sys/net/ipv4/ip_local_reserved_ports": "row 52",
		"sys/net/ipv4/ip_unprivileged_port_start": "row 47", "sys/net/ipv4/tcp_tw_reuse": "row 47",
		"sys/net/ipv4/ip_nonlocal_bind": "row 47", "sys/net/ipv6/bindv6only": "row 47", "self/net/netstat": "row 47",
		"loadavg": "row 47", "stat": "row 47",
	} {
		t.Run(row+": "+strings.ReplaceAll(name, "/", "."), func(t *testing.T) {
			worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
				p := worlds.Helper(t, "listen")
				sampleWithFaults(t, filepath.Join("/proc", name), model.Auto, func(t *testing.T, f worlds.Fault, n *model.Snapshot, err error) {
					if err != nil {
						t.Fatal(err)
					}
					text := strings.Join(report(n), "\n")
					if !strings.Contains(text, fmt.Sprintf("%d known %d", p.Port, p.PID)) {
						t.Errorf("the row is lost: %s", text)
					}
					// Settings and counters are read without waiting, so a FIFO makes one figure unknown.
					gap, figure := "a file of /proc does not answer", strings.ReplaceAll(strings.TrimPrefix(name, "sys/"), "/", ".")
					if figure == "self.net.netstat" {
						figure = "TcpExt ListenDrops"
					}
					if f.FIFO && !strings.Contains(text, gap) && !strings.Contains(text, figure+" 0 not understood") {
						t.Errorf("no gap: %s", text)
					}
					k := &n.Own().Kernel
					if r := k.Ephemeral; r.Known && (r.Low < 1 || r.High < r.Low) || strings.HasSuffix(name, "port_range") && r.Known {
						t.Errorf("range %v", r)
					}
					for _, avg := range n.Host.Load {
						if !(avg >= 0 && avg < 1e6) {
							t.Errorf("load %v", n.Host.Load)
						}
					}
				})
			})
		})
	}
}

func TestBrokenSocketTableIsNeverAnEmptyMachine(t *testing.T) {
	defer goleak.VerifyNone(t)
	for _, name := range []string{"tcp", "tcp6", "udp", "udp6"} {
		t.Run("row 50: "+name, func(t *testing.T) {
			worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
				for _, network := range []string{"tcp", "udp"} {
					worlds.Helper(t, "listen", network+"4", "127.0.0.1:0")
					worlds.Helper(t, "listen", network+"6", "[::1]:0")
				}
				sampleWithFaults(t, "/proc/self/net/"+name, model.Procfs, func(t *testing.T, f worlds.Fault, n *model.Snapshot, err error) {
					if f.FIFO != (err != nil) {
						t.Fatalf("error %v", err)
					}
					if err != nil {
						return
					}
					text := strings.Join(report(n), "\n")
					if len(n.Sockets) != 3 || !strings.Contains(text, "/proc/net/"+name) {
						t.Errorf("%d sockets, want the three of the other tables and a gap: %s", len(n.Sockets), text)
					}
				})
			})
		})
	}
}
