package signal

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"berth/model"
	"berth/model/safe"
	"berth/source/procfs"
	"berth/source/worlds"
)

func TestSignalEndsTheHeldProcess(t *testing.T) {
	inside(t, func(t *testing.T, a *Actor) {
		p, other := worlds.Helper(t, "echo"), worlds.Helper(t, "echo")
		v := hold(t, a, targetOf(t, p.PID))
		if err := v.Signal(t.Context(), term); err != nil {
			t.Fatal(err)
		}
		if !v.Gone(t.Context()) {
			t.Error("it is not gone")
		}
		if got := p.Signal(); got != unix.SIGTERM {
			t.Errorf("ended by %v", got)
		}
		wantUnharmed(t, other)
	})
}

func TestReusedPIDIsNotSignalled(t *testing.T) {
	inside(t, func(t *testing.T, a *Actor) {
		p := worlds.Helper(t, "echo")
		target := targetOf(t, p.PID)
		v := hold(t, a, target)
		p.Stop()
		successor := worlds.Start(t, worlds.Spec{Role: "echo", PID: p.PID})
		if successor.PID != p.PID {
			t.Fatalf("PID %d, want the %d of the victim", successor.PID, p.PID)
		}
		if err := v.Signal(t.Context(), kill); !errors.Is(err, model.ErrGone) {
			t.Errorf("signal: error %v, want %v", err, model.ErrGone)
		}
		wantUnharmed(t, successor)
		if !v.Gone(t.Context()) {
			t.Error("the victim is not gone")
		}
	})
}

func TestProcessWithAnotherStartTimeIsGone(t *testing.T) {
	inside(t, func(t *testing.T, a *Actor) {
		p := worlds.Helper(t, "echo")
		target := targetOf(t, p.PID)
		target.Process.Start--
		if err := act(a, target); !errors.Is(err, model.ErrGone) {
			t.Errorf("error %v, want %v", err, model.ErrGone)
		}
		wantUnharmed(t, p)
	})
}

// Start times count ticks of 10 ms, so a PID can be reused within one tick.
func TestReusedPIDWithTheSameStartTimeIsRecognisedByItsSockets(t *testing.T) {
	inside(t, func(t *testing.T, a *Actor) {
		p := worlds.Helper(t, "echo")
		old := targetOf(t, p.PID)
		p.Stop()
		successor := worlds.Start(t, worlds.Spec{Role: "echo", PID: p.PID})
		old.Process.Start = targetOf(t, successor.PID).Process.Start
		if err := act(a, old); !errors.Is(err, model.ErrReleased) {
			t.Errorf("error %v, want %v", err, model.ErrReleased)
		}
		wantUnharmed(t, successor)
	})
}

func TestVictimThatEndedBeforeTheSignalIsGone(t *testing.T) {
	inside(t, func(t *testing.T, a *Actor) {
		p := worlds.Helper(t, "echo")
		target := targetOf(t, p.PID)
		v := hold(t, a, target)
		p.Stop()
		if err := v.Signal(t.Context(), term); !errors.Is(err, model.ErrGone) {
			t.Errorf("signal: error %v", err)
		}
		if _, err := a.Hold(t.Context(), target); !errors.Is(err, model.ErrGone) {
			t.Errorf("hold: error %v", err)
		}
	})
}

func TestZombieIsGone(t *testing.T) {
	inside(t, func(t *testing.T, a *Actor) {
		cmd := exec.Command("/proc/self/exe", "-test.run=^$")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		defer func() { _ = cmd.Wait() }()
		pid := cmd.Process.Pid
		start := targetOf(t, pid).Process.Start
		worlds.Until(t, "the child to be a zombie", func() bool {
			data, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
			s, bad := procfs.ParseStat(data)
			return err == nil && bad == nil && s.Ended()
		})
		err := act(a, model.Target{Process: model.ProcessID{PID: int32(pid), Start: start}})
		if !errors.Is(err, model.ErrGone) {
			t.Errorf("error %v", err)
		}
	})
}

func TestExecAfterHoldPreventsTheSignal(t *testing.T) {
	for _, what := range []string{"exec cat", "exec itself"} {
		t.Run(what, func(t *testing.T) {
			inside(t, func(t *testing.T, a *Actor) {
				random, err := os.ReadFile("/proc/sys/kernel/randomize_va_space")
				if what == "exec itself" && (err != nil || strings.TrimSpace(string(random)) == "0") {
					t.Skip("SKIPPED: addresses are not random here, so one exec of a program looks like the next")
				}
				p := worlds.Helper(t, "echo")
				v := hold(t, a, targetOf(t, p.PID))
				p.Ask(what)
				if what == "exec itself" {
					p.Hear() // wait until it is ready again
				}
				wantUnharmed(t, p) // the new program answers
				if err := v.Signal(t.Context(), term); !errors.Is(err, model.ErrChanged) {
					t.Errorf("error %v, want %v", err, model.ErrChanged)
				}
				wantUnharmed(t, p)
				// A user who was shown the old name cannot hold the new program.
				target := targetOf(t, p.PID)
				target.Name = safe.Say("httpd")
				changed := new(model.Changed)
				if _, err := a.Hold(t.Context(), target); !errors.As(err, &changed) || what == "exec cat" && changed.Now != safe.Say("cat") {
					t.Errorf("error %v, want that it runs another program", err)
				}
			})
		})
	}
}

func TestProcessThatPassedItsSocketOnIsNotSignalled(t *testing.T) {
	inside(t, func(t *testing.T, a *Actor) {
		from, to := worlds.Helper(t, "listen"), worlds.Helper(t, "receive")
		v := hold(t, a, targetOf(t, from.PID))
		if got := from.Ask("pass " + to.Words[0]); got != "passed" {
			t.Fatalf("answered %q", got)
		}
		if got := to.Hear(); got != "taken" {
			t.Fatalf("heard %q", got)
		}
		if err := v.Signal(t.Context(), term); !errors.Is(err, model.ErrReleased) {
			t.Errorf("error %v, want %v", err, model.ErrReleased)
		}
		for _, p := range []*worlds.Process{from, to} {
			p.Stop()
			if got := p.Signal(); got != 0 {
				t.Errorf("process %d was signalled with %v", p.PID, got)
			}
		}
	})
}

func TestProcessThatClosedItsSocketIsNotSignalled(t *testing.T) {
	inside(t, func(t *testing.T, a *Actor) {
		p := worlds.Helper(t, "echo")
		target := targetOf(t, p.PID)
		v := hold(t, a, target)
		p.Ask("close")
		wantUnharmed(t, p) // it answers after closing
		if err := v.Signal(t.Context(), term); !errors.Is(err, model.ErrReleased) {
			t.Errorf("signal: error %v", err)
		}
		if _, err := a.Hold(t.Context(), target); !errors.Is(err, model.ErrReleased) {
			t.Errorf("hold: error %v", err)
		}
		wantUnharmed(t, p)
		target.Inodes = nil // target the process itself
		if err := act(a, target); err != nil {
			t.Errorf("without sockets: error %v", err)
		}
		if got := p.Signal(); got != unix.SIGTERM {
			t.Errorf("ended by %v", got)
		}
	})
}

func TestProcessThatIgnoresTermIsEndedByKill(t *testing.T) {
	inside(t, func(t *testing.T, a *Actor) {
		p := worlds.Helper(t, "stubborn")
		v := hold(t, a, targetOf(t, p.PID))
		if err := v.Signal(t.Context(), term); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if v.Gone(ctx) || !p.Alive() {
			t.Error("it ended by TERM")
		}
		if err := v.Signal(t.Context(), kill); err != nil {
			t.Fatal(err)
		}
		if !v.Gone(t.Context()) {
			t.Error("it survived KILL")
		}
		if got := p.Signal(); got != syscall.SIGKILL {
			t.Errorf("ended by %v", got)
		}
	})
}

func TestReleasedVictimIsNeitherSignalledNorGone(t *testing.T) {
	inside(t, func(t *testing.T, a *Actor) {
		p := worlds.Helper(t, "echo")
		v := hold(t, a, targetOf(t, p.PID))
		waiting, cancel := context.WithCancel(t.Context())
		gone := make(chan bool)
		go func() { gone <- v.Gone(waiting) }()
		v.Release()
		v.Release()
		if err := v.Signal(t.Context(), term); !errors.Is(err, errReleased) {
			t.Errorf("error %v", err)
		}
		cancel()
		if <-gone || v.Gone(waiting) {
			t.Error("a released victim counts as gone")
		}
		wantUnharmed(t, p)
	})
}
