package model

// Claim is a port that somebody would like to bind.
type Claim struct {
	Proto Proto
	Port  uint16
	Addr  Addr
	Any   bool // every address of both families; Addr says nothing then
	Guess bool // nobody said TCP or UDP: that the other one is in use is worth a word
}
