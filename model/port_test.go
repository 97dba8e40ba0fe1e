package model_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"berth/model"
)

func FuzzPortsAreSortedDisjointAndSurviveWriting(f *testing.F) {
	for _, seed := range []string{"", "8080\n", "1-65535", "9-8", "5,4,3-6", "1,2,3", "65535,65534", "0", ",", "-", "1--2", " 80 , 81 ", "٣"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		ports, err := model.ParsePorts(text)
		if err != nil {
			return
		}
		end := -1
		for _, r := range ports {
			if int(r.Low) <= end+1 && end >= 0 || r.Low > r.High || r.Low == 0 || !r.Known {
				t.Errorf("%q gives %v", text, ports)
			}
			end = int(r.High)
		}
		again, err := model.ParsePorts(ports.String())
		if diff := cmp.Diff(ports, again); err != nil || diff != "" {
			t.Errorf("%q is another set when written again: %v\n%s", text, err, diff)
		}
	})
}

func TestWithLeavesThePortsUnchanged(t *testing.T) {
	ports, err := model.ParsePorts("8080,9000-9010")
	if err != nil {
		t.Fatal(err)
	}
	port := func(n uint16) model.Range { return model.Range{Low: n, High: n, Known: true} }
	if got := ports.With(port(8081), port(22)).String(); got != "22,8080-8081,9000-9010" {
		t.Error(got)
	}
	if got := model.Ports(nil).With(port(5)).String(); got != "5" {
		t.Error(got)
	}
	if got := ports.String(); got != "8080,9000-9010" {
		t.Errorf("the set became %s", got)
	}
}
