package field

import (
	"slices"
	"time"

	"berth/model"
)

// Processes are the facts of a process row.
var Processes = append([]Field[model.ProcessRow]{
	pids(processHolding).told(asPID, unless(0, func(r model.ProcessRow) int32 { return processHolding(r).pid() })),
	owners(processHolding),
	names(processHolding).told(asText, ofProcess(func(p *model.Process) model.Safe { return p.Name })),
	users(processHolding).told(asText, ofProcess(func(p *model.Process) model.Safe { return p.User })),
	units(processHolding).told(asText, ofProcess((*model.Process).Where)),
	Word("ports", "PORTS", "ports it listens on", listening).by(byPorts).told(asListOf(asObject[Served]()), portList),
	Int("listen", "LISTEN", "listeners",
		func(r model.ProcessRow) int { return r.Listeners }).live(),
	Int("conns", "CONNS", "connections",
		func(r model.ProcessRow) int { return r.Connections }).live(),
	Int("estab", "ESTAB", "open connections",
		func(r model.ProcessRow) int { return r.States[model.Established] }).live(),
	Int("twait", "T-WAIT", "connections in TIME-WAIT; no process holds those any more",
		func(r model.ProcessRow) int { return r.States[model.TimeWait] }).live(),
	Int("cwait", "C-WAIT", "connections in CLOSE-WAIT: the application must close them",
		func(r model.ProcessRow) int { return r.States[model.CloseWait] }).live(),
	Int("other", "OTHER", "connections in any other state",
		func(r model.ProcessRow) int { return r.Other(model.Established, model.TimeWait, model.CloseWait) }).live(),
	Int("rxq", "RX-Q", "bytes received that it has not read",
		func(r model.ProcessRow) uint64 { return r.RxQueue }).live(),
	Int("txq", "TX-Q", "bytes sent that the other side has not confirmed",
		func(r model.ProcessRow) uint64 { return r.TxQueue }).live(),
	Rank("started", "STARTED", "when the process started",
		func(r model.ProcessRow) int64 { return started(r).UnixNano() },
		func(r model.ProcessRow) model.Safe {
			if started(r).IsZero() {
				return dash
			}
			return model.Sanitise(started(r).Format("2006-01-02 15:04"))
		}).needs(model.NeedOwners).told(asDate, func(r model.ProcessRow) any {
		if started(r).IsZero() {
			return nil
		}
		return started(r).Format(time.RFC3339)
	}),
	Rank("age", "AGE", "time since the process started",
		func(r model.ProcessRow) int64 { return int64(lifetime(r)) },
		func(r model.ProcessRow) model.Safe {
			if started(r).IsZero() {
				return dash
			}
			return Age(lifetime(r), true)
		}).needs(model.NeedOwners).right().greatestFirst().told(asObject[Span](), func(r model.ProcessRow) any {
		if started(r).IsZero() {
			return nil
		}
		return Span{lifetime(r).Seconds(), true}
	}),
	commands(processHolding).told(asText, ofProcess(func(p *model.Process) model.Safe { return p.Command })),
}, traffic(func(r model.ProcessRow) model.Traffic { return r.Traffic })...)

func processHolding(r model.ProcessRow) holding {
	if r.Status != model.OwnerKnown {
		return holding{in: r.In, who: model.Holders{Status: r.Status}}
	}
	return holding{in: r.In, who: model.Holders{Processes: []uint32{r.Process}, Status: r.Status}}
}

// ofProcess is a text of the one process of the row.
func ofProcess(of func(*model.Process) model.Safe) func(model.ProcessRow) any {
	return said(func(r model.ProcessRow) model.Safe {
		if p := r.Facts(); p != nil {
			return of(p)
		}
		return nothing
	})
}

func portList(r model.ProcessRow) any {
	list := make([]Served, len(r.Ports))
	for i, p := range r.Ports {
		list[i] = Served{p.Proto.String(), p.Port}
	}
	return list
}

// started is zero where there is no process or its start could not be read.
func started(r model.ProcessRow) time.Time {
	if p := r.Facts(); p != nil {
		return p.Started
	}
	return time.Time{}
}

func lifetime(r model.ProcessRow) time.Duration {
	if started(r).IsZero() {
		return -1
	}
	return max(0, r.In.Taken.Sub(started(r)))
}

// named is how many ports the ports column writes out.
const named = 3

func listening(r model.ProcessRow) model.Safe {
	ports := portNumbers(r)
	parts := make([]model.Safe, 0, named)
	for _, p := range ports[:min(named, len(ports))] {
		parts = append(parts, model.Number(p))
	}
	text := model.Join(comma, parts...)
	if len(ports) > named {
		return model.Concat(text, model.Say(" +"), model.Number(len(ports)-named))
	}
	return text
}

// portNumbers are the ports without their protocol, each once: 53 for a name
// server, which listens on both.
func portNumbers(r model.ProcessRow) []uint16 {
	numbers := make([]uint16, len(r.Ports))
	for i, p := range r.Ports {
		numbers[i] = p.Port
	}
	return slices.Compact(numbers) // Ports are in order
}

func byPorts(a, b model.ProcessRow) int {
	return slices.CompareFunc(a.Ports, b.Ports, model.PortID.Compare)
}
