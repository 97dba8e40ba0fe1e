package model

// Signals are those the kill dialog offers, TERM first because it lets the
// process end in order. Numbers as in signal(7), x86 and ARM.
var Signals = []Signal{
	{15, Say("TERM"), Say("asks it to end in order"), true},
	{2, Say("INT"), Say("interrupts it, as Ctrl-C does"), true},
	{1, Say("HUP"), Say("hangs up; many servers reload their configuration"), false},
	{3, Say("QUIT"), Say("ends it with a core dump; Go and Java print their stacks"), true},
	{9, Say("KILL"), Say("ends it at once; it cannot clean up"), true},
	{10, Say("USR1"), Say("means what the program says; unhandled it ends it"), false},
	{12, Say("USR2"), Say("means what the program says; unhandled it ends it"), false},
	{19, Say("STOP"), Say("halts it until CONT"), false},
	{18, Say("CONT"), Say("lets a halted process go on"), false},
}
