package services_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"berth/model"
	"berth/model/safe"
	"berth/model/services"
)

func key(p model.Proto, port uint16) model.PortKey { return model.PortKey{Proto: p, Port: port} }

func TestWellKnownServicesHaveTheirNames(t *testing.T) {
	names := services.IANA()
	for _, want := range []struct {
		proto model.Proto
		port  uint16
		name  string
	}{
		{model.TCP, 20, "ftp-data"}, {model.TCP, 21, "ftp"}, {model.TCP, 22, "ssh"}, {model.TCP, 23, "telnet"},
		{model.TCP, 25, "smtp"}, {model.TCP, 53, "domain"}, {model.UDP, 53, "domain"},
		{model.UDP, 67, "bootps"}, {model.UDP, 68, "bootpc"}, {model.TCP, 80, "http"}, {model.TCP, 110, "pop3"},
		{model.TCP, 143, "imap"}, {model.TCP, 443, "https"}, {model.TCP, 465, "submissions"},
		{model.TCP, 587, "submission"}, {model.TCP, 993, "imaps"}, {model.TCP, 3306, "mysql"},
		{model.TCP, 5432, "postgresql"}, {model.TCP, 6379, "redis"}, {model.TCP, 8080, "http-alt"},
		{model.TCP, 8443, "https-alt"}, {model.TCP, 27017, "mongodb"},
	} {
		if got := names[key(want.proto, want.port)].String(); got != want.name {
			t.Errorf("%s %d is %q, want %q", want.proto, want.port, got, want.name)
		}
	}
	if got, ok := names[key(model.TCP, 67)]; ok {
		t.Errorf("tcp 67 is %q, but bootps is UDP alone", got)
	}
	if len(names) < 300 {
		t.Errorf("only %d names", len(names))
	}
}

func TestNoLineOfTheEmbeddedListIsSkipped(t *testing.T) {
	lines := 0
	for line := range strings.Lines(services.List) {
		if !strings.HasPrefix(line, "#") {
			lines++
		}
	}
	if got := len(services.IANA()); got != lines {
		t.Errorf("%d lines gave %d names", lines, got)
	}
}

func TestHostOverridesNamesAndBadLinesAreSkipped(t *testing.T) {
	const etc = `# a comment
ssh-here 22/tcp   # another
second   22/tcp
imap2    143/tcp imap
evil` + "\x1b]0;x\x07\u202e" + ` 4000/tcp
no-port
zero     0/tcp
large    70000/tcp
minus    -1/tcp
strange  80/sctp
short    81
` + "\xff\xfe\x00 4001/udp\n" + `last 4002/tcp`
	names := services.IANA()
	if err := services.Parse(strings.NewReader(etc), names); err != nil {
		t.Fatal(err)
	}
	for _, want := range []struct {
		key  model.PortKey
		name string
	}{
		{key(model.TCP, 22), "ssh-here"},
		{key(model.TCP, 143), "imap"}, // the line names it as an alias
		{key(model.TCP, 80), "http"},
		{key(model.TCP, 4000), "evil\ufffd]0;x\ufffd\ufffd"},
		{key(model.UDP, 4001), "\ufffd\ufffd\ufffd"},
		{key(model.TCP, 4002), "last"},
		{key(model.TCP, 81), ""},
		{key(model.TCP, 0), ""},
	} {
		if got := names[want.key].String(); got != want.name {
			t.Errorf("%v is %q, want %q", want.key, got, want.name)
		}
	}
}

func TestCallersOfIANAShareNoMap(t *testing.T) {
	mine := services.IANA()
	mine[key(model.TCP, 22)] = safe.Say("changed")
	if got := services.IANA()[key(model.TCP, 22)].String(); got != "ssh" {
		t.Errorf("another caller sees %q", got)
	}
}

func TestLongNamesAreCut(t *testing.T) {
	names := model.Services{}
	if err := services.Parse(strings.NewReader(strings.Repeat("n", 1<<20)+" 9/tcp\n"), names); err != nil {
		t.Fatal(err)
	}
	if got := len([]rune(names[key(model.TCP, 9)].String())); got != 32 {
		t.Errorf("a name of %d runes", got)
	}
}

func TestUnreadableOrEndlessListIsAnError(t *testing.T) {
	broken := errors.New("broken")
	if err := services.Parse(iotest.ErrReader(broken), model.Services{}); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	endless := io.MultiReader(strings.NewReader("a 1/tcp\n"), zeros{})
	if err := services.Parse(endless, model.Services{}); err == nil || !strings.Contains(err.Error(), "larger than 4 MiB") {
		t.Errorf("got %v", err)
	}
}

// zeros is /dev/zero.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

func FuzzParse(f *testing.F) {
	f.Add("ssh 22/tcp\n")
	f.Add("x\x00 1/udp\r\n# \xff")
	f.Fuzz(func(t *testing.T, text string) {
		names := model.Services{}
		if err := services.Parse(strings.NewReader(text), names); err != nil {
			t.Fatal(err)
		}
		for k, name := range names {
			if name.Empty() || k.Port == 0 {
				t.Errorf("%v is %q", k, name)
			}
			if safe.Sanitise(name.String()).String() != name.String() {
				t.Errorf("%q is not safe", name)
			}
		}
	})
}
