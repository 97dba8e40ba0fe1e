//go:build bench

package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"berth/source/worlds"
)

// TestCostOfACommand is a benchmark, as TestCostOfAnIdleDashboard is:
// what one command costs beside ss, with 50 sockets and 20 processes.
func TestCostOfACommand(t *testing.T) {
	inside(t, func(t *testing.T) {
		server := worlds.Helper(t, "listen")
		for range 7 {
			worlds.Helper(t, "connect", fmt.Sprintf("127.0.0.1:%d", server.Port), "3")
		}
		for range 7 {
			worlds.Helper(t, "listen", "udp", "127.0.0.1:0")
		}
		for range 5 {
			worlds.Helper(t, "hold")
		}
		fmt.Printf("\none command, 50 sockets, 20 processes: wall, CPU\n")
		for _, args := range [][]string{
			{"ss", "-tuanp"}, {"ss", "-tuan"},
			{os.Getenv(built), "list"}, {os.Getenv(built), "list", "-o", "proto,state,local,remote"}, {os.Getenv(built), "version"},
		} {
			const runs = 50
			var wall, cpu time.Duration
			for range runs {
				cmd, began := exec.Command(args[0], args[1:]...), time.Now()
				if out, err := cmd.CombinedOutput(); err != nil {
					t.Fatalf("%v: %v\n%s", args, err, out)
				}
				wall += time.Since(began)
				cpu += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
			}
			fmt.Printf("  %-40s %6.1f ms %6.1f ms\n", strings.Join(append([]string{filepath.Base(args[0])}, args[1:]...), " "), float64(wall.Microseconds())/runs/1000, float64(cpu.Microseconds())/runs/1000)
		}
	})
}
