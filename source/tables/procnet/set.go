package procnet

import "berth/model"

// set collects sockets, each identity once. Reading a table is not atomic: a socket
// that changes its state meanwhile moves to another place and can be read twice. The
// later row is the more recent one and wins.
type set struct {
	netns   uint32
	sockets []model.Socket
	index   map[model.SocketID]int
}

func newSet(netns uint32, size int) *set {
	return &set{netns, make([]model.Socket, 0, size), make(map[model.SocketID]int, size)}
}

// add adds the lines of a table and returns how many could not be parsed.
func (s *set) add(t *table, lines []line) (skipped int) {
	for i := range lines {
		socket, ok := lines[i].socket(t, s.netns)
		if !ok {
			skipped++
			continue
		}
		id := socket.ID()
		if at, twice := s.index[id]; twice {
			s.sockets[at] = socket
			continue
		}
		s.index[id] = len(s.sockets)
		s.sockets = append(s.sockets, socket)
	}
	return skipped
}
