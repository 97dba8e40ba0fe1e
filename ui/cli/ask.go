package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// changeOptions are the flags of all commands that change the machine.
type changeOptions struct{ yes, dry, force bool }

func (r *changeOptions) declare(cmd *cobra.Command, forces string) {
	set := cmd.Flags()
	set.BoolVarP(&r.yes, "yes", "y", false, "do not ask for confirmation")
	set.BoolVar(&r.dry, "dry-run", false, "show what would be done, but change nothing")
	set.BoolVar(&r.force, "force", false, forces)
}

// errNotATerminal is the error if a question cannot be asked.
var errNotATerminal = errors.New("stdin is not a terminal; use --yes to confirm")

// errNotConfirmed is the error after the answer no.
var errNotConfirmed = errors.New("not confirmed; nothing was done")

// confirm asks a question with the answers yes and no; no is the default.
func (d *deps) confirm(question string) error {
	if !d.interactive {
		return refuse(errNotATerminal)
	}
	answer, err := d.ask(question + " [y/N] ")
	if err != nil {
		return err
	}
	if a := strings.ToLower(answer); a != "y" && a != "yes" {
		return refuse(errNotConfirmed)
	}
	return nil
}

// ask writes a question to standard error, so that standard output has only results,
// and reads one line.
func (d *deps) ask(question string) (string, error) {
	if _, err := io.WriteString(d.stderr, question); err != nil {
		return "", err
	}
	// It reads byte by byte: the text after the line is the answer to the next question.
	var line []byte
	for b := []byte{0}; len(line) < maxAnswer; {
		n, err := d.stdin.Read(b)
		if n == 1 && b[0] != '\n' {
			line = append(line, b[0])
			continue
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return "", fmt.Errorf("read the answer: %w", err)
		}
		break
	}
	return strings.TrimSpace(string(line)), nil
}

// maxAnswer is the maximum length of an answer.
const maxAnswer = 256

// errOtherNamespace is the error of commands that must not change this machine.
var errOtherNamespace = errors.New("nothing can be changed here: /proc belongs to a PID namespace other than berth's")

// arguments checks the number of arguments; names describe them in the error.
func arguments(names ...string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) != len(names) {
			return usage(fmt.Errorf("expected %s, got %d arguments", strings.Join(names, " and "), len(args)))
		}
		return nil
	}
}
