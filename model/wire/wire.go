// Package wire holds two serial formats.
//
// The first is the output of commands with --json. A document is one line of JSON and
// names the version of the format. Its rows come from the tables of package field, and
// so does its schema, schema.json beside this file. It has texts of the machine
// complete, with escapes for everything that could move a cursor.
//
// The second is a snapshot as bytes that can be read back: AppendSnapshot and
// ReadSnapshot. It has the struct fields with a tag `wire:"name"`.
package wire

import (
	"bytes"
	"encoding/json"
	"io"
	"time"

	"berth/model"
	"berth/model/safe"
)

// Version is the number of the format. A version can get new members; the meaning of a
// member does not change within a version.
//
// 2: the rows of ports, processes and states have numbers and lists instead of the
// texts of a table, and a count has its value for programs.
//
// 3: texts of the machine are complete. Before, U+FFFD replaced what a screen must not
// show.
//
// 4: the members of sockets and pools have the names of their fields. README.md has a
// table of the old names.
const Version = 4

// Head begins every document.
type Head struct {
	Version int       `json:"version"`
	Host    safe.Text `json:"host"`
	Taken   time.Time `json:"taken"`
	Partial bool      `json:"partial"` // something could not be read; Gaps says what
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
