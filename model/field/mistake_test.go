package field

import (
	"strings"
	"testing"
)

func TestErrorOfAWrongValueSaysWhatWasExpected(t *testing.T) {
	for _, c := range []struct {
		field string
		op    Op
		value string
		want  string // a part of the error
	}{
		{"port", Equal, "65536", "a port from 0 to 65535"},
		{"port", Equal, "-1", "a port"},
		{"port", Equal, "", "a port"},
		{"port", Equal, "90-80", "a port"},
		{"port", Equal, "1e3", "names that only /etc/services gives"},
		{"port", Equal, "abc", "by the name that IANA gives it"},
		{"port", Equal, "80/sctp", "a port from 0 to 65535"},
		{"port", Equal, "unix:80", "inet or inet6"},
		{"port", Equal, "ht tp", "a port"},
		{"port", Less, "80-90", "a port"},
		{"port", Less, "http-alt", "http-alt has several"},
		{"port", Contains, "http", "a port"},
		{"sport", Less, "*", "a port"},
		{"port", Equal, "htps", "did you mean https?"},
		{"dst", Equal, "example.org", "host names are not resolved"},
		{"port", Contains, "80", "a port"},
		{"src", Equal, "10.0.0.300", "an address or network"},
		{"src", Equal, "10.0.0.0/33", "an address or network"},
		{"src", Equal, "fe80::1%eth0", "an address or network"},
		{"src", Equal, "[::1", "an address or network"},
		{"src", Equal, "[::1]80", "an address or network"},
		{"src", Equal, "10.0.0.1:70000", "a port"},
		{"src", Equal, "", "an address or network"},
		{"src", Equal, "10.0.0/33", "an address or network"},
		{"dst", Less, "10.0.0.1", "= or !="},
		{"process", Less, "nginx", "one of = != ~ !~"},
		{"pid", Equal, "x", "a process id from 0 to 2147483647"},
		{"pid", Equal, "2147483648", "a process id"},
		{"inode", Equal, "99999999999999999999", "an inode, or"},
		{"state", Equal, "tim-wait", "did you mean time-wait?"},
		{"state", Less, "established", "= or != before a state"},
		{"proto", Equal, "tpc", "did you mean tcp?"},
		{"proto", Contains, "tcp", "one of = != < <= > >= before tcp"},
		{"reach", Equal, "pubic", "did you mean public?"},
		{"age", Equal, "5m", "a time such as 60s"},
		{"age", Greater, "soon", "a time such as 60s"},
		{"dual", Equal, "maybe", "one of no yes"},
	} {
		_, err := filterNamed(t, c.field).Term(c.op, c.value)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s%s%q: %v, want %q", c.field, c.op, c.value, err, c.want)
		} else if _, ok := err.(*Mistake); !ok {
			t.Errorf("%s%s%q: the error is a %T", c.field, c.op, c.value, err)
		}
	}
}

func TestEveryWordThatAnErrorSuggestsIsAccepted(t *testing.T) {
	for _, name := range []string{"proto", "dir", "reach", "class", "dual", "autobound"} {
		f := filterNamed(t, name)
		_, err := f.Term(Equal, "?")
		words, ok := strings.CutPrefix(err.(*Mistake).Want, "one of ")
		if !ok {
			t.Errorf("%s: %v", name, err)
		}
		for _, w := range strings.Fields(words) {
			if _, err := f.Term(Equal, w); err != nil {
				t.Errorf("%s offers %s and refuses it", name, w)
			}
		}
	}
}
