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
	"berth/model/safe"
)

// explanations explain the errors of a connection.
var explanations = map[syscall.Errno]safe.Text{
	unix.ECONNREFUSED:  safe.Say("refused: the host answers, but nothing listens on the port, or a firewall rejects it"),
	unix.ETIMEDOUT:     safe.Say("timed out: the host is down, or a firewall drops the packets"),
	unix.EHOSTUNREACH:  safe.Say("no route to the host: a router, or the last hop, does not know it"),
	unix.ENETUNREACH:   safe.Say("no route to the network: this host has none for the address"),
	unix.EADDRNOTAVAIL: safe.Say("no free local port: the ephemeral range is used up for this destination"),
	unix.ECONNRESET:    safe.Say("reset: the other side aborted the connection"),
	unix.EPIPE:         safe.Say("broken pipe: the other side has closed the connection"),
	unix.EACCES:        safe.Say("not permitted: a broadcast address, or a firewall of this host"),
	unix.EPERM:         safe.Say("not permitted: a firewall of this host"),
	unix.ENETDOWN:      safe.Say("the network interface is down"),
	unix.EHOSTDOWN:     safe.Say("the host is down"),
	unix.EINVAL:        safe.Say("the address cannot be connected to"),
	unix.EMFILE:        safe.Say("this process has no file descriptor left"),
	unix.ENFILE:        safe.Say("this host has no file descriptor left"),
}

// noAnswer explains why a datagram got no answer.
var noAnswer = safe.Say("no answer: the port is open and the service had nothing to say, or a firewall drops the packets; UDP does not tell which")

// fault explains why a step failed.
func (a *attempt) fault(s model.StepKind, err error) *model.Fault {
	var name *net.DNSError
	var errno syscall.Errno
	switch {
	case errors.As(err, &name):
		return nameError(name)
	case errors.As(err, &errno):
		return explain(errno)
	case timedOut(err) && a.Request.Proto == model.UDP && s == model.StepFirstByte:
		return &model.Fault{Words: noAnswer, Mute: true}
	case timedOut(err) && s == model.StepConnect:
		return explain(unix.ETIMEDOUT) // connect(2) would return it, too, but only after two minutes
	case timedOut(err):
		return &model.Fault{Words: safe.Say("timed out: connected, but no answer came in time")}
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return &model.Fault{Words: safe.Say("closed: the other side ended the connection without an answer")}
	case errors.Is(err, context.Canceled):
		return &model.Fault{Words: safe.Say("interrupted")}
	}
	return &model.Fault{Words: safe.Sanitise(err.Error()).Cut(maxText)}
}

func explain(errno syscall.Errno) *model.Fault {
	f := &model.Fault{Errno: safe.Sanitise(unix.ErrnoName(errno)), Words: explanations[errno]}
	if f.Words.Empty() {
		f.Words = safe.Sanitise(errno.Error())
	}
	return f
}

func nameError(err *net.DNSError) *model.Fault {
	switch {
	case err.IsNotFound:
		return &model.Fault{Words: safe.Say("no such host: no name server knows an address for the name")}
	case err.IsTimeout:
		return &model.Fault{Words: safe.Say("timed out: no name server answered")}
	}
	return &model.Fault{Words: safe.Format("the name could not be resolved: %s", safe.Sanitise(err.Err).Cut(maxText))}
}

// timedOut reports whether our own time limit has passed.
func timedOut(err error) bool {
	return errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded)
}
