package dialog

import (
	"slices"
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"berth/model"
	"berth/model/moment"
	"berth/model/pool"
	"berth/model/safe"
)

// whatif shows the effect that changes would have on a pool. It changes nothing. The key
// a opens the dialog that applies the setting of a line.
type whatif struct {
	pool  pool.PoolID
	why   string // why this pool was chosen, if the row has none
	lines []trial
	at    int // the selected line
	top   int // the first line that is shown

	outcomes   []pool.Outcome // of the lines, from the last evaluation
	kernel     model.Kernel   // at the last evaluation
	opener     safe.Text      // the process that holds most of the pool
	evaluating bool
	stale      bool // a line or the sample has changed since the evaluation began
	applying   bool // the last key was a: apply when the evaluation is complete
}

// NoPool returns why no change can be tried.
func NoPool(env *Env) string {
	const unknown = "the ephemeral range is not known: no change can be tried"
	if env.Moment == nil {
		return unknown
	}
	if s, ok := env.Row(); ok && s.Pool != nil {
		if !env.Moment.BudgetWith(s.Pool.NetNS).Known {
			return unknown
		}
		return ""
	}
	if !env.Moment.OwnBudget().Known {
		return unknown
	}
	if _, ok := env.Moment.Tightest(); !ok {
		return "no connection uses the range"
	}
	return ""
}

// Pooled reports whether the hint bar offers w: for a row that is a pool or refers to
// one, but not for a connection, which has enough hints.
func Pooled(env *Env) bool {
	s, ok := env.Row()
	return ok && s.Pool != nil && s.Conn == nil
}

// WhatIf opens the dialog for the pool of the selected row, or for the tightest pool if
// the row has none.
func WhatIf(env *Env) tea.Cmd {
	w := &whatif{}
	if s, ok := env.Row(); ok && s.Pool != nil {
		w.pool = *s.Pool
	} else {
		at, _ := env.Moment.Tightest()
		w.pool, w.why = env.Moment.Pools.List[at].ID, "the tightest pool, because this row has no pool"
	}
	for i := range options {
		w.lines = append(w.lines, trial{option: &options[i], marked: options[i].marked})
	}
	w.begin(env.Moment)
	env.Open(w)
	return w.evaluate(env)
}

// begin sets the initial values of the lines.
func (w *whatif) begin(m *moment.Moment) {
	kept := 1
	if at, ok := m.PoolWith(w.pool); ok {
		kept = max(m.Pools.List[at].Use.Established, 1)
	}
	k := &m.SpaceWith(w.pool.NetNS).Kernel
	for i, text := range map[int]string{1: pool.Widest(k).Safe().String(), 3: "2", 4: strconv.Itoa(kept)} {
		w.lines[i].fill(k, text)
	}
	w.lines[2].trial = pool.Trial{Reuse: true}
	w.join()
}

// fill sets a valid text.
func (t *trial) fill(k *model.Kernel, text string) {
	t.text, t.wrong = newLine(text), ""
	t.trial, _ = t.parse(k, text)
}

// join combines the marked lines into the last line.
func (w *whatif) join() {
	all := pool.Trial{}
	for _, l := range w.lines {
		if l.marked {
			all = all.And(l.trial)
		}
	}
	w.lines[len(w.lines)-1].trial = all
}

var whatifKeys = bindings[*whatif]{
	{keys: []string{"up", "k", "shift+tab"}, run: func(w *whatif, env *Env) tea.Cmd { return w.move(env, -1) }},
	{keys: []string{"down", "j", "tab"}, hint: "↑↓ line", brief: "↑↓", run: func(w *whatif, env *Env) tea.Cmd { return w.move(env, 1) }},
	{hint: "digits change it", brief: "digits"},
	{keys: []string{" "}, hint: "Space marks it", brief: "Space", run: (*whatif).mark},
	{keys: []string{"a"}, hint: "a applies it", brief: "a apply", run: (*whatif).apply},
	{keys: []string{"u"}, run: (*whatif).undo},
	{keys: []string{"esc", "q", "w"}, hint: "Esc", brief: "Esc", run: (*whatif).leave},
}

// Key runs a key of the table, or edits the line.
func (w *whatif) Key(env *Env, msg tea.KeyMsg) tea.Cmd {
	w.applying = false
	if !msg.Paste {
		env.Dismiss()
		if cmd, known := whatifKeys.press(w, env, msg); known {
			return cmd
		}
	}
	return w.edit(env, msg)
}

func (w *whatif) leave(env *Env) tea.Cmd {
	env.Close(w)
	return nil
}

func (w *whatif) undo(env *Env) tea.Cmd {
	if why := NothingApplied(env); why != "" {
		return env.Say(why, false)
	}
	return Undo(env)
}

// move selects another line. An invalid text is replaced by the text that the line had
// before it was edited.
func (w *whatif) move(env *Env, by int) tea.Cmd {
	l := &w.lines[w.at]
	wrong := l.wrong != ""
	if wrong {
		l.fill(&env.Moment.SpaceWith(w.pool.NetNS).Kernel, l.before)
		w.join()
	}
	l.typed = false
	w.at = max(0, min(w.at+by, len(w.lines)-1))
	if !wrong {
		return nil
	}
	return w.evaluate(env)
}

// mark includes the line in the last one, or excludes it.
func (w *whatif) mark(env *Env) tea.Cmd {
	l := &w.lines[w.at]
	if l.plain {
		return nil
	}
	l.marked = !l.marked
	w.join()
	return w.evaluate(env)
}

// edit edits the text of the line: the first digit replaces the old text.
func (w *whatif) edit(env *Env, msg tea.KeyMsg) tea.Cmd {
	l := &w.lines[w.at]
	written := msg.Type == tea.KeyRunes || msg.Type == tea.KeySpace
	switch {
	case written && !msg.Paste && !slices.ContainsFunc(msg.Runes, typable):
		return nil // a letter is not part of a number, and was not meant as an action
	case l.parse == nil:
		if written {
			return env.Say("this line takes no text: select another line", false)
		}
		return nil
	}
	if !l.typed {
		if l.before = l.text.String(); written {
			l.text = line{}
		}
	}
	l.text.key(msg)
	l.typed = true
	t, err := l.parse(&env.Moment.SpaceWith(w.pool.NetNS).Kernel, l.text.String())
	if l.wrong = ""; err != nil {
		l.wrong = errorText(err)
		return nil
	}
	if t == l.trial {
		return nil
	}
	l.trial = t
	w.join()
	return w.evaluate(env)
}

func typable(r rune) bool { return '0' <= r && r <= '9' || r == '-' }

// apply proposes the setting of the line, if it has exactly one.
func (w *whatif) apply(env *Env) tea.Cmd {
	l := &w.lines[w.at]
	switch c, ok := l.trial.Change(&w.kernel, w.pool.NetNS); {
	case l.wrong != "":
		return nil // the error is already shown
	case env.mayChangeSetting() != "":
		return env.Say(env.mayChangeSetting(), false)
	case w.evaluating: // the kernel's settings are not known yet
		w.applying = true
		return nil
	case w.outcomes == nil:
		return nil // the missing range is already reported
	case !ok:
		return env.Say("a applies one setting: select the range or tcp_tw_reuse", false)
	default:
		return env.propose(w.advice(c), false)
	}
}
