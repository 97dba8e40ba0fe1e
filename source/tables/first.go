package tables

import (
	"context"
	"errors"
	"io"

	"berth/model"
	"berth/model/safe"
)

// first reads by the first of several ways that answers. One that is refused is
// given up for good, and every result has a gap that says why.
type first struct {
	root string
	ways []Way  // that are not refused; the first of them is in use
	open Tables // nil where it is to be opened
	gaps []model.Gap
}

// First opens the best of several ways for the proc file system at root; ways are
// in the order of preference, and at least one. It fails where the last of them
// does.
func First(root string, ways ...Way) (Tables, error) {
	f := &first{root: root, ways: ways}
	if err := f.reopen(); err != nil {
		return nil, err
	}
	return f, nil
}

// reopen opens the first way that can be opened.
func (f *first) reopen() error {
	for f.open == nil {
		t, err := f.ways[0].Open(f.root)
		switch {
		case err == nil:
			f.open = t
		case len(f.ways) == 1:
			return err
		default:
			f.giveUp(err)
		}
	}
	return nil
}

// Sockets implements Tables.
func (f *first) Sockets(ctx context.Context, want Ask) (Result, error) {
	for {
		if err := f.reopen(); err != nil {
			return Result{}, err
		}
		r, err := f.pass(ctx, want)
		var no refusal
		switch {
		case err == nil:
			r.By, r.Gaps = f.ways[0].Name, append(r.Gaps, f.gaps...)
			return r, nil
		case len(f.ways) == 1 || !errors.As(err, &no):
			return Result{}, err
		}
		f.giveUp(err)
	}
}

func (f *first) pass(ctx context.Context, want Ask) (Result, error) {
	ctx, cancel := context.WithTimeout(ctx, f.ways[0].Limit)
	defer cancel()
	return f.open.Sockets(ctx, want)
}

// giveUp turns to the next way, and remembers why.
func (f *first) giveUp(err error) {
	if c, ok := f.open.(io.Closer); ok {
		_ = c.Close()
	}
	no, next := f.ways[0], f.ways[1]
	f.open, f.ways = nil, f.ways[1:]
	f.gaps = append(f.gaps, model.Gap{
		What: no.Name,
		Why:  safe.Concat(safe.Sanitise(err.Error()), safe.Say("; sockets are read from "), next.From),
	})
}
