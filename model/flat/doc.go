// Package flat holds containers for lists as long as a socket table. They are plain
// arrays without pointers, which the garbage collector does not walk.
package flat
