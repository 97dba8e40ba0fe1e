package portmap

import (
	"berth/model"
	"berth/model/portmap"
)

// grid is the layout of the maps in a window. A cell is a block of ports. The number
// of cells in a line is a power of two, so that lines begin at round numbers.
type grid struct {
	cols, rows int  // of one map
	both       bool // there is room for both protocols, one below the other
	margin     int  // cells for the notes beside the map; 0: no room
	below      int  // lines below the maps
}

const (
	gutter     = 7  // cells for the number at the start of a line
	mapCols    = 64 // at most, so that there is room beside
	mapRows    = 32 // at most: 32 ports a cell
	bothRows   = 16 // of each map where both are shown: 64 ports a cell
	leastNotes = 24 // cells
)

// gridFor returns the grid for a window.
func gridFor(width, height int) grid {
	words := 0
	switch {
	case height >= 12:
		words = 4
	case height >= 4:
		words = 2
	case height >= 2:
		words = 1
	}
	g := grid{cols: min(power(width-gutter), mapCols), rows: min(power(height-words), mapRows)}
	used := g.rows
	if height >= 2*bothRows+1+words {
		g.rows, g.both, used = bothRows, true, 2*bothRows+1
	}
	if margin := width - gutter - g.cols - 1; margin >= leastNotes {
		g.margin = margin
	}
	g.below = max(height-used, 0)
	return g
}

// power is the greatest power of two up to n, but at least 1.
func power(n int) int {
	p := 1
	for 2*p <= n {
		p *= 2
	}
	return p
}

func (g grid) cells() int { return g.cols * g.rows }

// drawsAs reports whether both grids can use the same map data.
func (g grid) drawsAs(h grid) bool {
	return g.cols == h.cols && g.rows == h.rows && (g.margin == 0) == (h.margin == 0)
}

// line is the line of a block in all maps. proto is 0 if only one map is shown.
func (g grid) line(proto model.Proto, cell int) int {
	line := cell / g.cols
	if g.both {
		line += int(proto) * g.rows
	}
	return line
}

// mapData is the ports of a moment, prepared for a grid.
type mapData struct {
	grid     grid
	chart    *portmap.Chart
	filtered bool // only matching sockets are counted
	blocks   [model.Protos][]portmap.Block
	notes    [model.Protos][]string // by line of the map
}

func newMapData(c *portmap.Chart, filtered bool, g grid) *mapData {
	s := &mapData{grid: g, chart: c, filtered: filtered}
	for proto := range model.Protos {
		s.blocks[proto] = c.Blocks(proto, g.cells())
		if g.margin == 0 {
			continue
		}
		s.notes[proto] = make([]string, g.rows)
		for row := range g.rows {
			line := s.blocks[proto][row*g.cols : (row+1)*g.cols]
			s.notes[proto][row] = s.note(line)
		}
	}
	return s
}

// block is the block that contains a port.
func (s *mapData) block(proto model.Proto, port uint16) *portmap.Block {
	return &s.blocks[proto][portmap.Cell(port, s.grid.cells())]
}
