package model

import "strings"

// StateSet is a set of states, as the filter language names them.
type StateSet uint16

// Has reports whether s is in the set.
func (set StateSet) Has(s State) bool { return set&setOf(s.Base()) != 0 }

// Only reports whether s is in the set, and no other state.
func (set StateSet) Only(s State) bool { return set == setOf(s) }

func setOf(states ...State) StateSet {
	var set StateSet
	for _, s := range states {
		set |= 1 << s
	}
	return set
}

// every is all states that the kernel reports.
const every = StateSet(1<<States - 1<<Established)

// stateGroups are the names of ss(8) that stand for several states, and its
// other spellings of single ones.
var stateGroups = map[string]StateSet{
	"all":          every,
	"connected":    every &^ setOf(Listen, Closed, Bound),
	"synchronized": every &^ setOf(Listen, Closed, Bound, SynSent),
	"bucket":       setOf(SynRecv, TimeWait), // kept in small structures, not whole sockets
	"big":          every &^ setOf(SynRecv, NewSynRecv, TimeWait),
	"close":        setOf(Closed),
	"unconnected":  setOf(Closed),
	"unconn":       setOf(Closed),
	"listen":       setOf(Listen),
	"estab":        setOf(Established),
	"bound":        setOf(Bound),
	"syn-rcv":      setOf(SynRecv),
}

// ParseStates reads the name of a state or of a group of them, in any case.
func ParseStates(name string) (StateSet, bool) {
	name = strings.ToLower(name)
	if s, ok := ParseState(name); ok {
		return setOf(s), true
	}
	set, ok := stateGroups[name]
	return set, ok
}

// StateNames are the names worth suggesting: the states and the groups.
func StateNames() []string {
	names := []string{"all", "connected", "synchronized", "bucket", "big", "unconnected", "listen"}
	for s := Established; s < States; s++ {
		if s != NewSynRecv {
			names = append(names, states[s].ss)
		}
	}
	return names
}
