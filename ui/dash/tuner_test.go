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

// fakeTuner is a kernel with a few settings.
type fakeTuner struct {
	values map[model.Setting]string
	netns  uint32
	may    safe.Text // why nothing may be set; empty: it may
	fails  safe.Text // why Set fails
	cuts   string    // what the kernel makes of every value; "" leaves it
	asked  int
	wrote  []string
}

func newTuner() *fakeTuner {
	return &fakeTuner{netns: 4026531840, values: map[model.Setting]string{model.SetRange: "32768 60999", model.SetReuse: "2", model.SetTrackedLimit: "262144"}}
}

func (f *fakeTuner) May(_ context.Context, s model.Setting) model.Permit {
	f.asked++
	now, known := f.values[s]
	return model.Permit{OK: f.may.Empty(), Why: f.may, Now: now, Known: known, Where: model.Where{Scope: s.Scope(), NetNS: f.netns}}
}

func (f *fakeTuner) Set(_ context.Context, c model.Change) model.Tuned {
	now := f.values[c.Setting]
	switch {
	case !f.fails.Empty():
		return model.Tuned{Why: f.fails, Now: now, Known: true}
	case now != c.Old:
		return model.Tuned{Why: safe.Say("it is another by now; nothing was written"), Now: now, Known: true}
	}
	f.wrote = append(f.wrote, fmt.Sprintf("%s=%s", c.Setting.Name(), c.New))
	f.values[c.Setting] = c.New
	if f.cuts != "" {
		f.values[c.Setting] = f.cuts
		return model.Tuned{Wrote: true, Why: safe.Say("it was written, but reads as something else"), Now: f.cuts, Known: true}
	}
	return model.Tuned{Done: true, Wrote: true, Now: c.New, Known: true}
}

func withTuner(f *fakeTuner) func(*App) {
	return func(a *App) { a.machine.Actor, a.machine.Tuner = &fakeActor{}, f }
}

// tuned is the dashboard with the what-if overlay at the range.
func tuned(t *testing.T, f *fakeTuner, change ...func(*App)) *driver {
	t.Helper()
	d := start(t, quietServer(), 120, 36, append([]func(*App){withTuner(f)}, change...)...)
	d.keys("w down")
	return d
}

// confirmed presses what sets a setting.
func (d *driver) confirmed() *driver {
	d.pass(dialog.Deaf)
	return d.keys("right enter")
}

func (f *fakeTuner) has(t *testing.T, wrote ...string) {
	t.Helper()
	if !slices.Equal(f.wrote, wrote) {
		t.Errorf("wrote %q, want %q", f.wrote, wrote)
	}
}
