package model

import "berth/model/safe"

// SocketHandle identifies a socket that was found in the kernel. The kernel never
// reuses a cookie, but on a busy host it reuses a pair of ends ten times a minute.
type SocketHandle struct {
	Socket SocketID
	State  State
	Traits Traits
	Cookie uint64
	Device uint32 // index of the interface that it is bound to; 0: none
}

// Guarded says why closing the socket needs force. The process of a closed listener
// keeps waiting on the socket but gets no more connections.
func (g SocketHandle) Guarded() (why safe.Text, guarded bool) {
	switch {
	case g.State == Listen:
		return safe.Say("it is a listener: its process would keep running but get no more connections"), true
	case g.Socket.Proto == UDP && g.State == Closed:
		return safe.Say("it accepts datagrams from anyone: its process would keep running but get no more datagrams"), true
	case g.Socket.Remote.Port == 0 || g.Socket.Local.Port == 0:
		return safe.Say("it is not a connection: one of its ends is open"), true
	}
	return safe.Text{}, false
}

// Effect says what closing the socket does.
func (g SocketHandle) Effect() safe.Text {
	switch _, guarded := g.Guarded(); {
	case guarded:
		return safe.Say("its process gets nothing more on this port until it is restarted")
	case g.Socket.Proto == UDP:
		return safe.Say("its process gets ECONNABORTED; the peer gets nothing")
	case g.State == TimeWait:
		return safe.Say("its port is free at once, and late packets of it may reach the next connection with the same ends")
	}
	return safe.Say("its process gets ECONNABORTED, and the peer gets a RST")
}
