package moment_test

import (
	"fmt"
	"testing"
	"time"

	"berth/model/moment"
	"berth/model/pool"
	"berth/model/row"
	"berth/model/scene"
)

func BenchmarkRefresh(b *testing.B) {
	for _, n := range []int{1000, 100000} {
		s := scene.Crowd(n)
		crowd := scene.Crowd(n) // from a backend that reports cookies
		for i := range crowd.Sockets {
			crowd.Sockets[i].Cookie = uint64(i) + 4096
		}
		var line, cookies moment.Timeline
		m := line.Next(s, time.Second)
		cookies.Next(crowd, time.Second)
		for name, step := range map[string]func(){
			"timeline":  func() { line.Next(s, time.Second) },
			"cookies":   func() { cookies.Next(crowd, time.Second) },
			"budget":    func() { pool.BudgetOf(s) },
			"ports":     func() { row.ByPort(m, nil) },
			"processes": func() { row.ByProcess(m, nil) },
			"states":    func() { row.ByState(m, nil) },
			"whatif":    func() { m.Remedies(m.Pools.List[0].ID) },
			"conns":     func() { moment.Conns(m, nil, true) },
		} {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					step()
				}
			})
		}
	}
}
