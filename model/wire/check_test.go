package wire_test

import (
	"strings"
	"testing"

	"berth/model"
	"berth/model/bind"
	"berth/model/safe"
	"berth/model/scene"
	"berth/model/wire"
)

func TestCheckFollowsTheSchema(t *testing.T) {
	m := scene.Moment(harbour)
	m.Gaps = []model.Gap{{What: safe.Say("hidden owners"), Count: 1, Why: safe.Say("permission denied")}}
	reason := func(*model.Socket, *model.Process) (model.Reason, bool) {
		return model.Reason{Name: safe.Say("root"), Words: safe.Say("uid 0")}, true
	}
	for _, claim := range []model.Claim{
		{Port: 80, Any: true},
		{Port: 22, Addr: model.Addr{10: 0xff, 11: 0xff, 12: 127, 15: 1}},
		{Port: 33002, Any: true},
		{Proto: model.UDP, Port: 53, Any: true},
	} {
		v := bind.Judge(m, claim, model.Rights{})
		if v.Free() {
			t.Errorf("port %d is free", claim.Port)
		}
		text := lawful(t, "check", wire.CheckOf(m, v, reason))
		if drawn := claim.Port == 33002; strings.Contains(text, `"size":28232,"tcp":{"held":2,`) != drawn {
			t.Errorf("port %d, in the range %v: %s", claim.Port, drawn, text)
		}
	}
	free := lawful(t, "check", wire.CheckOf(m, bind.Judge(m, model.Claim{Port: 9, Any: true}, model.Rights{}), reason))
	if strings.Contains(free, "null") || !strings.Contains(free, `"free":true`) {
		t.Error(free)
	}
}
