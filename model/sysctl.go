package model

import (
	"context"

	"berth/model/safe"
)

// SysctlWriter sets sysctls. Machine.Tuner is nil where nothing may be changed.
type SysctlWriter interface {
	// May says whether a setting could be set now, and changes nothing. The
	// kernel is asked, so that its answer is the one that Set would get.
	May(ctx context.Context, s Setting) CanSet
	// Set makes one change, with one write, and only where the value still is
	// the old one. What it was made of is read back.
	Set(ctx context.Context, c Change) SetResult
}

// Change is a setting with the value that a person was shown and the one that
// was chosen.
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
	Why   safe.Text // where it is not OK, in words: what is missing
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
	return safe.Concat(safe.Say("network namespace "), safe.Number(w.NetNS), safe.Say(", berth's own"))
}

// SetResult is what became of a change.
type SetResult struct {
	Done  bool      // the new value was written, and stands there
	Wrote bool      // something was written; where that is not Done, Now is what came of it
	Why   safe.Text // where it is not Done
	Now   string    // what stands there, as in Permit
	Known bool      // Now could be read
}
