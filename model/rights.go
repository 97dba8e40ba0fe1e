package model

import "berth/model/safe"

// Rights are what the kernel looks at when a process binds a privileged port.
type Rights struct {
	UID       uint32 // effective
	Root      bool   // uid 0 of its own user namespace
	Effective bool   // CAP_NET_BIND_SERVICE is in the effective set, which is what counts
	Ambient   bool   // and in the ambient set: whoever started it passed it on
	File      bool   // and on the file of the program
	Foreign   bool   // another user namespace owns the network: capabilities do not count here
}

// Sight is the command that lets berth see who holds the sockets of other users.
// CAP_DAC_READ_SEARCH opens the directory /proc/PID/fd, CAP_SYS_PTRACE reads the
// links in it (proc_fd_permission and proc_pid_readlink of fs/proc): one alone
// shows nothing.
const Sight = `sudo setcap cap_sys_ptrace,cap_dac_read_search+ep "$(command -v berth)"`

// Reason is why a port can be bound, or not: a name for scripts, words for people.
type Reason struct{ Name, Words safe.Text }

// ProcessRights is a holder of a socket and what is known of its rights.
type ProcessRights struct {
	Process *Process
	Rights  Rights
	Known   bool // Rights could be read
}

// Claim is a port that somebody would like to bind.
type Claim struct {
	Proto Proto
	Port  uint16
	Addr  Addr
	Any   bool // every address of both families; Addr says nothing then
	Guess bool // nobody said TCP or UDP: that the other one is in use is worth a word
}
