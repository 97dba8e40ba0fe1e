package detail

import (
	"fmt"

	"berth/model"
	"berth/model/field"
	"berth/model/row"
	"berth/model/safe"
)

// Process is the details of a process, or of the sockets without a known process.
func Process(r row.ProcessRow) []Section {
	if r.Status != model.OwnerKnown {
		return unowned(r)
	}
	held := Section{Title: "Sockets", Facts: shown(field.Processes, r,
		[2]string{"listens on", "ports"}, [2]string{"connections", "conns"}, [2]string{"ESTAB", "estab"},
		[2]string{"CLOSE-WAIT", "cwait"}, [2]string{"other states", "other"},
		[2]string{"bytes unread", "rxq"}, [2]string{"bytes unconfirmed", "txq"})}
	return append(owners(r.In.Snapshot, model.Holders{Processes: []uint32{r.Process}, Status: model.OwnerKnown}), held)
}

// unowned is the details of the sockets without a known process.
func unowned(r row.ProcessRow) []Section {
	return []Section{
		{Title: "Holder", Facts: []Fact{{r.Status.Name().String(), r.Status.Meaning()}}},
		{Title: "Sockets", Facts: shown(field.Processes, r,
			[2]string{"listeners", "listen"}, [2]string{"connections", "conns"}, [2]string{"ESTAB", "estab"},
			[2]string{"TIME-WAIT", "twait"}, [2]string{"CLOSE-WAIT", "cwait"})},
	}
}

// owners is one section for each process that holds a socket.
func owners(n *model.Snapshot, h model.Holders) []Section {
	if len(h.Processes) == 0 {
		return []Section{{Title: "Holder", Facts: []Fact{{h.Status.Name().String(), h.Status.Meaning()}}}}
	}
	sections := make([]Section, 0, len(h.Processes))
	for i, at := range h.Processes {
		p := &n.Processes[at]
		title := "Process"
		if len(h.Processes) > 1 {
			title = fmt.Sprintf("Process %d of %d", i+1, len(h.Processes))
		}
		sections = append(sections, Section{Title: title, Facts: []Fact{
			{"PID", safe.Number(p.ID.PID)},
			{"name", p.Name},
			{"command", p.Command},
			{"user", p.User},
			{"unit", orDash(p.Unit)},
			{"container", orDash(p.Container)},
			{"started", started(p.Started, n.Taken)},
		}})
	}
	return sections
}
