package field

import (
	"cmp"
	"strings"

	"berth/model"
	"berth/model/moment"
	"berth/model/order"
	"berth/model/safe"
)

// holding is the part of a row that the columns about processes read.
type holding struct {
	in  *moment.Moment
	who model.Holders
	uid uint32 // of the socket's creator
	own bool   // uid is known
}

// first is the holder with the lowest PID; nil if there is none.
func (h holding) first() *model.Process {
	if len(h.who.Processes) == 0 {
		return nil
	}
	return &h.in.Processes[h.who.Processes[0]]
}

func (h holding) pid() int32 {
	if p := h.first(); p != nil {
		return p.ID.PID
	}
	return 0
}

func (h holding) name() safe.Text {
	if p := h.first(); p != nil {
		return p.Name
	}
	return h.who.Status.Name()
}

// user is the user of the first holder. If no holder is visible, it is the user that
// created the socket, which the kernel always reports.
func (h holding) user() safe.Text {
	if p := h.first(); p != nil {
		return p.User
	}
	if h.own {
		return h.in.User(h.uid)
	}
	return dash
}

func (h holding) unit() safe.Text {
	if p := h.first(); p != nil {
		return p.Group()
	}
	return nothing
}

func (h holding) command() safe.Text {
	if p := h.first(); p != nil {
		return p.Command
	}
	return nothing
}

// holdingOf describes the holders of a socket. Its creator counts only if a process
// may hold the socket: for sockets that the kernel itself ends, it reports user 0.
func holdingOf(m *moment.Moment, s *model.Socket, who model.Holders) holding {
	own := who.Status == model.OwnerHidden || who.Status == model.OwnerResolving || who.Status == model.OwnerNone
	return holding{m, who, s.UID, own}
}

func pids[R any](get func(R) holding) Field[R] {
	return Field[R]{
		Name: "pid", Title: "PID", Help: "process that holds it, and how many others do", Need: model.NeedOwners, Right: true,
		Text: func(r R) safe.Text {
			h := get(r)
			if h.first() == nil {
				return dash
			}
			return more(safe.Number(h.pid()), len(h.who.Processes))
		},
		Keys: []func(R) uint64{func(r R) uint64 { return order.Whole(get(r).pid()) }}, Whole: true,
		Cmp:  func(a, b R) int { return cmp.Compare(get(a).pid(), get(b).pid()) },
		JSON: asListOf(asPID), Known: func(r R) any {
			pids := []int32{}
			for _, i := range get(r).who.Processes {
				pids = append(pids, get(r).in.Processes[i].ID.PID)
			}
			return pids
		},
	}
}

// every is the texts of all holders, one each.
func every[R any](get func(R) holding, of func(*model.Process) safe.Text) func(R) any {
	return func(r R) any {
		h := get(r)
		var texts []safe.Text
		for _, i := range h.who.Processes {
			texts = append(texts, of(&h.in.Processes[i]))
		}
		return distinct(texts...)
	}
}

// owners is what is known of the holders, and so why none is shown.
func owners[R any](get func(R) holding) Field[R] {
	return Rank("owner", "OWNER", "what is known of its holders: known, hidden, kernel, none, or not accepted yet", func(r R) model.OwnerStatus {
		return get(r).who.Status
	}, func(r R) safe.Text { return get(r).who.Status.Name() }).needs(model.NeedOwners).typed(asOwner)
}

func names[R any](get func(R) holding) Field[R] {
	name := func(r R) safe.Text { return get(r).name() }
	return Word("process", "PROCESS", "name of the process, or why it is not known", name).needs(model.NeedOwners).order(order.By[R]{
		Text: name, Keys: []func(R) uint64{func(r R) uint64 { return order.Whole(get(r).pid()) }}, Whole: true,
		Cmp: func(a, b R) int {
			x, y := get(a), get(b)
			return cmp.Or(strings.Compare(x.name().String(), y.name().String()), cmp.Compare(x.pid(), y.pid()))
		},
	}).known(asListOf(asText), every(get, func(p *model.Process) safe.Text { return p.Name }))
}

func users[R any](get func(R) holding) Field[R] {
	return Word("user", "USER", "user who runs the process", func(r R) safe.Text {
		return get(r).user()
	}).needs(model.NeedOwners).known(asListOf(asText), func(r R) any {
		if h := get(r); h.first() == nil {
			if h.own {
				return distinct(h.user())
			}
			return []safe.Text{}
		}
		return every(get, func(p *model.Process) safe.Text { return p.User })(r)
	})
}

func units[R any](get func(R) holding) Field[R] {
	return Word("unit", "UNIT", "systemd unit or container of the process", func(r R) safe.Text {
		return get(r).unit()
	}).needs(model.NeedOwners|model.NeedUnits).known(asListOf(asText), every(get, (*model.Process).Group))
}

func commands[R any](get func(R) holding) Field[R] {
	return Word("command", "COMMAND", "command line of the process, secrets masked", func(r R) safe.Text {
		return get(r).command()
	}).needs(model.NeedOwners|model.NeedCommands).known(asListOf(asText), every(get, func(p *model.Process) safe.Text { return p.Command }))
}
