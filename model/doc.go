// Package model holds the facts that berth shows: sockets, the processes that hold
// them, and the port budget of the kernel. It is pure: it uses no file, no clock and no
// system call, and of other modules only the standard library. So the same input
// always gives the same screen, in a test as on a live kernel.
package model
