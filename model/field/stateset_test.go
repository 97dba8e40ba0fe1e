package field

import (
	"fmt"
	"testing"

	"berth/model"
)

func TestStateWordsMeanTheSameAsInSs(t *testing.T) {
	for name, want := range map[string][]model.State{
		"established":    {model.Established},
		"ESTABLISHED":    {model.Established},
		"estab":          {model.Established},
		"time-wait":      {model.TimeWait},
		"listen":         {model.Listen},
		"listening":      {model.Listen},
		"closed":         {model.Closed},
		"unconnected":    {model.Closed},
		"syn-rcv":        {model.SynRecv, model.NewSynRecv},
		"bucket":         {model.SynRecv, model.TimeWait, model.NewSynRecv},
		"connected":      {1, 2, 3, 4, 5, 6, 8, 9, 11, 12},
		"synchronized":   {1, 3, 4, 5, 6, 8, 9, 11, 12},
		"big":            {1, 2, 4, 5, 7, 8, 9, 10, 11, 13},
		"all":            {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13},
		"bound-inactive": {13},
	} {
		set, ok := parseStates(name)
		if !ok {
			t.Errorf("%s is not read", name)
		}
		var got []model.State
		for s := model.Established; s < model.States; s++ {
			if set.has(s) {
				got = append(got, s)
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	for _, name := range []string{"", "tim-wait", "unknown", "listenin"} {
		if _, ok := parseStates(name); ok {
			t.Errorf("%q is read", name)
		}
	}
	for _, name := range stateNames() {
		if _, ok := parseStates(name); !ok {
			t.Errorf("%q is suggested but not read", name)
		}
	}
}
