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

func TestSignalEndsTheProcessThatIsHeld(t *testing.T) {
	inside(t, func(t *testing.T, a *Actor) {
		p, other := worlds.Helper(t, "parrot"), worlds.Helper(t, "parrot")
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
		unharmed(t, other)
	})
}

func TestReusedPIDIsNotSignalled(t *testing.T) {
	inside(t, func(t *testing.T, a *Actor) {
		p := worlds.Helper(t, "parrot")
		target := targetOf(t, p.PID)
		v := hold(t, a, target)
		p.Stop()
		innocent := worlds.Start(t, worlds.Spec{Role: "parrot", PID: p.PID})
		if innocent.PID != p.PID {
			t.Fatalf("PID %d, want the %d of the victim", innocent.PID, p.PID)
		}
		if err := v.Signal(t.Context(), kill); !errors.Is(err, model.ErrGone) {
			t.Errorf("signal: error %v, want %v", err, model.ErrGone)
		}
		unharmed(t, innocent)
		if !v.Gone(t.Context()) {
			t.Error("the victim is not gone")
		}
	})
}

func TestPIDWithAnotherStartIsGone(t *testing.T) {
	inside(t, func(t *testing.T, a *Actor) {
		p := worlds.Helper(t, "parrot")
		target := targetOf(t, p.PID)
		target.Process.Start--
		if err := act(a, target); !errors.Is(err, model.ErrGone) {
			t.Errorf("error %v, want %v", err, model.ErrGone)
		}
		unharmed(t, p)
	})
}

// Start times count in ticks of 10 ms, so a PID can be reused within one.
func TestReusedPIDWithTheSameStartHoldsOtherSockets(t *testing.T) {
	inside(t, func(t *testing.T, a *Actor) {
		p := worlds.Helper(t, "parrot")
		old := targetOf(t, p.PID)
		p.Stop()
		innocent := worlds.Start(t, worlds.Spec{Role: "parrot", PID: p.PID})
		old.Process.Start = targetOf(t, innocent.PID).Process.Start
		if err := act(a, old); !errors.Is(err, model.ErrReleased) {
			t.Errorf("error %v, want %v", err, model.ErrReleased)
		}
		unharmed(t, innocent)
	})
}

func TestVictimThatEndedBeforeTheSignalIsGone(t *testing.T) {
	inside(t, func(t *testing.T, a *Actor) {
		p := worlds.Helper(t, "parrot")
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

func TestExecInTheSameProcessIsNoticed(t *testing.T) {
	for _, what := range []string{"exec cat", "exec itself"} {
		t.Run(what, func(t *testing.T) {
			inside(t, func(t *testing.T, a *Actor) {
				random, err := os.ReadFile("/proc/sys/kernel/randomize_va_space")
				if what == "exec itself" && (err != nil || strings.TrimSpace(string(random)) == "0") {
					t.Skip("SKIPPED: addresses are not random here, so one exec of a program looks like the next")
				}
				p := worlds.Helper(t, "parrot")
				v := hold(t, a, targetOf(t, p.PID))
				p.Ask(what)
				if what == "exec itself" {
					p.Hear() // it is ready once more
				}
				unharmed(t, p) // the answer is the new program's
				if err := v.Signal(t.Context(), term); !errors.Is(err, model.ErrChanged) {
					t.Errorf("error %v, want %v", err, model.ErrChanged)
				}
				unharmed(t, p)
				// Whoever was shown the name of before holds nothing of the new program.
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

func TestSocketThatMovedToAnotherProcessReleasesTheFirst(t *testing.T) {
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

func TestSocketThatWasClosedReleasesItsProcess(t *testing.T) {
	inside(t, func(t *testing.T, a *Actor) {
		p := worlds.Helper(t, "parrot")
		target := targetOf(t, p.PID)
		v := hold(t, a, target)
		p.Ask("close")
		unharmed(t, p) // it answers when it has closed
		if err := v.Signal(t.Context(), term); !errors.Is(err, model.ErrReleased) {
			t.Errorf("signal: error %v", err)
		}
		if _, err := a.Hold(t.Context(), target); !errors.Is(err, model.ErrReleased) {
			t.Errorf("hold: error %v", err)
		}
		unharmed(t, p)
		target.Inodes = nil // the process itself is meant
		if err := act(a, target); err != nil {
			t.Errorf("without sockets: error %v", err)
		}
		if got := p.Signal(); got != unix.SIGTERM {
			t.Errorf("ended by %v", got)
		}
	})
}

func TestProcessThatIgnoresTermIsStillAliveAndKillEndsIt(t *testing.T) {
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
		p := worlds.Helper(t, "parrot")
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
		unharmed(t, p)
	})
}
