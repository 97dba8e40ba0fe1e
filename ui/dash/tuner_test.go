package dash

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"berth/model"
	"berth/model/safe"
	"berth/ui/dash/dialog"
)

// fakeSysctl is a fake kernel with a few settings.
type fakeSysctl struct {
	values map[model.Setting]string
	netns  uint32
	may    safe.Text // why no setting can be changed; empty: they can
	fails  safe.Text // why Set fails
	cuts   string    // the value that the kernel stores instead; "" stores the given one
	asked  int
	wrote  []string
}

func newSysctl() *fakeSysctl {
	return &fakeSysctl{netns: 4026531840, values: map[model.Setting]string{model.SetRange: "32768 60999", model.SetReuse: "2", model.SetTrackedLimit: "262144"}}
}

func (f *fakeSysctl) May(_ context.Context, s model.Setting) model.CanSet {
	f.asked++
	now, known := f.values[s]
	return model.CanSet{OK: f.may.Empty(), Why: f.may, Now: now, Known: known, Where: model.Where{Scope: s.Scope(), NetNS: f.netns}}
}

func (f *fakeSysctl) Set(_ context.Context, c model.Change) model.SetResult {
	now := f.values[c.Setting]
	switch {
	case !f.fails.Empty():
		return model.SetResult{Why: f.fails, Now: now, Known: true}
	case now != c.Old:
		return model.SetResult{Why: safe.Say("it is another by now; nothing was written"), Now: now, Known: true}
	}
	f.wrote = append(f.wrote, fmt.Sprintf("%s=%s", c.Setting.Name(), c.New))
	f.values[c.Setting] = c.New
	if f.cuts != "" {
		f.values[c.Setting] = f.cuts
		return model.SetResult{Wrote: true, Why: safe.Say("it was written, but reads as something else"), Now: f.cuts, Known: true}
	}
	return model.SetResult{Done: true, Wrote: true, Now: c.New, Known: true}
}

func withSysctl(f *fakeSysctl) func(*App) {
	return func(a *App) { a.machine.Actor, a.machine.SysctlWriter = &fakeActor{}, f }
}

// openWhatIf is a dashboard with the what-if dialog open at the line of the range.
func openWhatIf(t *testing.T, f *fakeSysctl, change ...func(*App)) *driver {
	t.Helper()
	d := start(t, quietServer(), 120, 36, append([]func(*App){withSysctl(f)}, change...)...)
	d.keys("w down")
	return d
}

// confirmed confirms the dialog of a setting.
func (d *driver) confirmed() *driver {
	d.pass(dialog.IgnoreKeysFor)
	return d.keys("right enter")
}

func (f *fakeSysctl) has(t *testing.T, wrote ...string) {
	t.Helper()
	if !slices.Equal(f.wrote, wrote) {
		t.Errorf("wrote %q, want %q", f.wrote, wrote)
	}
}
