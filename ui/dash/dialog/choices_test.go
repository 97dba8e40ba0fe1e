package dialog

import (
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
	"berth/ui/theme"
)

// testEnv is the Env of a dialog without a dashboard. Messages that would be sent later are
// appended to the list.
func testEnv(later *[]tea.Msg) *Env {
	return &Env{
		Stack: &Stack{}, Memory: &Memory{}, Machine: &model.Machine{}, Theme: theme.New(theme.Options{}), Width: 80, Height: 24,
		After: func(_ time.Duration, msg tea.Msg) tea.Cmd {
			*later = append(*later, msg)
			return nil
		},
	}
}

// question is a dialog that asks, and counts its confirmations.
type question struct {
	choices
	confirmed int
}

var questionKeys = bindings[*question]{
	{keys: []string{"y"}, hint: "y confirms", brief: "y", run: func(q *question, _ *Env) tea.Cmd { q.confirmed++; return nil }},
	{keys: []string{"n"}, hint: "n never", when: func(q *question) bool { return q.confirmed > 0 }, run: func(*question, *Env) tea.Cmd { return nil }},
	{keys: []string{"esc"}, hint: "Esc", brief: "Esc", unseen: true, run: func(q *question, env *Env) tea.Cmd { env.Close(q); return nil }},
}

func (q *question) Key(env *Env, msg tea.KeyMsg) tea.Cmd {
	if !q.accepts(msg) {
		return nil
	}
	if tooSmall(env) {
		return questionKeys.pressUnseen(q, env, msg)
	}
	cmd, _ := questionKeys.press(q, env, msg)
	return cmd
}

func rune1(r rune) tea.KeyMsg { return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}} }

func TestNewDialogIgnoresKeysForAWhile(t *testing.T) {
	var later []tea.Msg
	env, q := testEnv(&later), &question{}
	q.ask(env, q)
	if env.Top() != q {
		t.Fatal("the dialog is not open")
	}
	if q.Key(env, rune1('y')); q.confirmed != 0 {
		t.Error("a key counts at once")
	}
	later[0].(Answer).Take(env)
	if q.Key(env, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("y"), Paste: true}); q.confirmed != 0 {
		t.Error("pasted text counts")
	}
	if q.Key(env, rune1('y')); q.confirmed != 1 {
		t.Error("a key does not count after a while")
	}
}

func TestNothingIsConfirmedInAWindowThatIsTooSmall(t *testing.T) {
	var later []tea.Msg
	env, q := testEnv(&later), &question{}
	q.ask(env, q)
	later[0].(Answer).Take(env)
	env.Width = askWidth - 1
	if q.Key(env, rune1('y')); q.confirmed != 0 {
		t.Error("what cannot be seen was confirmed")
	}
	if q.Key(env, tea.KeyMsg{Type: tea.KeyEsc}); env.Top() != nil {
		t.Error("Esc does not close it")
	}
}

func TestHintsShowOnlyActiveKeys(t *testing.T) {
	q := &question{}
	if got := questionKeys.hints(q); got != "y confirms · Esc" {
		t.Errorf("got %q", got)
	}
	q.confirmed = 1
	if got := questionKeys.hints(q); got != "y confirms · n never · Esc" {
		t.Errorf("got %q", got)
	}
	if got := questionKeys.briefly(q); got != "y · Esc" {
		t.Errorf("got %q", got)
	}
}

func TestDialogBelowOthersCanBeClosed(t *testing.T) {
	s, one, two := &Stack{}, &question{}, &question{}
	s.Open(one)
	s.Open(two)
	if s.Close(one); s.Top() != two {
		t.Error("the one on top is gone")
	}
	if s.Close(two); s.Top() != nil {
		t.Error("one is left")
	}
}
