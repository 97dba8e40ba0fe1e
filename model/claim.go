package model

// Claim is a port that a process wants to bind.
type Claim struct {
	Proto Proto
	Port  uint16
	Addr  Addr
	Any   bool // every address of both families; Addr is ignored
	Guess bool // the protocol was not given: mention the port of the other protocol if it is in use
}
