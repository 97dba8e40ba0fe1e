package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// reaction is what the commands that change the machine are told of how to do so.
type reaction struct{ yes, dry, force bool }

func (r *reaction) declare(cmd *cobra.Command, forces string) {
	set := cmd.Flags()
	set.BoolVarP(&r.yes, "yes", "y", false, "do not ask for confirmation")
	set.BoolVar(&r.dry, "dry-run", false, "show what would be done, but change nothing")
	set.BoolVar(&r.force, "force", false, forces)
}

// errNobody is why nothing is done where nobody can be asked.
var errNobody = errors.New("stdin is not a terminal; use --yes to confirm")

// errDeclined is the answer no.
var errDeclined = errors.New("not confirmed; nothing was done")

// agreed asks a question that is answered by yes or no; no is the default.
func (d *deps) agreed(question string) error {
	if !d.asks {
		return refuse(errNobody)
	}
	answer, err := d.ask(question + " [y/N] ")
	if err != nil {
		return err
	}
	if a := strings.ToLower(answer); a != "y" && a != "yes" {
		return refuse(errDeclined)
	}
	return nil
}

// ask puts a question on standard error, so that standard output holds answers
// only, and reads one line.
func (d *deps) ask(question string) (string, error) {
	if _, err := io.WriteString(d.stderr, question); err != nil {
		return "", err
	}
	// Byte by byte: what stands behind the line is the answer to the next question.
	var line []byte
	for b := []byte{0}; len(line) < mostAnswer; {
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

// mostAnswer is the longest answer that is read.
const mostAnswer = 256

// errLooksOnly is said where nothing may be changed.
var errLooksOnly = errors.New("nothing can be changed here: /proc belongs to a PID namespace other than berth's")

// arguments says what stands behind the name of a command, where it does not.
func arguments(names ...string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) != len(names) {
			return usage(fmt.Errorf("expected %s, got %d arguments", strings.Join(names, " and "), len(args)))
		}
		return nil
	}
}
