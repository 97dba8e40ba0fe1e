package bind_test

import (
	"testing"

	"berth/model"
	"berth/model/bind"
	"berth/model/scene"
)

func TestPortIsJudgedInBerthsOwnNetworkNamespaceAlone(t *testing.T) {
	m := scene.Moment("unprivileged 1024\ntcp listen 0.0.0.0:81\nnetns 7\nunprivileged 0\nrange 1-60999\ntcp listen 0.0.0.0:80")
	for port, free := range map[uint16]bool{80: true, 81: false} {
		v := bind.Judge(m, model.Claim{Proto: model.TCP, Port: port, Any: true}, model.Rights{})
		if v.Free() != free || v.May || len(v.Beside) > 0 {
			t.Errorf("port %d: free %v, may %v, beside %v", port, v.Free(), v.May, v.Beside)
		}
	}
}
