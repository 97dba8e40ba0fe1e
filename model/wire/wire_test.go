package wire_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"berth/model"
	"berth/model/field"
	"berth/model/moment"
	"berth/model/row"
	"berth/model/safe"
	"berth/model/scene"
	"berth/model/wire"
)

const harbour = `
range 32768-60999
process 1 systemd root
process 812 nginx root nginx.service nginx -g &<>
process 813 nginx www-data nginx.service nginx: worker
process 900 curl alice
tcp listen [::]:80 by 812,813 rx=3 tx=511
tcp listen 127.0.0.1:22 by hidden uid=0
tcp estab [::ffff:10.0.0.1]:80 10.9.9.9:5000 by 813 rx=10 tx=20
tcp time-wait 10.0.0.1:80 10.9.9.9:5001 by kernel inode=0
tcp estab 10.0.0.1:80 10.9.9.9:5002 by unaccepted inode=0
tcp syn-sent 10.0.0.1:33001 1.1.1.1:443 by 900
tcp estab 10.0.0.1:33002 1.1.1.1:443 by resolving
tcp bound-inactive 127.0.0.1:9090 by 812 dev=2
tcp closed 0.0.0.0:0 by none ns=4026531840
udp unconn 0.0.0.0:53 by 1 drops=7
udp established [2001:db8::1]:33003 [2001:db8::2]:53 by 900
`

// decoded is a document as its reader gets it.
func decoded(t *testing.T, document any) (any, string) {
	t.Helper()
	var b bytes.Buffer
	if err := wire.Encode(&b, document); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	if strings.Count(text, "\n") != 1 || !strings.HasSuffix(text, "\n") {
		t.Fatalf("%q is not one line", text)
	}
	var v any
	if err := json.Unmarshal(b.Bytes(), &v); err != nil {
		t.Fatal(err)
	}
	return v, text
}

// lawful fails the test if a document breaks the schema of its kind.
func lawful(t *testing.T, kind string, document any) string {
	t.Helper()
	root, law := law(t, kind)
	v, text := decoded(t, document)
	for _, wrong := range validate(root, law, kind, v) {
		t.Error(wrong)
	}
	return text
}

func TestDocumentsFollowTheSchema(t *testing.T) {
	m := flowing()
	m.Gaps = []model.Gap{{What: safe.Say("hidden owners"), Count: 1, Why: safe.Say("permission denied")}, {What: safe.Say("udp"), Why: safe.Say("gone")}}
	head := wire.HeadOf(m.Snapshot)
	lawful(t, "sockets", sockets(t, m, moment.Conns(m, nil, true)))
	lawful(t, "sockets", rows(t, m, "socket", field.Sockets, moment.Conns(m, nil, true)))
	lawful(t, "summary", wire.SummaryOf(m, 10))
	lawful(t, "doctor", wire.DoctorOf(troubled()))
	lawful(t, "counts", wire.Counts{Head: head, Column: "state", Total: 3, Counts: []wire.Count{{Value: "x", Count: 3}, {Value: 80, Count: 1}}})
	lawful(t, "ports", rows(t, m, "port", field.Ports, row.ByPort(m, nil)))
	lawful(t, "processes", rows(t, m, "process", field.Processes, row.ByProcess(m, nil)))
	lawful(t, "destinations", rows(t, m, "destination", field.Budgets, row.ByPool(m, nil)))
	lawful(t, "states", rows(t, m, "state", field.States, row.ByState(m, nil)))
}

// flowing is the second of two moments between which connections transferred data.
func flowing() *moment.Moment {
	var line moment.Timeline
	var m *moment.Moment
	for i, at := range []string{"at 0s", "at 2s"} {
		n := scene.New(at + harbour)
		n.Flows = make([]model.Flow, len(n.Sockets))
		for j := range n.Sockets {
			n.Sockets[j].Cookie = uint64(j + 1)
			if s := &n.Sockets[j]; s.Proto == model.TCP && s.State != model.Listen {
				n.Flows[j] = model.Flow{Received: uint64(1000 * i), Sent: 7, RTT: 40, Retrans: 1, Known: true}
			}
		}
		m = line.Next(n, 2*time.Second)
	}
	return m
}

// rows is the document about rows with every field, also those within other members.
func rows[R any](t *testing.T, m *moment.Moment, by string, table []field.Field[R], of []R) json.RawMessage {
	t.Helper()
	all := make([]*field.Field[R], len(table))
	for i := range table {
		all[i] = &table[i]
	}
	return document(t, m, by, all, of)
}

// sockets is the whole document about some sockets.
func sockets(t *testing.T, m *moment.Moment, conns []moment.Conn) json.RawMessage {
	t.Helper()
	return document(t, m, "socket", wire.Whole(field.Sockets), conns)
}

func document[R any](t *testing.T, m *moment.Moment, by string, shown []*field.Field[R], of []R) json.RawMessage {
	t.Helper()
	var b bytes.Buffer
	if err := wire.EncodeRows(&b, m.Snapshot, by, shown, of); err != nil {
		t.Fatal(err)
	}
	if bytes.Count(b.Bytes(), []byte("\n")) != 1 || !bytes.HasSuffix(b.Bytes(), []byte("\n")) {
		t.Errorf("not one line: %q", b.Bytes())
	}
	return b.Bytes()
}

func TestEmptyListIsNotNull(t *testing.T) {
	m := scene.Moment("")
	for kind, document := range map[string]any{"sockets": sockets(t, m, nil), "summary": wire.SummaryOf(m, 10)} {
		if text := lawful(t, kind, document); strings.Contains(text, "null") {
			t.Errorf("%s: %s", kind, text)
		}
	}
}

func TestSocketHasEveryKnownFact(t *testing.T) {
	m := scene.Moments(time.Second, "at 0s", "at 1s"+harbour, "at 4s"+harbour)[2]
	_, text := decoded(t, sockets(t, m, moment.Conns(m, nil, true)[:1]))
	const want = `{"version":4,"host":"","taken":"2026-03-01T14:00:04Z","partial":false,"gaps":[],"sockets":[{"proto":"tcp","state":"listening",` +
		`"local":{"address":"::","port":80},"dir":"listen","service":"http","lservice":"http","owner":"known","user":["root","www-data"],` +
		`"queue":{"waiting":3,"limit":511},"age":{"seconds":3,"whole":true},"reach":"public","class":"well-known","uid":0,"inode":3937582036,` +
		`"dual":false,"family":"ipv6","ephemeral":false,` +
		`"owners":[{"pid":812,"start":81200,"started":"2026-03-01T13:00:00Z","process":"nginx","command":"nginx -g &<>","uid":0,"user":"root","unit":"nginx.service"},` +
		`{"pid":813,"start":81300,"started":"2026-03-01T13:00:00Z","process":"nginx","command":"nginx: worker","uid":763,"user":"www-data","unit":"nginx.service"}]}]}` + "\n"
	if text != want {
		t.Errorf("got\n%swant\n%s", text, want)
	}
}

func TestUnknownFactsAreLeftOut(t *testing.T) {
	m := scene.Moment(harbour)
	for i := range m.Spaces {
		m.Spaces[i].Kernel.Ephemeral.Known = false
	}
	var whole struct{ Sockets []json.RawMessage }
	if err := json.Unmarshal(sockets(t, m, moment.Conns(m, nil, true)), &whole); err != nil {
		t.Fatal(err)
	}
	for i, socket := range whole.Sockets {
		_, text := decoded(t, socket)
		s := &m.Sockets[i]
		for member, known := range map[string]bool{
			"remote": s.Remote.Port != 0, "inode": s.Inode != 0, "drops": s.Proto == model.UDP,
			"waiting": s.State == model.Listen, "limit": s.State == model.Listen && s.TxQueue > 0, "unread": s.State != model.Listen,
			"netns": s.NetNS != 0, "age": false, "ephemeral": false,
		} {
			if there := strings.Contains(text, `"`+member+`":`); there != known {
				t.Errorf("%s: there %v, known %v: %s", member, there, known, text)
			}
		}
	}
}

func TestHostileTextIsNeverRaw(t *testing.T) {
	m := scene.Moment("process 5 a root\ntcp listen 0.0.0.0:80 by 5")
	const hostile = "\x1b[2J\u009b31m\u202e\u2028\x00\xff\"\\\n日"
	p := &m.Processes[0]
	p.Name, p.Command, p.User, p.Unit, p.Container = safe.Sanitise(hostile), safe.Escape(hostile), safe.Sanitise(hostile), safe.Sanitise(hostile), safe.Sanitise(hostile)
	m.Host.Name = safe.Sanitise(hostile)
	text := lawful(t, "sockets", sockets(t, m, moment.Conns(m, nil, true)))
	for _, r := range strings.TrimSuffix(text, "\n") {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u202e' || r == '\u2028' {
			t.Fatalf("%q holds %U", text, r)
		}
	}
	whole := strings.ToValidUTF8(hostile, "\ufffd") // JSON has no bytes
	var back struct {
		Host    string
		Sockets []struct {
			Owners []struct{ Process, User, Unit, Container string }
		}
	}
	if err := json.Unmarshal([]byte(text), &back); err != nil {
		t.Fatal(err)
	}
	o := back.Sockets[0].Owners[0]
	for _, got := range []string{back.Host, o.Process, o.User, o.Unit, o.Container} {
		if got != whole {
			t.Errorf("%q reads back as %q, want %q", text, got, whole)
		}
	}
}

func TestSummaryAddsUp(t *testing.T) {
	m := scene.Moment(harbour)
	s := wire.SummaryOf(m, 2)
	sockets, states, bound := 0, 0, map[string]int{"tcp": 1} // a socket that is only bound is neither
	for _, p := range s.Protocols {
		sockets += p.Total
		if p.IPv4+p.IPv6 != p.Total || p.Listening+p.Connections+bound[p.Proto] != p.Total {
			t.Errorf("%+v does not add up", p)
		}
	}
	for _, state := range s.States {
		states += state.Count
	}
	if sockets != len(m.Sockets) || states != sockets || s.Total != sockets {
		t.Errorf("%d by protocol, %d by state, %d in all, want %d", sockets, states, s.Total, len(m.Sockets))
	}
	if len(s.Processes) != 2 || len(s.Ports) != 2 || len(s.Destinations) != 2 {
		t.Errorf("lists are not cut: %+v", s)
	}
	if d := s.Destinations[0]; d.To.Text() != "1.1.1.1:443" || d.Sockets != 2 || d.Service != safe.Say("https") {
		t.Errorf("busiest destination %+v", d)
	}
	if p := s.Ports[0]; p.Port != 80 || p.Sockets != 4 {
		t.Errorf("busiest port %+v", p)
	}
	if d := s.Destinations[1]; d.To.Text() != "[2001:db8::2]:53" {
		t.Errorf("second destination %+v", d)
	}
}
