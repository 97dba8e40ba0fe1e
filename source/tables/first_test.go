package tables_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"berth/model"
	"berth/model/safe"
	"berth/source/tables"
)

// fake is a reader that returns its errors one after another, and then sockets.
type fake struct {
	fails  []error
	closed *[]string
	name   string
}

func (f *fake) Sockets(ctx context.Context, _ tables.Ask) (tables.Result, error) {
	if len(f.fails) > 0 {
		err := f.fails[0]
		f.fails = f.fails[1:]
		return tables.Result{}, err
	}
	if _, limited := ctx.Deadline(); !limited {
		return tables.Result{}, errors.New("a pass without a limit")
	}
	return tables.Result{Sockets: make([]model.Socket, 1), Gaps: []model.Gap{{What: safe.Say("own"), Why: safe.Say("gap")}}}, nil
}

func (f *fake) Close() error {
	*f.closed = append(*f.closed, f.name)
	return nil
}

// row is a way that fails to open with the error cannot, unless that is nil.
func row(name string, cannot error, closed *[]string, fails ...error) tables.Way {
	return tables.Way{
		Name: safe.Sanitise(name), From: safe.Sanitise("/" + name), Limit: time.Hour,
		Open: func(string) (tables.Tables, error) {
			if cannot != nil {
				return nil, cannot
			}
			return &fake{fails, closed, name}, nil
		},
	}
}

// read reads once and returns the name of the way and the gaps.
func read(t *testing.T, r tables.Tables) []string {
	t.Helper()
	got, err := r.Sockets(t.Context(), tables.Ask{})
	if err != nil {
		return []string{"error " + err.Error()}
	}
	all := []string{"by " + got.By.String()}
	for _, gap := range got.Gaps {
		all = append(all, gap.Words().String())
	}
	return all
}

func TestRefusedWayIsNeverUsedAgainAndLeavesAGap(t *testing.T) {
	refused := tables.Refusal(fmt.Errorf("ask: %w", unix.EPERM))
	var closed []string
	r, err := tables.First("/", row("a", errors.New("no module"), &closed), row("b", nil, &closed, refused), row("c", nil, &closed))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"by c", "own: gap", "a: no module; sockets are read from /b", "b: ask: operation not permitted; sockets are read from /c"}
	for range 2 {
		if got := read(t, r); !slices.Equal(got, want) {
			t.Errorf("said %q, want %q", got, want)
		}
	}
	if !slices.Equal(closed, []string{"b"}) {
		t.Errorf("closed %q, want b, which was opened and is not used any more", closed)
	}
}

func TestOtherErrorsAreReturnedAndTheWayIsKept(t *testing.T) {
	var closed []string
	r, err := tables.First("/", row("a", nil, &closed, unix.ENOMEM), row("b", nil, &closed))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := read(t, r), "error cannot allocate memory"; got[0] != want {
		t.Errorf("said %q, want %q", got, want)
	}
	if got, want := read(t, r), []string{"by a", "own: gap"}; !slices.Equal(got, want) {
		t.Errorf("said %q, want %q", got, want)
	}
}

func TestRefusalOfTheOnlyWayIsReturned(t *testing.T) {
	var closed []string
	if _, err := tables.First("/", row("a", unix.EPERM, &closed)); err != unix.EPERM {
		t.Errorf("open: %v", err)
	}
	r, err := tables.First("/", row("a", nil, &closed, tables.Refusal(unix.EPERM)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Sockets(t.Context(), tables.Ask{}); !errors.Is(err, unix.EPERM) || err.Error() != unix.EPERM.Error() {
		t.Errorf("pass: %v", err)
	}
}

func TestWayThatFailedToOpenIsTriedAgainAtTheNextRead(t *testing.T) {
	var closed []string
	last := row("b", nil, &closed)
	open, failed := last.Open, false
	last.Open = func(root string) (tables.Tables, error) {
		if !failed {
			failed = true
			return nil, unix.EMFILE
		}
		return open(root)
	}
	r, err := tables.First("/", row("a", nil, &closed, tables.Refusal(unix.EPERM)), last)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Sockets(t.Context(), tables.Ask{}); !errors.Is(err, unix.EMFILE) {
		t.Errorf("the error is %v", err)
	}
	if got := read(t, r); got[0] != "by b" {
		t.Errorf("said %q", got)
	}
}
