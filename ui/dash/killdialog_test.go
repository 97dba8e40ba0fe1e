package dash

import (
	"fmt"
	"testing"

	"berth/model"
	"berth/model/safe"
	"berth/ui/dash/dialog"
)

func TestNothingCanBeChosenIfAllAreRefused(t *testing.T) {
	no := &model.Refusal{Why: safe.Say("nginx (1101) is an ancestor of berth")}
	f := &fakeActor{refuse: map[int32]error{1101: no, 1102: no, 1103: no}}
	d := openKillDialog(t, f, "443 x")
	d.misses("Kill the owner")
	d.sees("refused: nginx (1101) is an ancestor of berth (and 2 more)")
}

func TestSecondKillKeyOpensNoSecondDialog(t *testing.T) {
	f := &fakeActor{}
	d := openKillDialog(t, f, "6379")
	d.Hold().Keys("x x").Release() // both keys come before any process is held
	d.pass(dialog.IgnoreKeysFor)
	d.sees("Kill the owner")
	d.keys("esc")
	d.misses("Kill the owner")
	if f.open != 0 || len(f.targets) != 1 {
		t.Errorf("%d still held, took hold of %v", f.open, f.targets)
	}
}

func TestKillDialogDoesNotOpenOverANewerDialog(t *testing.T) {
	f := &fakeActor{}
	d := openKillDialog(t, f, "6379")
	d.Hold().Keys("x /").Release()
	d.misses("Kill the owner")
	if f.open != 0 {
		t.Errorf("%d still held", f.open)
	}
}

func TestCancelChangesNothingOnScreen(t *testing.T) {
	f := &fakeActor{}
	d := openKillDialog(t, f, "6379 p")
	taken := d.worldSampler.taken
	d.keys("x")
	d.pass(dialog.IgnoreKeysFor)
	d.keys("enter")
	if d.worldSampler.taken != taken || f.open != 0 {
		t.Errorf("%d samples while paused, %d still held", d.worldSampler.taken-taken, f.open)
	}
}

func TestManyOwnersScrollAndTheButtonsStay(t *testing.T) {
	w := quietServer()
	var names []string
	for i := range 30 {
		name := fmt.Sprint("fork", i)
		w.process(name, model.Process{ID: model.ProcessID{PID: int32(5000 + i)}, Name: safe.Say("forked"), Command: safe.Say("forked"), User: safe.Say("root")}, 0)
		names = append(names, name)
	}
	w.socket(model.TCP, "0.0.0.0:9850", "0.0.0.0:0", model.Listen, names...)
	for _, size := range [][2]int{{120, 36}, {80, 24}, {40, 10}} {
		d := start(t, w, size[0], size[1], withActor(&fakeActor{}))
		d.keys("9850 x")
		d.pass(dialog.IgnoreKeysFor)
		d.sees("▸[ Cancel ]", "[ Send TERM to 0 of 30 ]", "lines above", "5000 forked")
		d.keys("up up")
		d.sees("▸[ ] 5029 forked")
		d.keys("up up up up up space")
		d.sees("▸[x] 5024 forked", "[ Send TERM to 1 of 30 ]")
		d.fits()
	}
}

func TestDialogInATooSmallWindowSendsNothing(t *testing.T) {
	f := &fakeActor{}
	d := start(t, quietServer(), 39, 10, withActor(f))
	d.keys("6379 x")
	d.sees("kill needs a window of 40x10")
	d.Resize(80, 24)
	d.keys("x")
	d.pass(dialog.IgnoreKeysFor)
	d.Resize(30, 8)
	d.keys("right enter")
	d.sees("too small")
	d.keys("esc")
	if len(f.sent) != 0 || f.open != 0 {
		t.Errorf("sent %v, %d still held", f.sent, f.open)
	}
}
