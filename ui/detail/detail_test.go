package detail_test

import (
	"slices"
	"testing"

	"berth/model"
	"berth/model/moment"
	"berth/model/row"
	"berth/model/safe"
	"berth/model/scene"
	"berth/ui/detail"
)

const world = "range 32768-60999\nprocess 812 nginx root\nprocess 813 nginx www-data\n" +
	"tcp listen 0.0.0.0:80 by 812,813\ntcp estab 10.0.0.1:80 10.0.0.2:5000 by 812\n" +
	"tcp estab 10.0.0.1:32768 10.0.0.3:443 by 813\nudp unconn 0.0.0.0:53 by hidden"

func titles(sections []detail.Section) []string {
	var all []string
	for _, s := range sections {
		all = append(all, s.Title)
	}
	return all
}

// value is the value of the first fact with a label; "" if there is none.
func value(sections []detail.Section, label string) string {
	for _, s := range sections {
		for _, f := range s.Facts {
			if f.Label == label {
				return f.Value.String()
			}
		}
	}
	return ""
}

func TestEveryFactOfEveryRowHasALabelAndAValue(t *testing.T) {
	m := scene.Moment(world)
	for i := range m.Processes { // a scene has no command lines
		m.Processes[i].Command = safe.Say("nginx -g x")
	}
	var all []detail.Section
	for _, r := range row.ByPort(m, nil) {
		all = append(all, detail.Port(r)...)
	}
	for _, r := range row.ByProcess(m, nil) {
		all = append(all, detail.Process(r)...)
	}
	for _, r := range row.ByState(m, nil) {
		all = append(all, detail.State(r)...)
	}
	for _, r := range row.ByPool(m, nil) {
		all = append(all, detail.Pool(r)...)
	}
	for _, c := range moment.Conns(m, nil, true) {
		all = append(all, detail.Conn(c)...)
	}
	for _, s := range all {
		if s.Title == "" || len(s.Facts) == 0 {
			t.Errorf("section %q has %d facts", s.Title, len(s.Facts))
		}
		for _, f := range s.Facts {
			if f.Label == "" || f.Value.Empty() {
				t.Errorf("%s: %q is %q", s.Title, f.Label, f.Value)
			}
		}
	}
}

func TestPortNamesEachOfItsHolders(t *testing.T) {
	ports := row.ByPort(scene.Moment(world), nil)
	at := slices.IndexFunc(ports, func(r row.PortRow) bool { return r.ID.Port == 80 })
	got := titles(detail.Port(ports[at]))
	if want := []string{"Port", "Listener", "Connections", "Process 1 of 2", "Process 2 of 2"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestHiddenHolderIsExplained(t *testing.T) {
	for _, c := range moment.Conns(scene.Moment(world), nil, true) {
		if c.Socket().Local.Port == 53 && value(detail.Conn(c), "hidden") == "" {
			t.Errorf("got %q", titles(detail.Conn(c)))
		}
	}
}

func TestProcessDetailsSayWhatCouldNotBeRead(t *testing.T) {
	var s detail.Section
	s.Facts = detail.ProcessDetails(&model.Detail{
		Name: safe.Say("db"), CPU: -1, Memory: model.Reading{Known: true, Value: 3 << 20}, Children: make([]model.Process, 10),
	}, detail.Fact{Label: "command, secrets masked", Value: safe.Say("db --password=***")})
	for label, want := range map[string]string{
		"memory": "3.0 MiB", "CPU since its start": "n/a", "threads": "n/a", "working directory": "-", "command, secrets masked": "db --password=***",
	} {
		if got := value([]detail.Section{s}, label); got != want {
			t.Errorf("%s: got %q, want %q", label, got, want)
		}
	}
}
