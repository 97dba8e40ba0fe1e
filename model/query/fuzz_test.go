package query_test

import (
	"errors"
	"testing"

	"berth/model/moment"
	"berth/model/query"
	"berth/model/scene"
)

func FuzzParse(f *testing.F) {
	for _, known := range filters {
		f.Add(known.text)
	}
	for _, odd := range []string{`"`, `"\"`, "a\\b", "\xff=\xfe", "((", "!~", "port=,", "port = \"80\"", "state eq", "x\x00y", "process=\"a,b\"", "é", "src=[::]"} {
		f.Add(odd)
	}
	m := scene.Moment(crew)
	f.Fuzz(func(t *testing.T, text string) {
		q, err := query.Parse(text)
		if err != nil {
			var e *query.Error
			if !errors.As(err, &e) || e.Pos < 0 || e.Pos > len(text) || e.Want == "" {
				t.Fatalf("error %#v", err)
			}
			return
		}
		again, err := query.Parse(q.String())
		if err != nil || again.String() != q.String() {
			t.Fatalf("%q is written %q, which is read as %q (%v)", text, q, again, err)
		}
		match, same := q.Match(), again.Match()
		if match == nil {
			return
		}
		for i := range m.Sockets {
			c := moment.Conn{In: m, At: i}
			if match(c) != same(c) {
				t.Fatalf("%q and %q differ on socket %d", text, q, i)
			}
		}
	})
}

func TestMatchingAllocatesNothing(t *testing.T) {
	m := scene.Moment(crew)
	for _, text := range []string{"8080", "port=80,443 and not state=listening", "(sport>=32768 or dport<1024) proto=tcp src=10.0.0.0/8", "state connected queue>0 pid=812",
		"reach=public or dir=in or autobound", "sport >= :ssh dport!=http-alt", "process=nginx or service=https or unit=nginx.service"} {
		q, err := query.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		match := q.Match()
		if n := testing.AllocsPerRun(100, func() {
			for i := range m.Sockets {
				match(moment.Conn{In: m, At: i})
			}
		}); n > 0 {
			t.Errorf("%q makes %v allocations", text, n)
		}
	}
}
