package dash

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"berth/model"
	"berth/ui/dash/dialog"
	"berth/ui/dash/pane"
)

// redis is a connection of the world whose server side is one of redis-server's.
const redis = "tab tab tab / sport=6379 enter "

func TestCloseEndsTheSelectedConnectionByItsCookie(t *testing.T) {
	f := &fakeActor{state: model.Established}
	d := openKillDialog(t, f, redis+"c")
	d.sees("Close one connection", "127.0.0.1:6379", "ESTAB", "held by redis-server (998), which keeps running", "the peer gets a RST", "[ Cancel ]")
	d.pass(dialog.IgnoreKeysFor)
	d.fits()
	s, _ := pane.Selected(d.app.pane())
	d.keys("right enter")
	want := fmt.Sprintf("close %s %s cookie 7 force false", s.Conn.Socket().Local.Safe(), s.Conn.Socket().Remote.Safe())
	if !slices.Equal(f.sent, []string{want}) {
		t.Errorf("sent %q, want %q", f.sent, want)
	}
	d.sees("closed tcp 127.0.0.1:6379")
	d.misses("Close one connection")
}

func TestCloseDialogIgnoresKeysAtFirstAndCancelIsTheDefault(t *testing.T) {
	f := &fakeActor{state: model.Established}
	d := openKillDialog(t, f, redis+"c right enter")
	d.sees("Close one connection")
	d.pass(dialog.IgnoreKeysFor)
	d.keys("enter")
	d.misses("Close one connection")
	d.keys("c")
	d.pass(dialog.IgnoreKeysFor)
	d.keys("right")
	d.Paste("\r")
	d.sees("Close one connection")
	d.keys("esc")
	if d.misses("Close one connection"); len(f.sent) != 0 {
		t.Errorf("sent %q", f.sent)
	}
}

func TestCloseSaysWhatTheKernelAnswers(t *testing.T) {
	for err, want := range map[error]string{
		fmt.Errorf("close the socket: %w (EPERM); needs root or CAP_NET_ADMIN", model.ErrNotPermitted): "needs root or CAP_NET_ADMIN",
		model.ErrNoSocket: "had already ended; nothing was closed",
	} {
		d := openKillDialog(t, &fakeActor{state: model.Established, fail: err}, redis+"c")
		d.pass(dialog.IgnoreKeysFor)
		d.keys("right enter")
		d.sees(want)
	}
}

func TestKernelThatCannotCloseIsNotAskedTwice(t *testing.T) {
	f := &fakeActor{state: model.Established, fail: fmt.Errorf("close the socket: %w (EOPNOTSUPP)", model.ErrCannotClose)}
	d := openKillDialog(t, f, redis+"c")
	d.pass(dialog.IgnoreKeysFor)
	d.keys("right enter")
	d.sees("this kernel cannot close sockets (EOPNOTSUPP)")
	f.lost = errors.New("asked once more")
	d.keys("c")
	d.sees("this kernel cannot close sockets (EOPNOTSUPP)")
	d.misses("Close one connection", "asked once more", "c close")
}

func TestConnectionThatIsGoneOrAListenerOpensNoDialog(t *testing.T) {
	for want, f := range map[string]*fakeActor{
		"no such socket":   {lost: model.ErrNoSocket},
		"it is a listener": {state: model.Listen},
	} {
		d := openKillDialog(t, f, redis+"c")
		d.sees(want)
		d.misses("Close one connection")
	}
}

func TestCloseIsRefusedWithAReasonWhereItMakesNoSense(t *testing.T) {
	for keys, want := range map[string]string{
		"6379 c":       "select one in the Connections pane",
		"tab c":        "select one in the Connections pane",
		"6379 enter c": "can't close a listener",
	} {
		f := &fakeActor{state: model.Established}
		d := openKillDialog(t, f, keys)
		d.sees(want)
		d.misses("Close one connection")
	}
}

func TestReadOnlyHasNoClose(t *testing.T) {
	f := &fakeActor{state: model.Established}
	d := start(t, quietServer(), 120, 36, withActor(f), func(a *App) { a.ReadOnly = true })
	d.keys(redis + "c")
	d.sees("read-only")
	d.misses("Close one connection")
}
