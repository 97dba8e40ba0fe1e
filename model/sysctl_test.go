package model_test

import (
	"strings"
	"testing"

	"berth/model"
)

func TestNormWritesValuesAsTheKernelDoes(t *testing.T) {
	const no = "no value"
	for _, c := range []struct {
		setting    model.Setting
		text, want string
	}{
		{model.SetRange, "32768\t60999\n", "32768 60999"},
		{model.SetRange, " 050 100", "50 100"},
		{model.SetRange, "1 65535", "1 65535"},
		{model.SetRange, "60999 32768", no},
		{model.SetRange, "0 100", no},
		{model.SetRange, "1 65536", no},
		{model.SetRange, "1", no},
		{model.SetRange, "1 2 3", no},
		{model.SetRange, "1-2", no},
		{model.SetRange, "", no},
		{model.SetReserved, "\n", ""},
		{model.SetReserved, "9002,9001,8080,9000-9001", "8080,9000-9002"},
		{model.SetReserved, "1,,2", no},
		{model.SetReserved, "1\n2", no},
		{model.SetReserved, "all", no},
		{model.SetReuse, "2", "2"},
		{model.SetReuse, "3", no},
		{model.SetReuse, "-1", no},
		{model.SetReuse, "+1", no},
		{model.SetReuse, "1 1", no},
		{model.SetReuse, "1; reboot", no},
		{model.SetReuseDelay, "0", no},
		{model.SetReuseDelay, "60001", no},
		{model.SetAcceptLimit, "2147483647", "2147483647"},
		{model.SetAcceptLimit, "2147483648", no},
		{model.SetAcceptLimit, "0", no},
		{model.SetTrackedLimit, "0x100", no},
		{model.Setting(255), "1", no},
	} {
		got, ok := c.setting.Norm(c.text)
		if !ok {
			got = no
		}
		if got != c.want {
			t.Errorf("%d: %q is %q, want %q", c.setting, c.text, got, c.want)
		}
	}
}

func TestSameComparesValuesAndNotTexts(t *testing.T) {
	for _, c := range []struct {
		setting model.Setting
		a, b    string
		same    bool
	}{
		{model.SetRange, "1024\t65535\n", "1024 65535", true},
		{model.SetRange, "1024 65535", "1024 65534", false},
		{model.SetReserved, "1,2,3", "1-3", true},
		{model.SetReserved, "", "1", false},
		{model.SetReuse, "-1\n", "-1", true}, // berth would not write it, but the kernel may have it
		{model.SetReuse, "-1", "1", false},
	} {
		if got := c.setting.Same(c.a, c.b); got != c.same {
			t.Errorf("%s: %q and %q the same: %v", c.setting.Name(), c.a, c.b, got)
		}
	}
}

func TestEverySettingIsASysctlOfTheNetwork(t *testing.T) {
	for _, s := range model.Settings() {
		if name := s.Name().String(); !strings.HasPrefix(name, "net.") || strings.ContainsAny(name, "/ ") || strings.Contains(name, "..") {
			t.Errorf("%d is called %q", s, name)
		}
	}
}

func TestCommandAndLineOfASetting(t *testing.T) {
	if got := model.SetRange.Command("1024 65535").String(); got != `sysctl -w net.ipv4.ip_local_port_range="1024 65535"` {
		t.Error(got)
	}
	if got := model.SetRange.Line("1024 65535").String(); got != "net.ipv4.ip_local_port_range = 1024 65535" {
		t.Error(got)
	}
}

func TestUndoRestoresTheOldValue(t *testing.T) {
	c := model.Change{Setting: model.SetReuse, NetNS: 7, Old: "2", New: "1"}
	if got, want := c.Undo(), (model.Change{Setting: model.SetReuse, NetNS: 7, Old: "1", New: "2"}); got != want || got.Undo() != c {
		t.Errorf("%+v", got)
	}
}

func TestWhereSaysWhichNamespaceASettingActsOn(t *testing.T) {
	for w, want := range map[model.Where]string{
		{NetNS: 7}:                         "network namespace 7, berth's own",
		{}:                                 "berth's own network namespace",
		{Scope: model.OfMachine, NetNS: 7}: "the whole machine, every network namespace",
	} {
		if got := w.Words().String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
