package dialog

import tea "github.com/charmbracelet/bubbletea"

// Stack is the dialogs that are open. The zero Stack is empty and ready.
type Stack struct{ open []Dialog }

// Top is the dialog that gets the keys, nil where there is none.
func (s *Stack) Top() Dialog {
	if len(s.open) == 0 {
		return nil
	}
	return s.open[len(s.open)-1]
}

// Open puts a dialog in front of the others.
func (s *Stack) Open(d Dialog) { s.open = append(s.open, d) }

// Close takes a dialog away, also from below others.
func (s *Stack) Close(d Dialog) {
	for i := range s.open {
		if s.open[i] == d {
			s.open = append(s.open[:i:i], s.open[i+1:]...)
			return
		}
	}
}

// Sampled tells the open dialogs of a new sample.
func (s *Stack) Sampled(env *Env) tea.Cmd {
	var cmds []tea.Cmd
	for _, d := range s.open {
		if f, ok := d.(Follower); ok {
			cmds = append(cmds, f.Sampled(env))
		}
	}
	return tea.Batch(cmds...)
}
