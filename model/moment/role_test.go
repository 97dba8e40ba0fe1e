package moment_test

import (
	"testing"

	"berth/model/moment"
	"berth/model/scene"
)

func TestRoleFollowsFromListenersThenFromTheRange(t *testing.T) {
	for name, c := range map[string]struct {
		scene string
		want  moment.Role
	}{
		"listener":                         {"tcp listen 0.0.0.0:80", moment.RoleListener},
		"server":                           {"tcp estab 10.0.0.1:80 1.1.1.1:9\ntcp listen 0.0.0.0:80", moment.RoleServer},
		"server on an ephemeral port":      {"range 32768-60999\ntcp estab 10.0.0.1:40000 1.1.1.1:9\ntcp listen 0.0.0.0:40000", moment.RoleServer},
		"client":                           {"range 32768-60999\ntcp estab 10.0.0.1:40000 1.1.1.1:443", moment.RoleClient},
		"client of a moved range":          {"range 2000-3000\ntcp estab 10.0.0.1:2500 1.1.1.1:443", moment.RoleClient},
		"above a moved range":              {"range 2000-3000\ntcp estab 10.0.0.1:40000 1.1.1.1:443", moment.RoleUnknown},
		"reserved, so nobody was given it": {"range 32768-60999\nreserved 40000-40000\ntcp estab 10.0.0.1:40000 1.1.1.1:443", moment.RoleUnknown},
		"listener gone":                    {"range 32768-60999\ntcp time-wait 10.0.0.1:8080 1.1.1.1:9", moment.RoleUnknown},
		"range unknown, high port":         {"tcp estab 10.0.0.1:32768 1.1.1.1:443", moment.RoleClient},
		"range unknown, low port":          {"tcp estab 10.0.0.1:32767 1.1.1.1:443", moment.RoleUnknown},
		"client of this host's own server": {"range 32768-60999\ntcp estab 127.0.0.1:700 127.0.0.1:2049\ntcp listen 127.0.0.1:2049", moment.RoleClient},
		"client of the same port abroad":   {"range 32768-60999\ntcp estab 10.0.0.1:40000 1.1.1.1:80\ntcp listen 0.0.0.0:80", moment.RoleClient},
		"bound alone, drawn port":          {"range 32768-60999\ntcp bound 127.0.0.1:40000", moment.RoleNone},
		"bound alone beside a listener":    {"tcp bound 127.0.0.1:80\ntcp listen 127.0.0.1:80", moment.RoleNone},
		"other namespace's listener":       {"range 32768-60999\ntcp estab 10.0.0.1:80 1.1.1.1:9\ntcp listen 0.0.0.0:80 ns=2", moment.RoleUnknown},
	} {
		if got := (moment.Conn{In: scene.Moment(c.scene)}).Role(); got != c.want {
			t.Errorf("%s: %s, want %s", name, got.Name(), c.want.Name())
		}
	}
}

func TestTakesFourSaysWhy(t *testing.T) {
	const any = "tcp listen [::]:80"
	for name, c := range map[string]struct {
		scene string
		want  moment.Answer
		why   string
	}{
		"seen":                      {any + "\ntcp estab [::ffff:10.0.0.1]:80 [::ffff:10.0.0.2]:9", moment.Yes, "yes: an IPv4 peer is connected to it now"},
		"seen beside its twin":      {any + "\ntcp listen 0.0.0.0:80\ntcp estab [::ffff:10.0.0.1]:80 [::ffff:10.0.0.2]:9", moment.Yes, "yes: an IPv4 peer is connected to it now"},
		"twin":                      {any + "\ntcp listen 0.0.0.0:80", moment.No, "no: another listener has 0.0.0.0"},
		"twin of another protocol":  {any + "\nudp unconn 0.0.0.0:80\nv6only 0", moment.Likely, "unknown: yes unless the program set IPV6_V6ONLY, which procfs does not show (net.ipv6.bindv6only = 0)"},
		"twin of another namespace": {any + "\ntcp listen 0.0.0.0:80 ns=2\nv6only 0", moment.Likely, "unknown: yes unless the program set IPV6_V6ONLY, which procfs does not show (net.ipv6.bindv6only = 0)"},
		"one address is no twin":    {any + "\ntcp listen 10.0.0.1:80\nv6only 0", moment.Likely, "unknown: yes unless the program set IPV6_V6ONLY, which procfs does not show (net.ipv6.bindv6only = 0)"},
		"peer of another port":      {any + "\ntcp estab [::ffff:10.0.0.1]:81 [::ffff:10.0.0.2]:9\nv6only 1", moment.No, "no, unless the program switched IPV6_V6ONLY off (net.ipv6.bindv6only = 1)"},
		"a listener is no peer":     {any + "\ntcp listen [::ffff:10.0.0.1]:80\nv6only 1", moment.No, "no, unless the program switched IPV6_V6ONLY off (net.ipv6.bindv6only = 1)"},
		"forbidden by default":      {any + "\nv6only 1", moment.No, "no, unless the program switched IPV6_V6ONLY off (net.ipv6.bindv6only = 1)"},
		"default unread":            {any, moment.Likely, "unknown: yes unless the program set IPV6_V6ONLY, which procfs does not show"},
	} {
		answer, why, asked := (moment.Conn{In: scene.Moment(c.scene)}).TakesFour()
		if !asked || answer != c.want || why.String() != c.why {
			t.Errorf("%s: %v %q (asked %v), want %v %q", name, answer, why, asked, c.want, c.why)
		}
	}
	for _, text := range []string{"tcp listen 0.0.0.0:80", "tcp listen [2001:db8::1]:80", "tcp estab [::]:80 [::1]:9"} {
		if _, _, asked := (moment.Conn{In: scene.Moment(text)}).TakesFour(); asked {
			t.Errorf("%s was asked", text)
		}
	}
}
