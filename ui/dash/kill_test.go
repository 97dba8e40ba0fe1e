package dash

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"berth/model"
	"berth/model/safe"
	"berth/ui/dash/dialog"
)

// fakeActor lets tests decide the results of Hold, Signal, FindSocket and Close.
type fakeActor struct {
	refuse  map[int32]error // by PID: the error of Hold
	fail    error           // the error of Signal and Close
	stays   bool            // processes survive
	sent    []string
	targets []model.Target
	open    int // victims not released

	state model.State // of the socket that FindSocket finds
	lost  error       // the error of FindSocket
}

type fakeVictim struct {
	actor  *fakeActor
	target model.Target
}

func (f *fakeActor) Hold(_ context.Context, t model.Target) (model.Victim, error) {
	f.targets = append(f.targets, t)
	if err := f.refuse[t.Process.PID]; err != nil {
		return nil, err
	}
	f.open++
	return &fakeVictim{f, t}, nil
}

func (f *fakeActor) FindSocket(_ context.Context, id model.SocketID) (model.SocketHandle, error) {
	return model.SocketHandle{Socket: id, State: f.state, Cookie: 7}, f.lost
}

func (f *fakeActor) Close(_ context.Context, g model.SocketHandle, force bool) error {
	if f.fail == nil {
		f.sent = append(f.sent, fmt.Sprintf("close %s %s cookie %d force %v", g.Socket.Local.Safe(), g.Socket.Remote.Safe(), g.Cookie, force))
	}
	return f.fail
}

func (v *fakeVictim) Signal(_ context.Context, s model.Signal) error {
	if v.actor.fail == nil {
		v.actor.sent = append(v.actor.sent, fmt.Sprintf("%s %d", s.Name, v.target.Process.PID))
	}
	return v.actor.fail
}
func (v *fakeVictim) Gone(context.Context) bool { return !v.actor.stays }
func (v *fakeVictim) Release()                  { v.actor.open-- }

func withActor(f *fakeActor) func(*App) {
	return func(a *App) { a.machine.Actor = f }
}

func openKillDialog(t *testing.T, f *fakeActor, keys string) *driver {
	t.Helper()
	d := start(t, quietServer(), 120, 36, withActor(f))
	d.keys(keys)
	return d
}

func TestKillSendsTermToTheOwnerOfTheListener(t *testing.T) {
	f := &fakeActor{}
	d := openKillDialog(t, f, "6379 x")
	d.sees("Kill the owner of tcp 6379", "998 redis-server", "redis-server.service", "also 9 connections", "TERM", "[ Cancel ]", "[ Send TERM to 1 of 1 ]")
	d.pass(dialog.IgnoreKeysFor)
	d.golden("kill-120x36")
	d.keys("right enter")
	if !slices.Equal(f.sent, []string{"TERM 998"}) {
		t.Errorf("sent %v", f.sent)
	}
	d.sees("redis-server (998) is gone")
	if f.open != 0 {
		t.Errorf("%d processes are still held", f.open)
	}
	if want := []uint64{d.worldSampler.world.inodeOf("127.0.0.1:6379")}; !slices.Equal(f.targets[0].Inodes, want) {
		t.Errorf("held for inodes %v, want the listener's %v", f.targets[0].Inodes, want)
	}
}

func TestKillDialogIgnoresKeysAtFirstAndCancelIsTheDefault(t *testing.T) {
	f := &fakeActor{}
	d := openKillDialog(t, f, "6379 x right enter")
	d.sees("Kill the owner")
	d.pass(dialog.IgnoreKeysFor)
	d.keys("enter")
	d.misses("Kill the owner")
	if len(f.sent) != 0 || f.open != 0 {
		t.Errorf("sent %v, %d still held", f.sent, f.open)
	}
}

func TestPasteConfirmsNoKill(t *testing.T) {
	f := &fakeActor{}
	d := openKillDialog(t, f, "6379 x")
	d.pass(dialog.IgnoreKeysFor)
	d.Paste("\r\n\t \r")
	d.sees("Kill the owner")
	if len(f.sent) != 0 {
		t.Errorf("sent %v", f.sent)
	}
}

func TestSeveralOwnersMustBeChosen(t *testing.T) {
	f := &fakeActor{}
	d := openKillDialog(t, f, "443 x")
	d.pass(dialog.IgnoreKeysFor)
	d.sees("[ ] 1101 nginx", "[ ] 1102 nginx", "[ ] 1103 nginx", "to 0 of 3")
	d.golden("kill-forked-120x36")
	d.keys("right enter")
	d.sees("Kill the owner", "no process is selected")
	d.keys("up up up up space")
	d.sees("[x] 1102 nginx")
	d.keys("down down down down enter")
	if !slices.Equal(f.sent, []string{"TERM 1102"}) {
		t.Errorf("sent %v", f.sent)
	}
	if f.open != 0 {
		t.Errorf("%d processes are still held", f.open)
	}
}

func TestAnySignalCanBeChosen(t *testing.T) {
	f := &fakeActor{}
	d := openKillDialog(t, f, "6379 x")
	d.pass(dialog.IgnoreKeysFor)
	d.keys("up right right down right enter")
	if !slices.Equal(f.sent, []string{"HUP 998"}) {
		t.Errorf("sent %v", f.sent)
	}
	d.sees("HUP sent to redis-server (998)")
}

func TestProcessThatSurvivesTermIsNamedAndKillIsOffered(t *testing.T) {
	f := &fakeActor{stays: true}
	d := openKillDialog(t, f, "6379 x")
	d.pass(dialog.IgnoreKeysFor)
	d.keys("right enter")
	d.sees("press x to send KILL: redis-server (998) is still alive 3 s after TERM")
	if !slices.Equal(f.sent, []string{"TERM 998"}) {
		t.Errorf("sent %v: KILL must not follow by itself", f.sent)
	}
	d.keys("x")
	d.sees("Signal < KILL >", "[ Cancel ]")
}

func TestChangedTargetIsReportedAndNotSignalled(t *testing.T) {
	for err, want := range map[error]string{
		model.ErrChanged:      "process has changed, nothing sent",
		model.ErrReleased:     "process no longer holds the port, nothing sent",
		model.ErrGone:         "was already gone; nothing was sent",
		model.ErrNotPermitted: "not permitted",
	} {
		f := &fakeActor{fail: fmt.Errorf("signal: %w", err)}
		d := openKillDialog(t, f, "6379 x")
		d.pass(dialog.IgnoreKeysFor)
		d.keys("right enter")
		d.sees(want)
		if f.open != 0 {
			t.Errorf("%v: %d still held", err, f.open)
		}
	}
}

func TestRefusedTargetOpensNoDialog(t *testing.T) {
	f := &fakeActor{refuse: map[int32]error{812: &model.Refusal{Why: safe.Say("sshd (812) is an ancestor of berth (your ssh session); it would take berth down with it")}}}
	d := openKillDialog(t, f, "22 x")
	d.misses("Kill the owner")
	d.sees("refused: sshd (812) is an ancestor of berth")
}

func TestRefusedOneOfSeveralCannotBeChosen(t *testing.T) {
	f := &fakeActor{refuse: map[int32]error{1101: errors.New("open pidfd of 1101: not\x1bpermitted")}}
	d := openKillDialog(t, f, "443 x")
	d.pass(dialog.IgnoreKeysFor)
	d.sees("! open pidfd of 1101: not\ufffdpermitted")
	d.keys("up up up up up space a")
	d.sees(" -  1101", "[x] 1102", "[x] 1103", "to 2 of 3")
}

func TestKillIsRefusedWithAReasonWhereItMakesNoSense(t *testing.T) {
	for keys, want := range map[string]string{
		"tab tab x":                        "a state is not a process",
		"9100 x":                           "hidden",
		"tab x":                            "there is no process to kill",
		"tab tab tab / dport=6379 enter x": "this is not the server side of tcp 41000",
	} {
		f := &fakeActor{}
		d := openKillDialog(t, f, keys)
		d.sees(want)
		d.misses("Kill the owner")
		if len(f.targets) != 0 {
			t.Errorf("%q took hold of %v", keys, f.targets)
		}
	}
}

func TestServerSideConnectionTargetsTheListenersOwnerNotTheClient(t *testing.T) {
	f := &fakeActor{}
	d := openKillDialog(t, f, "tab tab tab / sport=6379 enter x")
	d.sees("Kill the owner of tcp 6379", "998 redis-server")
	if len(f.targets) != 1 || f.targets[0].Process.PID != 998 {
		t.Errorf("targets %v: only redis-server (998) listens, node (30120) is its client", f.targets)
	}
}

func TestReadOnlyHasNoKill(t *testing.T) {
	f := &fakeActor{}
	d := start(t, quietServer(), 120, 36, withActor(f), func(a *App) { a.ReadOnly = true })
	d.misses("x kill")
	d.keys("6379 x")
	d.sees("read-only")
	d.misses("Kill the owner")
	if len(f.targets) != 0 {
		t.Errorf("took hold of %v", f.targets)
	}
}
