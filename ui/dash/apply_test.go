package dash

import (
	"fmt"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
	"berth/model/safe"
	"berth/ui/dash/dialog"
)

const (
	widened  = "net.ipv4.ip_local_port_range=1024 65535"
	narrowed = "net.ipv4.ip_local_port_range=32768 60999"
)

func TestApplyFrames(t *testing.T) {
	for _, size := range [][2]int{{120, 36}, {80, 24}, {40, 10}} {
		d := fillingPool(t, size[0], size[1], withSysctl(newSysctl()))
		d.keys("w down a")
		d.pass(dialog.IgnoreKeysFor)
		d.golden(fmt.Sprintf("apply-%dx%d", size[0], size[1]))
		d.keys("end").fits()
		d.keys("right enter esc u")
		d.pass(dialog.IgnoreKeysFor)
		d.golden(fmt.Sprintf("apply-undo-%dx%d", size[0], size[1]))
	}
}

func TestSettingIsAppliedReadBackAndUndone(t *testing.T) {
	f := newSysctl()
	d := openWhatIf(t, f)
	d.keys("a")
	d.sees("Set net.ipv4.ip_local_port_range", "now       32768 60999", "then      1024 65535", "network namespace 4026531840, berth's own",
		"undo      u, until you quit; later sysctl -w net.ipv4.ip_local_port_range=\"32768", "/etc/sysctl.d/90-berth.conf", "net.ipv4.ip_local_port_range = 1024 65535", "▸[ Cancel ]")
	d.confirmed()
	f.has(t, widened)
	d.sees("net.ipv4.ip_local_port_range is 1024 65535, was 32768 60999; u undoes it", "What if")
	d.keys("esc u")
	d.sees("Undo net.ipv4.ip_local_port_range", "now       1024 65535", "then      32768 60999", "▸[ Cancel ]")
	d.misses("persist")
	d.confirmed()
	f.has(t, widened, narrowed)
	d.sees("net.ipv4.ip_local_port_range is 32768 60999 again")
	d.keys("u")
	d.sees("nothing to undo")
	f.has(t, widened, narrowed)
}

func TestChangesAreUndoneLastFirst(t *testing.T) {
	f := newSysctl()
	d := openWhatIf(t, f)
	d.keys("a").confirmed().keys("down a").confirmed()
	const reuse = "net.ipv4.tcp_tw_reuse=1"
	f.has(t, widened, reuse)
	d.keys("u").confirmed() // inside the dialog too
	d.keys("esc u").confirmed()
	f.has(t, widened, reuse, "net.ipv4.tcp_tw_reuse=2", narrowed)
}

func TestApplyDialogIgnoresKeysAtFirstAndCancelIsTheDefault(t *testing.T) {
	f := newSysctl()
	d := openWhatIf(t, f)
	d.keys("a right enter")
	d.sees("Set net.ipv4.ip_local_port_range")
	d.pass(dialog.IgnoreKeysFor)
	d.keys("enter")
	d.misses("[ Set it ]")
	for _, key := range []string{"esc", "q", "n", "right left enter", "right h enter", "tab tab enter", "right shift+tab enter"} {
		d.keys("a")
		d.pass(dialog.IgnoreKeysFor)
		d.keys(key)
		d.misses("[ Set it ]")
	}
	f.has(t)
	d.sees("What if")
}

func TestPasteConfirmsNoSetting(t *testing.T) {
	f := newSysctl()
	d := openWhatIf(t, f)
	d.keys("a")
	d.pass(dialog.IgnoreKeysFor)
	d.keys("right")
	d.Paste("\r\n\t \ry")
	d.Send(tea.KeyMsg{Type: tea.KeyEnter, Paste: true})
	d.sees("Set net.ipv4.ip_local_port_range")
	f.has(t)
}

func TestSettingThatCannotBeChangedIsRefusedBeforeTheDialog(t *testing.T) {
	const name = "net.ipv4.ip_local_port_range"
	for says, change := range map[string]func(*fakeSysctl){
		name + " cannot be set from here: needs root":            func(f *fakeSysctl) { f.may = safe.Say("needs root") },
		name + " cannot be read":                                 func(f *fakeSysctl) { delete(f.values, model.SetRange) },
		name + " is 1024 65535 already":                          func(f *fakeSysctl) { f.values[model.SetRange] = "1024 65535" },
		"the row is in network namespace 4026531840, berth in 7": func(f *fakeSysctl) { f.netns = 7 },
	} {
		f := newSysctl()
		change(f)
		d := openWhatIf(t, f)
		d.keys("a")
		d.pass(dialog.IgnoreKeysFor)
		d.sees(says)
		d.misses("[ Set it ]")
		d.keys("right enter")
		f.has(t)
	}
}

func TestReadOnlyAppliesNothing(t *testing.T) {
	f := newSysctl()
	d := openWhatIf(t, f, func(a *App) { a.ReadOnly, a.machine.SysctlWriter, a.machine.Actor = true, nil, nil })
	d.keys("a")
	d.sees("read-only: nothing can be changed from here")
	d.keys("u")
	d.keys("esc a")
	d.sees("read-only: nothing can be changed from here")
	d.keys("u")
	d.sees("read-only")
	if d = openWhatIf(t, f, func(a *App) { a.machine.SysctlWriter = nil }); true {
		d.keys("a")
		d.sees("no setting can be changed from here")
	}
	if f.asked > 0 {
		t.Errorf("the kernel was asked %d times", f.asked)
	}
}

func TestLinesWithoutASettingCannotBeApplied(t *testing.T) {
	f := newSysctl()
	d := openWhatIf(t, f)
	for _, key := range []string{"up", "down down down", "down", "down"} {
		d.keys(key + " a")
		d.sees("a applies one setting: select the range or tcp_tw_reuse")
	}
	d.keys("up up up up 5 a")
	d.sees("must be two ports")
	d.misses("[ Set it ]")
	f.has(t)
}

func TestValueThatSomebodyElseSetIsLeftAlone(t *testing.T) {
	f := newSysctl()
	d := openWhatIf(t, f)
	d.keys("a")
	f.values[model.SetRange] = "20000 60999" // while the dialog is open
	d.confirmed()
	d.sees("net.ipv4.ip_local_port_range is not set: it is another by now; nothing was written")
	d.keys("a")
	d.sees("now       20000 60999") // the dialog shows the current value
	d.confirmed()
	f.has(t, widened)
	f.values[model.SetRange] = "2000 3000" // after it was confirmed
	d.keys("esc u")
	d.sees("is now 2000 3000, not the 1024 65535 that berth set: nothing was undone")
	f.has(t, widened)
	d.keys("u")
	d.sees("nothing to undo")
}

func TestKernelErrorIsShown(t *testing.T) {
	f := newSysctl()
	f.fails = safe.Say("/proc/sys is mounted read-only here")
	d := openWhatIf(t, f)
	d.keys("a").confirmed()
	d.sees("net.ipv4.ip_local_port_range is not set: /proc/sys is mounted read-only here")
	d.keys("u")
	f.has(t)
	if lines := d.app.RemainingChanges(); lines != nil {
		t.Errorf("a remaining change is reported: %q", lines)
	}
}

func TestValueThatTheKernelAdjustedCanBeUndone(t *testing.T) {
	f := newSysctl()
	f.cuts = "2048 65535"
	d := openWhatIf(t, f)
	d.keys("a").confirmed()
	d.sees("is not set: it was written, but reads as something else; u undoes it")
	f.cuts = ""
	d.keys("esc u").confirmed()
	f.has(t, widened, narrowed)
}

func TestRemainingChangesAreReportedOnQuit(t *testing.T) {
	f := newSysctl()
	d := openWhatIf(t, f)
	d.keys("a").confirmed().keys("esc q")
	if !d.Left() {
		t.Error("q does not leave")
	}
	const undo = `it was 32768 60999: sysctl -w net.ipv4.ip_local_port_range="32768 60999"`
	if got := strings.Join(d.app.RemainingChanges(), "\n"); got != "net.ipv4.ip_local_port_range stays 1024 65535; "+undo {
		t.Errorf("%q", got)
	}
	d = openWhatIf(t, newSysctl())
	d.keys("a")
	d.pass(dialog.IgnoreKeysFor)
	d.Hold().Keys("right enter") // the value is being written
	if got := strings.Join(d.app.RemainingChanges(), "\n"); got != "net.ipv4.ip_local_port_range may have been set to 1024 65535; "+undo {
		t.Errorf("%q", got)
	}
	d.keys("a")
	d.sees("another setting is being changed")
	d.Release()
}

func TestDialogInATooSmallWindowSetsNothing(t *testing.T) {
	f := newSysctl()
	d := openWhatIf(t, f)
	d.Resize(39, 10)
	d.keys("a")
	d.sees("this needs a window of 40x10")
	d.Resize(80, 24)
	d.keys("a")
	d.pass(dialog.IgnoreKeysFor)
	d.Resize(30, 8)
	d.keys("right enter")
	d.sees("too small")
	d.keys("esc")
	f.has(t)
}

func TestSettingDialogDoesNotOpenOverANewerDialog(t *testing.T) {
	f := newSysctl()
	d := openWhatIf(t, f)
	d.Hold().Keys("a esc").Release()
	d.misses("[ Set it ]")
	d.keys("w down")
	d.Hold().Keys("a a").Release()
	d.pass(dialog.IgnoreKeysFor)
	d.keys("esc")
	d.misses("[ Set it ]")
}
