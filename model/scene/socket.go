package scene

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"berth/model"
)

// spelled are further names of states, besides those of the filter language.
var spelled = map[string]model.State{
	"estab": model.Established, "listen": model.Listen, "unconn": model.Closed, "bound": model.Bound, "new-syn-recv": model.NewSynRecv,
}

// ownerless are the words after "by" that are not PIDs.
var ownerless = map[string]model.OwnerStatus{
	"kernel": model.OwnerKernel, "hidden": model.OwnerHidden, "none": model.OwnerNone,
	"resolving": model.OwnerResolving, "unaccepted": model.OwnerUnaccepted,
}

// socket reads: state local [remote] [by holders] [rx=1] [tx=1] [drops=1] [uid=1] [ns=1] [inode=1] [dev=2] [v6only=0].
func (b *builder) socket(proto model.Proto, words []string) error {
	if len(words) < 2 {
		return errors.New("a socket needs a state and an address")
	}
	s := model.Socket{Proto: proto, Space: uint32(b.space), Inode: uint64(hash(words...))}
	state, ok := spelled[words[0]]
	if !ok {
		if state, ok = model.ParseState(words[0]); !ok {
			return fmt.Errorf("no state %q", words[0])
		}
	}
	s.State = state
	var err error
	if s.Local, s.Traits, err = endpoint(words[1]); err != nil {
		return err
	}
	rest := words[2:]
	if len(rest) > 0 && strings.Contains(rest[0], ":") {
		if s.Remote, _, err = endpoint(rest[0]); err != nil {
			return err
		}
		rest = rest[1:]
	} else if !s.Local.Addr.Four() {
		s.Remote.Addr = model.Addr{}
	} else {
		s.Remote.Addr = model.Addr{10: 0xff, 11: 0xff}
	}
	return b.details(s, rest)
}

// details reads the words after the ends of a socket, and adds the socket.
func (b *builder) details(s model.Socket, words []string) error {
	for len(words) > 0 {
		name, value, isSet := strings.Cut(words[0], "=")
		if !isSet {
			if name != "by" || len(words) < 2 {
				return fmt.Errorf("nothing is called %q", words[0])
			}
			if err := b.hold(&s, words[1]); err != nil {
				return err
			}
			words = words[2:]
			continue
		}
		n, err := strconv.ParseUint(value, 10, 32)
		if err != nil {
			return err
		}
		switch name {
		case "rx":
			s.RxQueue = uint32(n)
		case "tx":
			s.TxQueue = uint32(n)
		case "drops":
			s.Drops = uint32(n)
		case "uid":
			s.UID = uint32(n)
		case "ns":
			s.Space = uint32(b.spaceOf(uint32(n)))
		case "inode":
			s.Inode = n
		case "dev":
			s.Device = uint32(n)
		case "expires":
			s.Timer, s.Expires = model.TimerTimeWait, uint32(n)
		case "drawn":
			s.Traits |= model.DrawnKnown
			if n != 0 {
				s.Traits |= model.Drawn
			}
		case "v6only":
			s.Traits |= model.V6OnlyKnown
			if n != 0 {
				s.Traits |= model.V6Only
			}
		default:
			return fmt.Errorf("nothing is called %q", name)
		}
		words = words[1:]
	}
	s.NetNS = b.Spaces[s.Space].ID.Inode
	b.Sockets = append(b.Sockets, s)
	return nil
}

// hold sets the holders of the socket.
func (b *builder) hold(s *model.Socket, holders string) error {
	if status, ok := ownerless[holders]; ok {
		s.Owner = status
		return nil
	}
	s.Owner, s.FirstOwner = model.OwnerKnown, uint32(len(b.Holders))
	for _, pid := range strings.Split(holders, ",") {
		p, ok := b.byPID[pid]
		if !ok {
			return fmt.Errorf("no process %s", pid)
		}
		b.Holders = append(b.Holders, p)
		s.OwnerCount++
	}
	return nil
}
