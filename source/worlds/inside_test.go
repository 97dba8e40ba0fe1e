package worlds

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMain(m *testing.M) { Main(m) }

func TestInsideHasItsOwnNetworkWithLoopbackUp(t *testing.T) {
	Inside(t, Net, func(t *testing.T) {
		interfaces, err := net.Interfaces()
		if err != nil {
			t.Fatal(err)
		}
		for _, iface := range interfaces {
			up := iface.Flags&net.FlagUp != 0
			if lo := iface.Name == "lo"; up != lo {
				t.Errorf("interface %s: up is %v", iface.Name, up)
			}
		}
		if os.Getuid() != 0 {
			t.Errorf("uid %d inside, want root", os.Getuid())
		}
	})
}

func TestInsideSeesOnlyItsOwnProcesses(t *testing.T) {
	Inside(t, Net|PID, func(t *testing.T) {
		if os.Getpid() != 1 {
			t.Errorf("PID %d inside, want 1", os.Getpid())
		}
		helper := Helper(t, "hold")
		pids, err := filepath.Glob("/proc/[0-9]*")
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"/proc/1", filepath.Join("/proc", itoa(helper.PID))}
		if diff := cmp.Diff(want, pids); diff != "" {
			t.Errorf("processes differ (-want +got):\n%s", diff)
		}
	})
}

func TestInsideRunsASingleSubtest(t *testing.T) {
	t.Run("the one", func(t *testing.T) {
		Inside(t, Net, func(t *testing.T) {
			if name := t.Name(); name != "TestInsideRunsASingleSubtest/the_one" {
				t.Errorf("ran %s", name)
			}
		})
	})
}

// fateVariable is the variable that tells TestFate what to do inside.
const fateVariable = "BERTH_TEST_FATE"

func TestFate(t *testing.T) {
	how := os.Getenv(fateVariable)
	if how == "" {
		return // only TestInsideReportsTheResultFromInside needs this test
	}
	Inside(t, Net, func(t *testing.T) {
		switch how {
		case "fail":
			t.Error("this went wrong")
		case "skip":
			t.Skip("this is missing")
		case "panic":
			panic("this blew up")
		case "exit":
			os.Exit(0)
		}
	})
}

func TestInsideReportsTheResultFromInside(t *testing.T) {
	t.Run("namespaces", func(t *testing.T) { Inside(t, Net, func(*testing.T) {}) })
	for _, c := range []struct {
		how, verdict, says string
		passes             bool
	}{
		{"pass", "--- PASS: TestFate", "inside:", true},
		{"skip", "--- SKIP: TestFate", "this is missing", true},
		{"fail", "--- FAIL: TestFate", "this went wrong", false},
		{"panic", "--- FAIL: TestFate", "this blew up", false},
		{"exit", "--- FAIL: TestFate", "inside", false},
	} {
		t.Run(c.how, func(t *testing.T) {
			cmd := exec.Command(itself, "-test.v", "-test.run=^TestFate$")
			cmd.Env = append(os.Environ(), fateVariable+"="+c.how)
			out, err := cmd.CombinedOutput()
			if (err == nil) != c.passes {
				t.Errorf("ended with %v", err)
			}
			if !strings.Contains(string(out), "\n"+c.verdict) || !strings.Contains(string(out), c.says) {
				t.Errorf("want %q and %q in:\n%s", c.verdict, c.says, out)
			}
		})
	}
}
