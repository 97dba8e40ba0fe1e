package probe

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"syscall"

	"golang.org/x/sys/unix"

	"berth/model"
)

// meanings are what the errors of a connection tell of the way there.
var meanings = map[syscall.Errno]model.Safe{
	unix.ECONNREFUSED:  model.Say("refused: the host answers, but nothing listens on the port, or a firewall rejects it"),
	unix.ETIMEDOUT:     model.Say("timed out: the host is down, or a firewall drops the packets"),
	unix.EHOSTUNREACH:  model.Say("no route to the host: a router, or the last hop, does not know it"),
	unix.ENETUNREACH:   model.Say("no route to the network: this host has none for the address"),
	unix.EADDRNOTAVAIL: model.Say("no free local port: the ephemeral range is used up for this destination"),
	unix.ECONNRESET:    model.Say("reset: the other side broke the connection off"),
	unix.EPIPE:         model.Say("broken off: the other side has closed the connection"),
	unix.EACCES:        model.Say("not permitted: a broadcast address, or a firewall of this host"),
	unix.EPERM:         model.Say("not permitted: a firewall of this host"),
	unix.ENETDOWN:      model.Say("the network interface is down"),
	unix.EHOSTDOWN:     model.Say("the host is down"),
	unix.EINVAL:        model.Say("the address cannot be connected to"),
	unix.EMFILE:        model.Say("this process has no file descriptor left"),
	unix.ENFILE:        model.Say("this host has no file left"),
}

// silence is what no answer to a datagram tells.
var silence = model.Say("no answer: the port is open and the service had nothing to say, or a firewall drops the packets; UDP does not tell which")

// fault says in words why a step failed.
func (a *attempt) fault(s model.Step, err error) *model.Fault {
	var name *net.DNSError
	var errno syscall.Errno
	switch {
	case errors.As(err, &name):
		return unresolved(name)
	case errors.As(err, &errno):
		return known(errno)
	case late(err) && a.Call.Proto == model.UDP && s == model.StepFirstByte:
		return &model.Fault{Words: silence, Mute: true}
	case late(err) && s == model.StepConnect:
		return known(unix.ETIMEDOUT) // connect(2) would say so too, after two minutes
	case late(err):
		return &model.Fault{Words: model.Say("timed out: connected, but no answer came in time")}
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return &model.Fault{Words: model.Say("closed: the other side ended the connection without an answer")}
	case errors.Is(err, context.Canceled):
		return &model.Fault{Words: model.Say("interrupted")}
	}
	return &model.Fault{Words: model.Sanitise(err.Error()).Cut(limit)}
}

func known(errno syscall.Errno) *model.Fault {
	f := &model.Fault{Errno: model.Sanitise(unix.ErrnoName(errno)), Words: meanings[errno]}
	if f.Words.Empty() {
		f.Words = model.Sanitise(errno.Error())
	}
	return f
}

func unresolved(err *net.DNSError) *model.Fault {
	switch {
	case err.IsNotFound:
		return &model.Fault{Words: model.Say("no such host: no name server knows an address for the name")}
	case err.IsTimeout:
		return &model.Fault{Words: model.Say("timed out: no name server answered")}
	}
	return &model.Fault{Words: model.Concat(model.Say("the name could not be resolved: "), model.Sanitise(err.Err).Cut(limit))}
}

// late reports that our own patience is over.
func late(err error) bool {
	return errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded)
}
