package table

import "slices"

// shape is a column as the layout sees it, in cells.
type shape struct {
	at    int // number of the column
	width int // cells it is given
	least int // cells without which it is of no use
	drop  int // the highest is left out first, those of equal rank together; 0 is never left out
}

// choose leaves out columns until what is left has the least cells it needs in the
// room, or may not be left out. It is the one order of both kinds of tables.
func choose(shapes []*shape, room, gap int) []*shape {
	for {
		need, last := gaps(shapes, gap), 0
		for _, s := range shapes {
			need += s.least
			last = max(last, s.drop)
		}
		if need <= room || last == 0 {
			return shapes
		}
		shapes = slices.DeleteFunc(shapes, func(s *shape) bool { return s.drop == last })
	}
}

// total is the cells that columns take, with the gaps between them.
func total(shapes []*shape, gap int) int {
	sum := gaps(shapes, gap)
	for _, s := range shapes {
		sum += s.width
	}
	return sum
}

func gaps(shapes []*shape, gap int) int { return max(len(shapes)-1, 0) * gap }

// squeeze takes cells from the widest columns, of equally wide ones from the last,
// down to a floor for each, until so many are taken. It returns how many are not.
func squeeze(shapes []*shape, cells int, floor func(*shape) int) int {
	for ; cells > 0; cells-- {
		var widest *shape
		for _, s := range shapes {
			if s.width > floor(s) && (widest == nil || s.width >= widest.width) {
				widest = s
			}
		}
		if widest == nil {
			return cells
		}
		widest.width--
	}
	return 0
}
