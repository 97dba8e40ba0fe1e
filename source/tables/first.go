package tables

import (
	"context"
	"errors"
	"io"

	"berth/model"
	"berth/model/safe"
)

// first reads with the first of several ways that works. A way that is refused is
// never tried again, and every later result has a gap that gives the reason.
type first struct {
	root string
	ways []Way  // those not refused; the first is in use
	open Tables // nil: not opened yet
	gaps []model.Gap
}

// First opens the best of one or more ways, given in order of preference, for the
// proc file system at root. It fails if the last way fails.
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
			f.useNext(err)
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
		var refused refusal
		switch {
		case err == nil:
			r.By, r.Gaps = f.ways[0].Name, append(r.Gaps, f.gaps...)
			return r, nil
		case len(f.ways) == 1 || !errors.As(err, &refused):
			return Result{}, err
		}
		f.useNext(err)
	}
}

func (f *first) pass(ctx context.Context, want Ask) (Result, error) {
	ctx, cancel := context.WithTimeout(ctx, f.ways[0].Limit)
	defer cancel()
	return f.open.Sockets(ctx, want)
}

// useNext switches to the next way and records why.
func (f *first) useNext(err error) {
	if c, ok := f.open.(io.Closer); ok {
		_ = c.Close()
	}
	refused, next := f.ways[0], f.ways[1]
	f.open, f.ways = nil, f.ways[1:]
	f.gaps = append(f.gaps, model.Gap{
		What: refused.Name,
		Why:  safe.Format("%s; sockets are read from %s", err.Error(), next.From),
	})
}
