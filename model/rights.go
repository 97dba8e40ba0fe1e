package model

import "berth/model/safe"

// Rights are what the kernel looks at when a process binds a privileged port.
type Rights struct {
	UID       uint32 // effective
	Root      bool   // uid 0 of its own user namespace
	Effective bool   // CAP_NET_BIND_SERVICE is in the effective set, which is what counts
	Ambient   bool   // it is also in the ambient set: passed on by the parent process
	File      bool   // it is also set on the program file
	Foreign   bool   // another user namespace owns the network namespace: capabilities do not count
}

// Sight is the command that lets berth see the processes of other users that hold
// sockets. It needs both capabilities: CAP_DAC_READ_SEARCH opens the directory
// /proc/PID/fd, CAP_SYS_PTRACE reads the links in it (proc_fd_permission and
// proc_pid_readlink in fs/proc).
const Sight = `sudo setcap cap_sys_ptrace,cap_dac_read_search+ep "$(command -v berth)"`

// Reason says why a port can or cannot be bound: a name for scripts, words for people.
type Reason struct{ Name, Words safe.Text }

// ProcessRights is a holder of a socket and its rights, if known.
type ProcessRights struct {
	Process *Process
	Rights  Rights
	Known   bool // Rights could be read
}

// Claim is a port that a user wants to bind.
type Claim struct {
	Proto Proto
	Port  uint16
	Addr  Addr
	Any   bool // every address of both families; Addr is ignored
	Guess bool // the user did not name the protocol: the answer also mentions the other one
}
