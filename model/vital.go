package model

import "strings"

// vital are the names of programs without which nobody can get in any more, or
// the machine does not run on. A trailing star stands for any ending.
var vital = []string{"sshd", "sshd-session", "systemd", "systemd-*", "(sd-pam)", "dbus-daemon", "dbus-broker*", "init", "runc", "containerd*", "dockerd"}

// Vital says why ending a process may cost more than its ports.
func (p *Process) Vital() (why Safe, yes bool) {
	for _, name := range vital {
		begin, open := strings.CutSuffix(name, "*")
		if p.Name.String() == name || open && strings.HasPrefix(p.Name.String(), begin) {
			return Concat(p.Who(), Say(" keeps this machine running, or lets you in")), true
		}
	}
	return Safe{}, false
}

// Who names a process for a sentence: "nginx (812)".
func (p *Process) Who() Safe { return Concat(p.Name, Say(" ("), Number(p.ID.PID), Say(")")) }
