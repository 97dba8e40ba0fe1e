package field

import (
	"strings"

	"berth/model"
)

// stateSet is a set of states that a word of the filter language stands for.
type stateSet uint16

// has reports whether s is in the set.
func (set stateSet) has(s model.State) bool { return set&setOf(s.Base()) != 0 }

// only reports whether s is in the set, and no other state.
func (set stateSet) only(s model.State) bool { return set == setOf(s) }

func setOf(states ...model.State) stateSet {
	var set stateSet
	for _, s := range states {
		set |= 1 << s
	}
	return set
}

// everyState is all states that the kernel reports.
const everyState = stateSet(1<<model.States - 1<<model.Established)

// stateGroups are the words of ss(8) that stand for several states, and its other
// spellings of single states.
var stateGroups = map[string]stateSet{
	"all":          everyState,
	"connected":    everyState &^ setOf(model.Listen, model.Closed, model.Bound),
	"synchronized": everyState &^ setOf(model.Listen, model.Closed, model.Bound, model.SynSent),
	"bucket":       setOf(model.SynRecv, model.TimeWait), // the kernel keeps these in small structures, not in full sockets
	"big":          everyState &^ setOf(model.SynRecv, model.NewSynRecv, model.TimeWait),
	"close":        setOf(model.Closed),
	"unconnected":  setOf(model.Closed),
	"unconn":       setOf(model.Closed),
	"listen":       setOf(model.Listen),
	"estab":        setOf(model.Established),
	"bound":        setOf(model.Bound),
	"syn-rcv":      setOf(model.SynRecv),
}

// parseStates parses the name of a state or of a group, in any case.
func parseStates(name string) (stateSet, bool) {
	name = strings.ToLower(name)
	if s, ok := model.ParseState(name); ok {
		return setOf(s), true
	}
	set, ok := stateGroups[name]
	return set, ok
}

// stateNames are the names worth suggesting: the states and the groups.
func stateNames() []string {
	names := []string{"all", "connected", "synchronized", "bucket", "big", "unconnected", "listen"}
	for s := model.Established; s < model.States; s++ {
		if s != model.NewSynRecv {
			names = append(names, s.Filter())
		}
	}
	return names
}
