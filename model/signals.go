package model

import "berth/model/safe"

// Signals are those the kill dialog offers, TERM first because it lets the
// process end in order. Numbers as in signal(7), x86 and ARM.
var Signals = []Signal{
	{15, safe.Say("TERM"), safe.Say("asks it to end in order"), true},
	{2, safe.Say("INT"), safe.Say("interrupts it, as Ctrl-C does"), true},
	{1, safe.Say("HUP"), safe.Say("hangs up; many servers reload their configuration"), false},
	{3, safe.Say("QUIT"), safe.Say("ends it with a core dump; Go and Java print their stacks"), true},
	{9, safe.Say("KILL"), safe.Say("ends it at once; it cannot clean up"), true},
	{10, safe.Say("USR1"), safe.Say("means what the program says; unhandled it ends it"), false},
	{12, safe.Say("USR2"), safe.Say("means what the program says; unhandled it ends it"), false},
	{19, safe.Say("STOP"), safe.Say("halts it until CONT"), false},
	{18, safe.Say("CONT"), safe.Say("lets a halted process go on"), false},
}
