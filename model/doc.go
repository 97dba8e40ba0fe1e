// Package model holds the facts berth shows: sockets, the processes that hold
// them, and the port budget of the kernel. It is pure: no file, no clock, no
// system call, nothing but the standard library, so that the same input always
// gives the same screen, whether it was read from a live kernel or from a test.
package model
