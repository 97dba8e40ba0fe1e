package row_test

import (
	"testing"

	"berth/model/row"
	"berth/model/scene"
)

func TestEqualPortsAndPoolsInTwoNetworkNamespacesAreTwoRows(t *testing.T) {
	const same = "range 40000-40009\ntcp listen 0.0.0.0:80\ntcp estab 10.0.0.1:40000 10.0.0.9:443\n"
	m := scene.Moment(same + "netns 7\n" + same + "netns 8\nrange 50000-50009\ntcp estab 10.0.0.1:40000 10.0.0.9:443")
	ports := map[uint32]int{}
	for _, r := range row.ByPort(m, nil) {
		ports[r.ID.NetNS]++
	}
	if ports[0] != 1 || ports[7] != 1 || ports[8] != 1 { // 40000 is no client's port in the third
		t.Errorf("rows of ports by network namespace: %v", ports)
	}
	if pools := row.ByPool(m, nil); len(pools) != 2 || pools[0].ID.NetNS == pools[1].ID.NetNS {
		t.Errorf("%d rows of pools", len(pools))
	}
}
