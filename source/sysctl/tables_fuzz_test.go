package sysctl

import (
	"testing"

	"berth/model"
)

// Whatever stands in a table, a name is told of in one of three ways.
func FuzzTablesOfCounters(f *testing.F) {
	for _, seed := range []string{
		"", "\n", "T:", "T:\nT:", "T: a b\nT: 1 2\n", "T: a b\nT: 1\n", "T: a a\nT: 1 x\n", "T: a\nU: 1\n", "T: a 1 b -2\n", "T: a\n",
		"a b\n0000000a ffffffff\n1 2\n", "b\nzz\n", "a\n", "T: a 99999999999999999999\n", "T:a\n", "\x00 a\n\xff\n", "a\n100000000\n", "a b\n1 2\n\n",
	} {
		f.Add([]byte(seed))
	}
	names := []string{"a", "b"}
	f.Fuzz(func(t *testing.T, text []byte) {
		for name, find := range map[string]func([]byte, []string, []model.FigureReading){
			"columns": columns("T:"), "pairs": pairs("T:"), "processors": processors,
		} {
			got := []model.FigureReading{known(-1), known(-1)} // what was there before must be gone
			find(text, names, got)
			for i, told := range got {
				sound := told.Known && told.Why == model.NotRead && told.Value >= 0
				lost := told == model.FigureReading{Why: model.NotThere} || told == model.FigureReading{Why: model.NotUnderstood}
				if !sound && !lost {
					t.Errorf("%s: %q tells of %s: %+v", name, text, names[i], told)
				}
			}
		}
	})
}
