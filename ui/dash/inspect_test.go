package dash

import (
	"context"
	"errors"
	"strings"
	"testing"

	"berth/model"
	"berth/model/safe"
)

// fakeInspector returns a command line, and counts how often its secrets were read.
type fakeInspector struct {
	unmasked int
	err      error
}

func (*fakeInspector) Detail(context.Context, model.ProcessID) (*model.Detail, error) {
	return &model.Detail{Name: safe.Say("x"), Command: safe.Say("db --password=***"), CPU: -1}, nil
}

func (f *fakeInspector) Command(context.Context, model.ProcessID) (safe.Text, error) {
	f.unmasked++
	return safe.Say(`db --password=hunter2\x1b`), f.err
}

func TestSecretsAreShownByOneKeyAndHiddenByTheSame(t *testing.T) {
	f := &fakeInspector{}
	d := start(t, quietServer(), 100, 60, func(a *App) { a.machine.Inspector = f })
	d.keys("tab j i").sees("command, secrets masked", "db --password=***", "u shows secrets, any other key closes")
	if strings.Contains(d.frame(), "hunter2") || f.unmasked != 0 {
		t.Fatalf("secrets were read %d times before the user asked:\n%s", f.unmasked, d.frame())
	}
	d.Paste("u")
	if strings.Contains(d.frame(), "hunter2") {
		t.Error("pasted text shows secrets")
	}
	d.keys("u").sees("command, secrets shown", `--password=hunter2\x1b`, "u masks secrets")
	d.keys("u").sees("command, secrets masked", "db --password=***")
	d.keys("u esc i").sees("command, secrets masked")
	if strings.Contains(d.frame(), "hunter2") || f.unmasked != 2 {
		t.Errorf("secrets are still shown, read %d times:\n%s", f.unmasked, d.frame())
	}
	f.err = errors.New("process does not answer\x1b")
	d.keys("u").sees("secrets shown", "process does not answer\ufffd")
}

func TestPoolShowsTheEffectOfTimeWaitReuse(t *testing.T) {
	for _, c := range []struct {
		reuse, stamps int64
		known         bool
		says          string
	}{
		{1, 1, true, "in TIME-WAIT for long enough: net.ipv4.tcp_tw_reuse is 1"},
		{2, 1, true, "0: net.ipv4.tcp_tw_reuse is 2, loopback only"},
		{0, 0, true, "0: net.ipv4.tcp_tw_reuse is 0"},
		{1, 0, true, "0: tcp_tw_reuse does nothing while net.ipv4.tcp_timestamps is 0"},
		{0, 1, false, "n/a: net.ipv4.tcp_tw_reuse could not be read"},
	} {
		w := quietServer()
		w.Own().Kernel.TWReuse = model.Reading{Value: c.reuse, Known: c.known}
		w.Own().Kernel.Figures[model.Timestamps].Reading = model.Reading{Value: c.stamps, Known: true}
		start(t, w, 120, 60).keys("tab tab tab tab i").sees("10.0.3.9:5432", c.says)
	}
}
