package rights

import (
	"context"
	"encoding/json"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"berth/model"
	"berth/source/worlds"
)

func TestMain(m *testing.M) { worlds.Main(m, worlds.Roles{"print rights": printRights}) }

func unguarded(_ context.Context, _ int, _ time.Duration, read func()) error {
	read()
	return nil
}

func rightsOf(t *testing.T, pid int) model.Rights {
	t.Helper()
	r, err := Open("/proc", unguarded)
	if err != nil {
		t.Fatal(err)
	}
	id := model.ProcessID{PID: int32(pid)}
	if pid != 0 {
		proc, err := r.fs.Proc(pid)
		if err != nil {
			t.Fatal(err)
		}
		stat, err := proc.Stat()
		if err != nil {
			t.Fatal(err)
		}
		id.Start = stat.Starttime
	}
	rights, err := r.Rights(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return rights
}

// printRights prints what a process reads of its own rights.
func printRights(s *worlds.Stage) error {
	r, err := Open("/proc", unguarded)
	if err != nil {
		return err
	}
	rights, err := r.Rights(context.Background(), model.ProcessID{})
	if err != nil {
		return err
	}
	text, err := json.Marshal(rights)
	if err != nil {
		return err
	}
	s.Ready(string(text))
	s.Wait()
	return nil
}

func TestRootInItsOwnNamespaceHasTheRight(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID, func(t *testing.T) {
		if got, want := rightsOf(t, 0), (model.Rights{Root: true, Effective: true}); got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
		helper := worlds.Helper(t, "hold")
		if got, want := rightsOf(t, helper.PID), (model.Rights{Root: true, Effective: true}); got != want {
			t.Errorf("another process: got %+v, want %+v", got, want)
		}
	})
}

func TestOrdinaryUserHasNoRights(t *testing.T) {
	worlds.Inside(t, worlds.Net|worlds.PID|worlds.Users, func(t *testing.T) {
		helper := worlds.Start(t, worlds.Spec{Role: "print rights", User: 65534})
		want := model.Rights{UID: 65534}
		if got := rightsOf(t, helper.PID); got != want {
			t.Errorf("from outside: %+v, want %+v", got, want)
		}
		var own model.Rights
		if err := json.Unmarshal([]byte(strings.Join(helper.Words, " ")), &own); err != nil || own != want {
			t.Errorf("by itself: %+v, %v, want %+v", own, err, want)
		}
	})
}

// A new user namespace has all capabilities inside, but none over the network namespace of
// the machine, which the test keeps. The same is true of a rootless container on the host's
// network.
func TestCapabilitiesOfANamespaceThatDoesNotOwnTheNetworkAreForeign(t *testing.T) {
	worlds.Inside(t, worlds.PID, func(t *testing.T) {
		got := rightsOf(t, 0)
		if !got.Root || !got.Effective || !got.Foreign {
			t.Errorf("got %+v, want capabilities that do not count", got)
		}
		if l, err := net.Listen("tcp", "127.0.0.1:1"); err == nil {
			l.Close()
			t.Error("the kernel lets it bind port 1, so the capabilities do count")
		}
	})
}

func TestEndedProcessOrReusedPIDIsAnError(t *testing.T) {
	r, err := Open("/proc", unguarded)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Rights(t.Context(), model.ProcessID{PID: int32(os.Getpid()), Start: 1}); err == nil {
		t.Error("a PID with another start time was accepted")
	}
	if _, err := r.Rights(t.Context(), model.ProcessID{PID: 1 << 30, Start: 1}); err == nil {
		t.Error("a process that does not exist has rights")
	}
}

func TestFileCapabilityCountsWhenItIsEffective(t *testing.T) {
	word := func(v, permitted uint32) []byte {
		b := make([]byte, 20)
		b[0], b[3] = byte(v), byte(v>>24)
		b[5] = byte(permitted >> 8)
		return b
	}
	for name, c := range map[string]struct {
		value []byte
		want  bool
	}{
		"permitted and effective": {word(0x02000001, netBind), true},
		"permitted alone":         {word(0x02000000, netBind), false},
		"another capability":      {word(0x02000001, 1<<11), false},
		"cut":                     {word(0x02000001, netBind)[:7], false},
		"nothing":                 {nil, false},
	} {
		if got := hasNetBind(c.value); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestOutsideUserOfRootIsFoundInTheMap(t *testing.T) {
	for text, want := range map[string]int64{
		"         0          0 4294967295\n":               0,
		"         0     100000      65536\n":               100000,
		"      1000       1000          1\n  0  7000  1\n": 7000,
		"      1000       1000          1\n":               -1,
		"":                                                 -1, "x y z\n": -1,
	} {
		if got := rootOutside(strings.NewReader(text)); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}
