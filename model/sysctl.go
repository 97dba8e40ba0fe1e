package model

import (
	"context"

	"berth/model/safe"
)

// SysctlWriter sets sysctls. Machine.SysctlWriter is nil if nothing may be changed.
type SysctlWriter interface {
	// May says whether a setting could be set now, and changes nothing. It asks the
	// kernel, so that Set would get the same answer.
	May(ctx context.Context, s Setting) CanSet
	// Set makes one change with one write, if the setting still has the old value. Then
	// it reads the new value back.
	Set(ctx context.Context, c Change) SetResult
}

// Change is a setting with the value that the user saw and the chosen new value.
type Change struct {
	Setting  Setting
	NetNS    uint32 // the namespace that is meant; 0: the one that berth is in
	Old, New string
}

// Undo is the change back.
func (c Change) Undo() Change {
	c.Old, c.New = c.New, c.Old
	return c
}

// CanSet is whether a setting could be set, and what it is now.
type CanSet struct {
	OK    bool
	Why   safe.Text // if not OK: what is missing, in words
	Now   string    // as the kernel writes it, with single spaces: digits, commas and dashes alone
	Known bool      // Now could be read
	Where Where
}

// Where is what a setting acts on.
type Where struct {
	Scope Scope
	NetNS uint32 // inode of the namespace it is set from; 0 where it could not be read
}

// Words say where: "network namespace 4026531840, berth's own".
func (w Where) Words() safe.Text {
	if w.Scope == OfMachine {
		return safe.Say("the whole machine, every network namespace")
	}
	if w.NetNS == 0 {
		return safe.Say("berth's own network namespace")
	}
	return safe.Format("network namespace %d, berth's own", w.NetNS)
}

// SetResult is the result of a change.
type SetResult struct {
	Done  bool      // the new value was written, and read back
	Wrote bool      // something was written; if not Done, Now is the result
	Why   safe.Text // why it is not Done
	Now   string    // the present value, as in CanSet
	Known bool      // Now could be read
}
