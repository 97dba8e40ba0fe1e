package procnet

import "berth/model"

// set collects sockets, each identity once. A table is no atomic picture: while
// it is read, a socket that changes its state moves to another place and can
// come twice. What comes later is nearer to the truth.
type set struct {
	netns   uint32
	sockets []model.Socket
	place   map[model.SocketID]int
}

func newSet(netns uint32, size int) *set {
	return &set{netns, make([]model.Socket, 0, size), make(map[model.SocketID]int, size)}
}

// add takes the lines of a table and returns how many it could not understand.
func (s *set) add(t *table, lines []line) (skipped int) {
	for i := range lines {
		socket, ok := lines[i].socket(t, s.netns)
		if !ok {
			skipped++
			continue
		}
		id := socket.ID()
		if at, twice := s.place[id]; twice {
			s.sockets[at] = socket
			continue
		}
		s.place[id] = len(s.sockets)
		s.sockets = append(s.sockets, socket)
	}
	return skipped
}
