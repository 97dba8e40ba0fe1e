package sysctl

import (
	"testing"

	"berth/model"
)

// FuzzCounterTables checks that any text makes each figure known, missing or not
// understood.
func FuzzCounterTables(f *testing.F) {
	for _, seed := range []string{
		"", "\n", "T:", "T:\nT:", "T: a b\nT: 1 2\n", "T: a b\nT: 1\n", "T: a a\nT: 1 x\n", "T: a\nU: 1\n", "T: a 1 b -2\n", "T: a\n",
		"a b\n0000000a ffffffff\n1 2\n", "b\nzz\n", "a\n", "T: a 99999999999999999999\n", "T:a\n", "\x00 a\n\xff\n", "a\n100000000\n", "a b\n1 2\n\n",
	} {
		f.Add([]byte(seed))
	}
	names := []string{"a", "b"}
	f.Fuzz(func(t *testing.T, text []byte) {
		for name, find := range map[string]func([]byte, []string, []model.FigureReading){
			"columns": tableReader("T:"), "pairs": lineReader("T:"), "processors": sumProcessors,
		} {
			got := []model.FigureReading{known(-1), known(-1)} // must be overwritten
			find(text, names, got)
			for i, reading := range got {
				valid := reading.Known && reading.Why == model.NotRead && reading.Value >= 0
				lost := reading == model.FigureReading{Why: model.NotThere} || reading == model.FigureReading{Why: model.NotUnderstood}
				if !valid && !lost {
					t.Errorf("%s of %q gives %s: %+v", name, text, names[i], reading)
				}
			}
		}
	})
}
