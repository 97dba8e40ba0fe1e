package wire

import (
	"cmp"
	"slices"

	"berth/model"
	"berth/model/safe"
)

// figure is a figure of the kernel with its source. The source identifies it, as the
// number of a figure can differ between versions of berth.
type figure struct {
	Source  safe.Text           `wire:"source"`
	Reading model.FigureReading `wire:"reading"`
}

func figuresOf(k model.Figures) []figure {
	list := make([]figure, len(k))
	for i, reading := range k {
		list[i] = figure{model.Figure(i).Source(), reading}
	}
	return list
}

// figuresFrom ignores figures that this version does not know.
func figuresFrom(list []figure) (k model.Figures) {
	for i := range k {
		at := slices.IndexFunc(list, func(f figure) bool { return f.Source == model.Figure(i).Source() })
		if at >= 0 {
			k[i] = list[at].Reading
		}
	}
	return k
}

// named is a number with its name.
type named struct {
	Number uint32    `wire:"number"`
	Name   safe.Text `wire:"name"`
}

func namesOf(m map[uint32]safe.Text) []named {
	list := make([]named, 0, len(m))
	for number, name := range m {
		list = append(list, named{number, name})
	}
	slices.SortFunc(list, func(a, b named) int { return cmp.Compare(a.Number, b.Number) })
	return list
}

func namesFrom(list []named) map[uint32]safe.Text {
	m := make(map[uint32]safe.Text, len(list))
	for _, n := range list {
		m[n.Number] = n.Name
	}
	return m
}
