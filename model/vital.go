package model

import (
	"strings"

	"berth/model/safe"
)

// vital are the names of programs that the machine or a login needs. A trailing star
// matches any ending.
var vital = []string{"sshd", "sshd-session", "systemd", "systemd-*", "(sd-pam)", "dbus-daemon", "dbus-broker*", "init", "runc", "containerd*", "dockerd"}

// Vital says why ending a process may cost more than its ports.
func (p *Process) Vital() (why safe.Text, yes bool) {
	for _, name := range vital {
		begin, open := strings.CutSuffix(name, "*")
		if p.Name.String() == name || open && strings.HasPrefix(p.Name.String(), begin) {
			return safe.Format("%s keeps this machine running, or lets you in", p.Label()), true
		}
	}
	return safe.Text{}, false
}

// Label names a process for a sentence: "nginx (812)".
func (p *Process) Label() safe.Text {
	return safe.Format("%s (%d)", p.Name, p.ID.PID)
}
