package table

import "slices"

// shape is the layout of one column, in cells.
type shape struct {
	at    int // number of the column
	width int // its width
	least int // its minimum width
	drop  int // the highest is left out first, those of equal rank together; 0 is never left out
}

// choose leaves out columns until the minimum widths of the others fit the room, or
// until no column may be left out. Both kinds of tables use it.
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

// total is the width of columns, with the gaps between them.
func total(shapes []*shape, gap int) int {
	sum := gaps(shapes, gap)
	for _, s := range shapes {
		sum += s.width
	}
	return sum
}

func gaps(shapes []*shape, gap int) int { return max(len(shapes)-1, 0) * gap }

// squeeze takes cells from the widest column, of equally wide ones from the last,
// but leaves each at least its floor. It returns how many cells it could not take.
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
