// Package flat holds what lists as long as a socket table are kept and compared in:
// plain arrays, which the garbage collector need not walk.
package flat
