package process

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

const id64 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

func TestUnitAndContainerOfACgroupPath(t *testing.T) {
	for _, c := range []struct{ path, unit, container string }{
		{"/system.slice/ssh.service", "ssh.service", ""},
		{"/user.slice/user-1000.slice/session-3.scope", "session-3.scope", ""},
		{"/user.slice/user-1000.slice/user@1000.service/app.slice/foo.service", "foo.service", ""},
		{"/system.slice/system-postgresql.slice/postgresql@15-main.service", "postgresql@15-main.service", ""},
		{"/init.scope", "init.scope", ""},
		{"/system.slice/gone.service (deleted)", "gone.service", ""},
		{"/../../system.slice/ssh.service", "ssh.service", ""},
		{"/", "", ""},
		{"", "", ""},
		{"/system.slice/docker-" + id64 + ".scope", "", "0123456789ab"},
		{"/docker/" + id64, "", "0123456789ab"},
		{"/docker/" + id64 + "/system.slice/ssh.service", "ssh.service", "0123456789ab"},
		{"/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-podab_cd.slice/cri-containerd-" + id64 + ".scope", "", "0123456789ab"},
		{"/kubepods/burstable/pod1234-5678/" + id64, "", "0123456789ab"},
		{"/system.slice/containerd.service/kubepods-burstable-pod12.slice:cri-containerd:" + id64, "", "0123456789ab"},
		{"/kubepods.slice/kubepods-podab.slice/crio-" + id64 + ".scope", "", "0123456789ab"},
		{"/machine.slice/libpod-" + id64 + ".scope/container", "", "0123456789ab"},
		{"/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-" + id64 + ".scope", "", "0123456789ab"},
		{"/machine.slice/libpod-conmon-" + id64 + ".scope", "libpod-conmon-" + id64 + ".scope", ""},
		{"/lxc/web/system.slice/nginx.service", "nginx.service", "web"},
		{"/lxc.payload.web", "", "web"},
		{"/lxc.payload/web", "", "web"},
		{"/system.slice/docker-" + strings.ToUpper(id64) + ".scope", "docker-" + strings.ToUpper(id64) + ".scope", ""},
	} {
		unit, container := unitAndContainer("0::" + c.path + "\n")
		if unit.String() != c.unit || container.String() != c.container {
			t.Errorf("%s: unit %q, container %q; want %q, %q", c.path, unit, container, c.unit, c.container)
		}
	}
}

func TestCgroupVersionOneTakesTheUnitFromSystemdAndTheContainerFromAnyController(t *testing.T) {
	unit, container := unitAndContainer("9:memory:/docker/" + id64 + "\n8:cpu,cpuacct:/system.slice/wrong.service\n" +
		"nonsense\n1:name=systemd:/system.slice/right.service\n0::/system.slice/other.service\n")
	if unit.String() != "right.service" || container.String() != "0123456789ab" {
		t.Errorf("unit %q, container %q", unit, container)
	}
}

func TestHostileCgroupPathsAreSanitisedAndShortened(t *testing.T) {
	unit, _ := unitAndContainer("0::/\x1b]0;owned\a\u202e.service")
	if got, want := unit.String(), "\ufffd]0;owned\ufffd\ufffd.service"; got != want {
		t.Errorf("unit %q, want %q", got, want)
	}
	_, container := unitAndContainer("0::/lxc/" + strings.Repeat("x", 1000))
	if n := utf8.RuneCountInString(container.String()); n != maxUnitName {
		t.Errorf("container name of %d characters", n)
	}
}

func FuzzCgroup(f *testing.F) {
	for _, seed := range []string{
		"0::/system.slice/ssh.service\n", "0::/\n", "", "::", "1:name=systemd:/init.scope\n0::/x.service\n",
		"7:cpu,cpuacct:/docker/" + id64 + "\n", "0::/lxc.payload.a\x1b[2J/b.scope (deleted)\n", "0:::::\n", "99999999999999999999::/\n", "\xff\n\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		unit, container := unitAndContainer(text)
		for _, s := range []string{unit.String(), container.String()} {
			if utf8.RuneCountInString(s) > maxUnitName || strings.ContainsFunc(s, unicode.IsControl) || !utf8.ValidString(s) {
				t.Errorf("%q gives %q", text, s)
			}
		}
	})
}
