// Package flat holds the few containers that lists as long as a socket table are
// kept in: plain arrays that the garbage collector need not walk.
package flat
