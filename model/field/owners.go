package field

import (
	"strconv"

	"berth/model"
	"berth/model/moment"
	"berth/model/safe"
)

// ofHolders makes a term of one text of each holder. A socket without a holder is
// compared by the text that its column shows instead ("kernel").
func ofHolders(get func(*model.Process) safe.Text, instead func(holding) safe.Text) term[moment.Conn] {
	return words(func(c moment.Conn, test func(safe.Text) bool) bool {
		held := c.In.Owners(c.Socket())
		for _, p := range held {
			if test(get(&c.In.Processes[p])) {
				return true
			}
		}
		return len(held) == 0 && test(instead(connHolding(c)))
	})
}

var nameTerm = ofHolders(func(p *model.Process) safe.Text { return p.Name }, holding.name)

var ownerTerm = word(func(c moment.Conn) safe.Text { return c.In.HoldersOf(c.Socket()).Status.Name() })

var commandTerm = ofHolders(func(p *model.Process) safe.Text { return p.Command }, holding.command)

var unitTerm = ofHolders(func(p *model.Process) safe.Text { return p.Group() }, holding.unit)

var userName = ofHolders(func(p *model.Process) safe.Text { return p.User }, holding.user)

// userTerm takes a user name or a number: no user name is a number.
func userTerm(op Op, value string) (func(moment.Conn) bool, error) {
	if uid, err := strconv.ParseUint(value, 10, 32); err == nil {
		if plain, _ := op.plain(); plain == Equal {
			return userNumber(uint32(uid))(op, value)
		}
	}
	return userName(op, value)
}

func userNumber(uid uint32) term[moment.Conn] {
	return negatable(func(Op, string) (func(moment.Conn) bool, error) {
		return func(c moment.Conn) bool {
			held := c.In.Owners(c.Socket())
			for _, p := range held {
				if c.In.Processes[p].UID == uid {
					return true
				}
			}
			h := connHolding(c)
			return len(held) == 0 && h.own && h.uid == uid
		}, nil
	})
}
