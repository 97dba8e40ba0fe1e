package flat

import "slices"

// Groups collects which sockets belong to which row, and returns them as pieces of
// one array: a million sockets in a thousand rows take three allocations.
type Groups struct{ row, socket []int32 }

// GroupsOf makes Groups with room for n members.
func GroupsOf(n int) *Groups { return &Groups{make([]int32, 0, n), make([]int32, 0, n)} }

// Reset removes all members, and makes room for n others.
func (m *Groups) Reset(n int) {
	m.row, m.socket = slices.Grow(Cap(m.row, n), n), slices.Grow(Cap(m.socket, n), n)
}

// All are the members of every row, in the order they were added.
func (m *Groups) All() []int32 { return m.socket }

// Add puts a member into a row.
func (m *Groups) Add(row int32, socket int) {
	m.row, m.socket = append(m.row, row), append(m.socket, int32(socket))
}

// Cut returns the sockets of each of n rows, in the order they were added. The
// pieces are contiguous, in the memory of into if that is large enough.
func (m *Groups) Cut(n int, into []int32) [][]int32 {
	end := make([]int, n+1)
	for _, r := range m.row {
		end[r+1]++
	}
	for r := range n {
		end[r+1] += end[r]
	}
	all, pieces := Len(into, len(m.socket)), make([][]int32, n)
	for r := range pieces {
		pieces[r] = all[end[r]:end[r+1]:end[r+1]]
	}
	for i, r := range m.row { // end[r] moves from the start of a piece to its end
		all[end[r]] = m.socket[i]
		end[r]++
	}
	return pieces
}
