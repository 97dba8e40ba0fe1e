package query_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"berth/model/query"
	"berth/model/safe"
)

func TestErrorHasPositionTextAndHint(t *testing.T) {
	for _, c := range []struct {
		text string
		pos  int
		read string
		want string // a part of what was expected
		hint string
	}{
		{"stat=listening", 0, "stat", "a field", "did you mean state?"},
		{"nginx and porces~x", 10, "porces", "a field", "did you mean process?"},
		{"xyzzy=1", 0, "xyzzy", "a field", ""},
		{"state tim-wait", 6, "tim-wait", "a state", "did you mean time-wait?"},
		{"state=listenin", 6, "listenin", "a state", "did you mean listening?"},
		{"exclude nothing", 8, "nothing", "a state", ""},
		{"port=", 5, "", "a value after port=", ""},
		{"port=)", 5, ")", "a value after port=", ""},
		{"port=80,", 8, "", "a value after port=", ""},
		{"port=80,,", 8, ",", "a value after port=", ""},
		{"port>80,90", 7, ",", "one value after port>", ""},
		{"port", 4, "", "a comparison such as = after port", ""},
		{"port nginx", 5, "nginx", "a comparison such as = after port", ""},
		{"state", 5, "", "a state after state", ""},
		{"excl lt", 5, "lt", "a state after excl", ""},
		{"state listening exclude", 23, "", "a value after state!=", ""},
		{"port=http 99999", 10, "99999", "a port from 0 to 65535", "a process id is written pid=99999"},
		{"port=99999", 5, "99999", "a port from 0 to 65535", ""},
		{"80,99999", 3, "99999", "a port from 0 to 65535", "a process id is written pid=99999"},
		{"10.0.0.300", 0, "10.0.0.300", "an address or network", ""},
		{"10.0.0.0/33", 0, "10.0.0.0/33", "an address or network", ""},
		{"src 10.0.0.300", 4, "10.0.0.300", "an address or network", ""},
		{"(80", 3, "", "a closing parenthesis", ""},
		{"(80 or", 6, "", "a field, a port", ""},
		{"80)", 2, ")", "and, or, or the end", ""},
		{"()", 1, ")", "a field, a port", ""},
		{"and 80", 0, "and", "a field, a port", ""},
		{"80 or or 90", 6, "or", "a field, a port", ""},
		{"not", 3, "", "a field, a port", ""},
		{"= 80", 0, "=", "a field, a port", ""},
		{"80 = 90", 0, "80", "a field", ""},
		{`"80" = 90`, 5, "=", "a field before the \"=\"", ""},
		{"nginx, ", 7, "", "a value after process~", ""},
		{"80 , 90 x y z ~", 12, "z", "a field", ""},
		{"sport = :443 , dport = :22", 15, "dport", "another value of sport", "a comma joins values of one field, a space joins terms"},
		{"(80), 90", 4, ",", "and, or, or the end", "a comma joins values of one field, a space joins terms"},
		{"dport = :htps", 8, ":htps", "a port by its number", "did you mean https?"},
		{"dst 10.0.0.1:htps", 4, "10.0.0.1:htps", "a port by its number", "did you mean https?"},
		{"port=zope-ftp", 5, "zope-ftp", "compared with service=", ""},
		{"sport >= http-alt", 9, "http-alt", "the number of the port: http-alt has several", ""},
		{"src localhost", 4, "localhost", "an address in numbers, such as 10.0.0.1 or [2001:db8::1]; host names are not resolved", "did you mean 127.0.0.1?"},
		{"dst www.example.org:https", 4, "www.example.org:https", "an address in numbers, such as 10.0.0.1", ""},
		{"src ssh", 4, "ssh", "an address in numbers, such as 10.0.0.1 or [2001:db8::1]; host names are not resolved", "did you mean :ssh?"},
		{"src 10.1", 4, "10.1", "ss would read 10.1.0.0", "did you mean 10.1/16?"},
		{"dst fe80::1%eth0", 4, "fe80::1%eth0", "without a zone", ""},
		{"src unix:/run/x", 4, "unix:/run/x", "inet or inet6", ""},
		{`command~"curl`, 8, `"curl`, "a closing quote", ""},
		{`"\`, 0, `"\`, "a closing quote", ""},
		{"fwmark = 1", 0, "fwmark", "a field that berth reads", "berth has no equivalent"},
		{"port=0", 5, "0", "a port from 1 to 65535; for no port use sport=0 or dport=0", ""},
		{"0", 0, "0", "a port from 1 to 65535; for no port use sport=0 or dport=0", ""},
		{"dev", 3, "", "a comparison such as = after dev", ""},
		{"fwmark 1", 0, "fwmark", "a field that berth reads", "berth has no equivalent"},
		{"cgroup /system.slice", 0, "cgroup", "a field that berth reads", "use unit= for the systemd unit or the container"},
		{"age=5m", 4, "5m", "one of < <= > >=", ""},
	} {
		_, err := query.Parse(c.text)
		var e *query.Error
		if !errors.As(err, &e) {
			t.Errorf("%q: the error is %v", c.text, err)
			continue
		}
		if e.Pos != c.pos || e.Read != c.read || !strings.Contains(e.Want, c.want) || e.Hint != c.hint {
			t.Errorf("%q: %+v, want %+v", c.text, *e, c)
		}
	}
}

func TestErrorIsOneLine(t *testing.T) {
	for text, want := range map[string]string{
		"stat=listening":      `filter, position 1: read "stat", expected a field; did you mean state?`,
		"80 and":              `filter, position 7: read the end, expected a field, a port, an address or a process name`,
		"stat\x1b[2J\u202e=1": `filter, position 1: read "stat\x1b[2J\u202e", expected a field`,
	} {
		_, err := query.Parse(text)
		if err == nil || err.Error() != want {
			t.Errorf("%q: got\n%v, want\n%s", text, err, want)
		}
	}
	_, err := query.Parse(strings.Repeat("x", 5000) + "=1")
	if line := err.Error(); len(line) > 200 || safe.Sanitise(line).String() != line && !strings.Contains(line, "…") {
		t.Errorf("%d bytes: %s", len(line), line)
	}
}

func TestHostileFiltersEndInAnError(t *testing.T) {
	for name, text := range map[string]string{
		"10,000 parentheses": strings.Repeat("(", 10000) + "80" + strings.Repeat(")", 10000),
		"10,000 nots":        strings.Repeat("!", 10000) + "80",
		"open for ever":      strings.Repeat("(", 60000),
		"1 MB of a word":     strings.Repeat("x", 1<<20),
		"1 MB of terms":      strings.Repeat("80 ", 1<<20/3),
		"1 MB of no UTF-8":   strings.Repeat("\xff", 1<<20),
		"a long way written": strings.Repeat("1 or ", 13000) + "2",
		"empty names":        strings.Repeat(`"`, 64000),
		"no UTF-8":           "state \xff\xfe",
		"a word of no UTF-8": "\xff\xfe",
		"and or and or":      strings.Repeat("1 or 2 and ", 200) + "3",
	} {
		var e *query.Error
		if _, err := query.Parse(text); !errors.As(err, &e) || e.Pos > len(text) || len(err.Error()) > 300 || strings.Contains(err.Error(), "\n") || !utf8.ValidString(err.Error()) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := query.Parse(strings.Repeat("(", 90) + "80" + strings.Repeat(")", 90)); err != nil {
		t.Errorf("90 parentheses: %v", err)
	}
	q, err := query.Parse(strings.Repeat("a|", 4000) + "b")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := query.Parse(q.String()); err != nil || again.String() != q.String() {
		t.Errorf("%d bytes written out are read back with %v", len(q.String()), err)
	}
}
