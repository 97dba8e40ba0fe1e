// Package wire holds two serial formats.
//
// One is what commands write with --json: a document is one line of JSON and says
// which version of the format it is in. Its rows come from the tables of package
// field, as does its schema, schema.json beside this file. Texts of the machine are
// whole in it, with escapes for all that could move a cursor.
//
// The other is a snapshot as bytes that are read back. It is made of the fields of
// its structs that have a tag `wire:"name"`: AppendSnapshot and ReadSnapshot.
package wire

import (
	"bytes"
	"encoding/json"
	"io"
	"time"

	"berth/model"
	"berth/model/safe"
)

// Version is the number of the format. New members may come within a version;
// the meaning of those that are there does not change.
//
// 2: the rows of ports, processes and states hold numbers and lists, where they
// held the texts of a table, and a count has the value as programs read it.
//
// 3: texts of the machine are whole, where U+FFFD stood for what a screen must
// not show.
//
// 4: sockets and pools have the names of their fields. README.md has a table of
// what was called otherwise.
const Version = 4

// Head begins every document.
type Head struct {
	Version int       `json:"version"`
	Host    safe.Text `json:"host"`
	Taken   time.Time `json:"taken"`
	Partial bool      `json:"partial"` // something could not be read; gaps say what
	Gaps    []Gap     `json:"gaps"`
}

// Gap is something that could not be read.
type Gap struct {
	What  safe.Text `json:"what"`
	Count int       `json:"count,omitempty"`
	Why   safe.Text `json:"why"`
}

// HeadOf is the head of a document about a snapshot.
func HeadOf(n *model.Snapshot) Head {
	h := Head{Version: Version, Host: n.Host.Name, Taken: n.Taken, Partial: len(n.Gaps) > 0, Gaps: []Gap{}}
	for _, g := range n.Gaps {
		h.Gaps = append(h.Gaps, Gap(g))
	}
	return h
}

// Encode writes one document as one line.
func Encode(w io.Writer, document any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false) // command lines are full of & and <, and no browser reads this
	return e.Encode(document)
}

// marshal is a part of a document.
func marshal(part any) ([]byte, error) {
	var b bytes.Buffer
	err := Encode(&b, part)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
