package field

import (
	"slices"
	"time"

	"berth/model"
	"berth/model/moment"
	"berth/model/row"
	"berth/model/safe"
)

// Processes are the facts of a process row.
var Processes = append([]Field[row.ProcessRow]{
	pids(processHolding).known(asPID, unless(0, func(r row.ProcessRow) int32 { return processHolding(r).pid() })),
	owners(processHolding),
	names(processHolding).known(asText, ofProcess(func(p *model.Process) safe.Text { return p.Name })),
	users(processHolding).known(asText, ofProcess(func(p *model.Process) safe.Text { return p.User })),
	units(processHolding).known(asText, ofProcess((*model.Process).Group)),
	Word("ports", "PORTS", "ports it listens on", listening).by(byPorts).known(asListOf(asObject[Served]()), portList),
	Int("listen", "LISTEN", "listeners",
		func(r row.ProcessRow) int { return r.Listeners }).live(),
	Int("conns", "CONNS", "connections",
		func(r row.ProcessRow) int { return r.Connections }).live(),
	Int("estab", "ESTAB", "open connections",
		func(r row.ProcessRow) int { return r.States[model.Established] }).live(),
	Int("twait", "T-WAIT", "connections in TIME-WAIT; no process holds those any more",
		func(r row.ProcessRow) int { return r.States[model.TimeWait] }).live(),
	Int("cwait", "C-WAIT", "connections in CLOSE-WAIT: the application must close them",
		func(r row.ProcessRow) int { return r.States[model.CloseWait] }).live(),
	Int("other", "OTHER", "connections in any other state",
		func(r row.ProcessRow) int { return r.Other(model.Established, model.TimeWait, model.CloseWait) }).live(),
	Int("rxq", "RX-Q", "bytes received that it has not read",
		func(r row.ProcessRow) uint64 { return r.RxQueue }).live(),
	Int("txq", "TX-Q", "bytes sent that the peer has not acknowledged",
		func(r row.ProcessRow) uint64 { return r.TxQueue }).live(),
	Rank("started", "STARTED", "when the process started",
		func(r row.ProcessRow) int64 { return started(r).UnixNano() },
		func(r row.ProcessRow) safe.Text {
			if started(r).IsZero() {
				return dash
			}
			return safe.Sanitise(started(r).Format("2006-01-02 15:04"))
		}).needs(model.NeedOwners).known(asDate, func(r row.ProcessRow) any {
		if started(r).IsZero() {
			return nil
		}
		return started(r).Format(time.RFC3339)
	}),
	Rank("age", "AGE", "time since the process started",
		func(r row.ProcessRow) int64 { return int64(lifetime(r)) },
		func(r row.ProcessRow) safe.Text {
			if started(r).IsZero() {
				return dash
			}
			return Age(lifetime(r), true)
		}).needs(model.NeedOwners).right().greatestFirst().known(asObject[Span](), func(r row.ProcessRow) any {
		if started(r).IsZero() {
			return nil
		}
		return Span{lifetime(r).Seconds(), true}
	}),
	commands(processHolding).known(asText, ofProcess(func(p *model.Process) safe.Text { return p.Command })),
}, traffic(func(r row.ProcessRow) moment.Traffic { return r.Traffic })...)

func processHolding(r row.ProcessRow) holding {
	if r.Status != model.OwnerKnown {
		return holding{in: r.In, who: model.Holders{Status: r.Status}}
	}
	return holding{in: r.In, who: model.Holders{Processes: []uint32{r.Process}, Status: r.Status}}
}

// ofProcess is a text of the row's process.
func ofProcess(of func(*model.Process) safe.Text) func(row.ProcessRow) any {
	return unlessEmpty(func(r row.ProcessRow) safe.Text {
		if p := r.Facts(); p != nil {
			return of(p)
		}
		return nothing
	})
}

func portList(r row.ProcessRow) any {
	list := make([]Served, len(r.Ports))
	for i, p := range r.Ports {
		list[i] = Served{p.Proto.String(), p.Port}
	}
	return list
}

// started is zero if the row has no process, or its start could not be read.
func started(r row.ProcessRow) time.Time {
	if p := r.Facts(); p != nil {
		return p.Started
	}
	return time.Time{}
}

func lifetime(r row.ProcessRow) time.Duration {
	if started(r).IsZero() {
		return -1
	}
	return max(0, r.In.Taken.Sub(started(r)))
}

// named is how many ports the ports column writes out.
const named = 3

func listening(r row.ProcessRow) safe.Text {
	ports := portNumbers(r)
	parts := make([]safe.Text, 0, named)
	for _, p := range ports[:min(named, len(ports))] {
		parts = append(parts, safe.Number(p))
	}
	text := safe.Join(comma, parts...)
	if len(ports) > named {
		return safe.Concat(text, safe.Say(" +"), safe.Number(len(ports)-named))
	}
	return text
}

// portNumbers are the ports without their protocol, each once: 53 for a name server,
// which listens on TCP and UDP.
func portNumbers(r row.ProcessRow) []uint16 {
	numbers := make([]uint16, len(r.Ports))
	for i, p := range r.Ports {
		numbers[i] = p.Port
	}
	return slices.Compact(numbers) // Ports are sorted
}

func byPorts(a, b row.ProcessRow) int {
	return slices.CompareFunc(a.Ports, b.Ports, model.PortID.Compare)
}
