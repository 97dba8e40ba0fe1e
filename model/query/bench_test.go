package query_test

import (
	"testing"

	"berth/model/moment"
	"berth/model/query"
	"berth/model/scene"
)

// BenchmarkMatch matches one socket per operation. It must take less than 50 ns and
// allocate nothing, except for texts: a filter over a million sockets then takes less
// than a frame.
func BenchmarkMatch(b *testing.B) {
	m := scene.Moment(crew)
	for _, group := range []struct {
		name    string
		filters []string
	}{
		{"numbers", []string{
			"8080", "port=80,443 not state=listening", "dst=10.0.0.0/8:443", "10.0.0.0/8", "state connected",
			"( dport = :443 or dport = :5000 ) and dst 10.0.0.0/8", "sport>=32768 proto=tcp queue>0", "pid=812", "uid=0",
			"age>60s", "reach=public", "dir=out", "class=registered", "autobound", "dual=yes", "netns=7",
		}},
		{"texts", []string{"process~nginx", "service=https", "user=www-data or unit=nginx.service"}},
	} {
		for _, text := range group.filters {
			q, err := query.Parse(text)
			if err != nil {
				b.Fatal(err)
			}
			match := q.Match()
			b.Run(group.name+"/"+text, func(b *testing.B) {
				b.ReportAllocs()
				at := 0
				for b.Loop() {
					match(moment.Conn{In: m, At: at})
					if at++; at == len(m.Sockets) {
						at = 0
					}
				}
			})
		}
	}
}

// BenchmarkParse is the cost of each key while a filter is typed.
func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := query.Parse("state established ( dport = :https or sport = :ssh ) and not src 10/8 process~nginx"); err != nil {
			b.Fatal(err)
		}
	}
}
