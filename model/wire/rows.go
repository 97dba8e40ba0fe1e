package wire

import (
	"bufio"
	"bytes"
	"io"

	"berth/model"
	"berth/model/field"
)

// Whole is the fields of a row if none are named: all except those whose facts another
// member already contains.
func Whole[R any](table []field.Field[R]) []*field.Field[R] {
	var whole []*field.Field[R]
	for i := range table {
		if table[i].Within == "" {
			whole = append(whole, &table[i])
		}
	}
	return whole
}

// EncodeRows writes a document about rows of a snapshot as one line. The members of
// a row are the names of its fields; unknown facts are left out. It writes one row at
// a time: a hundred thousand rows at once would be in memory three times.
func EncodeRows[R any](w io.Writer, n *model.Snapshot, by string, shown []*field.Field[R], rows []R) error {
	head, err := marshal(HeadOf(n))
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(w, 1<<16)
	out.Write(bytes.TrimSuffix(head, []byte("}")))
	if by == "socket" {
		out.WriteString(`,"sockets":[`)
	} else {
		out.WriteString(`,"by":"` + by + `","rows":[`)
	}
	var b []byte
	for i, r := range rows {
		b = b[:0]
		if i > 0 {
			b = append(b, ',')
		}
		b = AppendRow(b, shown, r)
		if _, err := out.Write(b); err != nil {
			return err
		}
	}
	out.WriteString("]}\n")
	return out.Flush()
}

// AppendRow appends a row as a JSON object.
func AppendRow[R any](b []byte, shown []*field.Field[R], r R) []byte {
	b = append(b, '{')
	first := true
	for _, f := range shown {
		known := f.Known(r)
		if known == nil {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		b = append(b, '"')
		b = append(b, f.Name...)
		b = append(b, '"', ':')
		b = appendValue(b, known)
	}
	return append(b, '}')
}
