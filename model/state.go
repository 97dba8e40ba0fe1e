package model

import "berth/model/safe"

// State is a socket state, numbered as the kernel numbers it
// (include/net/tcp_states.h). UDP uses Established for a connected socket and
// Closed for an unconnected one.
type State uint8

// The states of include/net/tcp_states.h, in the kernel's order.
const (
	StateUnknown State = iota
	Established
	SynSent
	SynRecv
	FinWait1
	FinWait2
	TimeWait
	Closed
	CloseWait
	LastAck
	Listen
	Closing
	NewSynRecv // a request that is not yet a socket; /proc shows it as SynRecv
	Bound      // TCP_BOUND_INACTIVE: bound, and neither listening nor connecting; only netlink reports it (Linux 6.8), as Closed
	States     // how many there are
)

// stateInfo is everything that berth knows about a state.
type stateInfo struct {
	name    safe.Text // as RFC 9293 and netstat write it
	ss      string    // as the filter language of ss writes it
	short   safe.Text // as a column title
	meaning safe.Text // one sentence: what it means, and who must act
}

var states = [States]stateInfo{
	StateUnknown: {safe.Say("UNKNOWN"), "unknown", safe.Say("?"), safe.Say("The kernel reported a state that berth does not know.")},
	Established:  {safe.Say("ESTAB"), "established", safe.Say("ESTAB"), safe.Say("The connection is open and both sides may send; no action needed.")},
	SynSent:      {safe.Say("SYN-SENT"), "syn-sent", safe.Say("SYN-S"), safe.Say("This host asked to connect and waits for the answer; if it stays, the other host is down or a firewall drops the packets.")},
	SynRecv:      {safe.Say("SYN-RECV"), "syn-recv", safe.Say("SYN-R"), safe.Say("A client asked to connect and the kernel waits for its last handshake packet; many of them mean a flood or a broken return path.")},
	FinWait1:     {safe.Say("FIN-WAIT-1"), "fin-wait-1", safe.Say("FIN-1"), safe.Say("This side closed and waits until the other side confirms it; if it stays, the other host no longer answers.")},
	FinWait2:     {safe.Say("FIN-WAIT-2"), "fin-wait-2", safe.Say("FIN-2"), safe.Say("This side closed, the other side confirmed but has not closed its half; the other application must close.")},
	TimeWait:     {safe.Say("TIME-WAIT"), "time-wait", safe.Say("T-WAIT"), safe.Say("The connection is over; the kernel keeps the ports for 60 s so that late packets do no harm. No action needed.")},
	Closed:       {safe.Say("CLOSED"), "closed", safe.Say("CLOSED"), safe.Say("The socket exists but is not connected.")},
	CloseWait:    {safe.Say("CLOSE-WAIT"), "close-wait", safe.Say("C-WAIT"), safe.Say("The other side has closed; the application on this host must close its socket. A growing number is a leak in that application.")},
	LastAck:      {safe.Say("LAST-ACK"), "last-ack", safe.Say("LAST-A"), safe.Say("Both sides closed; the kernel waits for the last acknowledgement. No action needed.")},
	Listen:       {safe.Say("LISTEN"), "listening", safe.Say("LISTEN"), safe.Say("A server waits here for connections.")},
	Closing:      {safe.Say("CLOSING"), "closing", safe.Say("CLOSING"), safe.Say("Both sides closed at the same moment; the kernel waits for the acknowledgements. No action needed.")},
	NewSynRecv:   {safe.Say("SYN-RECV"), "syn-recv", safe.Say("SYN-R"), safe.Say("A client asked to connect and the kernel waits for its last handshake packet.")},
	Bound:        {safe.Say("BOUND"), "bound-inactive", safe.Say("BOUND"), safe.Say("A program is bound to this port and neither listens nor connects: the port is held but not used. The program must use the socket or close it.")},
}

func (s State) info() stateInfo {
	if s >= States {
		return states[StateUnknown]
	}
	return states[s]
}

// Base is SYN-RECV for a connection request that is not yet a full socket, otherwise s.
func (s State) Base() State {
	switch {
	case s >= States:
		return StateUnknown
	case s == NewSynRecv:
		return SynRecv
	}
	return s
}

// Name is the state as netstat and the RFC write it: "TIME-WAIT".
func (s State) Name() safe.Text { return s.info().name }

// unconnected is the state of a UDP socket without a peer, under its name in ss.
var unconnected = stateInfo{safe.Say("UNCONN"), "unconnected", safe.Say("UNCONN"), safe.Say("A UDP socket takes datagrams from anyone here; no action needed.")}

// on is the description of the state for a protocol.
func (s State) on(p Proto) stateInfo {
	switch {
	case p == UDP && s == Closed:
		return unconnected
	case p == UDP && s == Established:
		return stateInfo{s.info().name, s.info().ss, s.info().short, safe.Say("A UDP socket talks to one peer only; no action needed.")}
	}
	return s.info()
}

// NameOn is the name for a protocol: a UDP socket without a peer is "UNCONN".
func (s State) NameOn(p Proto) safe.Text { return s.on(p).name }

// ShortOn is Short for a protocol.
func (s State) ShortOn(p Proto) safe.Text { return s.on(p).short }

// MeaningOn is Meaning for a protocol.
func (s State) MeaningOn(p Proto) safe.Text { return s.on(p).meaning }

// Short is the name cut to the width of a column: "T-WAIT".
func (s State) Short() safe.Text { return s.info().short }

// Filter is the name that the filter language takes: "time-wait".
func (s State) Filter() string { return s.info().ss }

// FilterOn is Filter for a protocol: a UDP socket without a peer is "unconnected".
func (s State) FilterOn(p Proto) string { return s.on(p).ss }

// Meaning is one sentence: what the state means and who must act.
func (s State) Meaning() safe.Text { return s.info().meaning }

// ParseState reads a state as the filter language writes it.
func ParseState(name string) (State, bool) {
	for s := Established; s < States; s++ {
		if s != NewSynRecv && states[s].ss == name {
			return s, true
		}
	}
	return StateUnknown, false
}
