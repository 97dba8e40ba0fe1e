package dialog

import tea "github.com/charmbracelet/bubbletea"

// Stack is the open dialogs. The zero Stack is empty and ready to use.
type Stack struct{ open []Dialog }

// Top is the dialog that gets the keys; nil if none is open.
func (s *Stack) Top() Dialog {
	if len(s.open) == 0 {
		return nil
	}
	return s.open[len(s.open)-1]
}

// Open puts a dialog in front of the others.
func (s *Stack) Open(d Dialog) { s.open = append(s.open, d) }

// Close removes a dialog, even if others are in front of it.
func (s *Stack) Close(d Dialog) {
	for i := range s.open {
		if s.open[i] == d {
			s.open = append(s.open[:i:i], s.open[i+1:]...)
			return
		}
	}
}

// Sampled notifies the open dialogs of a new sample.
func (s *Stack) Sampled(env *Env) tea.Cmd {
	var cmds []tea.Cmd
	for _, d := range s.open {
		if f, ok := d.(Follower); ok {
			cmds = append(cmds, f.Sampled(env))
		}
	}
	return tea.Batch(cmds...)
}
