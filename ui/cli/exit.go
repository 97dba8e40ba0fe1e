package cli

import (
	"errors"
	"fmt"
	"io"
	"syscall"

	"berth/model"
	"berth/model/query"
	"berth/model/safe"
)

// The exit codes. After signal n the code is 128+n, as in a shell.
const (
	failed  = 1
	misused = 2
	refused = 3
	unheard = 128 + int(syscall.SIGPIPE)
)

// exit is an error with an exit code. Without an inner error, there is nothing more to
// print.
type exit struct {
	code int
	err  error
}

func (e *exit) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

func (e *exit) Unwrap() error { return e.err }

// usage marks an error in the command line.
func usage(err error) error { return &exit{misused, err} }

// refuse marks an action that a guard forbids.
func refuse(err error) error { return &exit{refused, err} }

// ended ends with a code and prints nothing more.
func ended(code int) error {
	if code == 0 {
		return nil
	}
	return &exit{code, nil}
}

// codeOf is the exit code of an error.
func codeOf(err error) int {
	var e *exit
	var filter *query.Error
	var refusal *model.Refusal
	switch {
	case err == nil:
		return 0
	case errors.As(err, &e):
		return e.code
	case errors.As(err, &filter):
		return misused
	case errors.As(err, &refusal):
		return refused
	case errors.Is(err, syscall.EPIPE):
		// If the reader of a pipe is gone, SIGPIPE usually ends the program, as it ends ss. If
		// the parent process ignores SIGPIPE, the shell sees the same code.
		return unheard
	}
	return failed
}

// end prints the error in one line, and returns the exit code.
func end(stderr io.Writer, err error) int {
	code := codeOf(err)
	var e *exit
	said := errors.As(err, &e) && e.err == nil
	if code != 0 && code != unheard && !said {
		fmt.Fprintln(stderr, "berth:", safe.Sanitise(err.Error()))
	}
	return code
}
