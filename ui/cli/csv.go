package cli

import (
	"encoding/csv"
	"io"
	"strings"

	"berth/ui/table"
)

// writeCSV writes a table for programs. A spreadsheet must not read the name of a
// process as a formula. heading adds a line with the names of the columns.
func writeCSV(to io.Writer, t table.Plain, heading bool) error {
	w := csv.NewWriter(to)
	record := make([]string, len(t.Columns))
	if heading {
		for i, c := range t.Columns {
			record[i] = c.Name
		}
		if err := w.Write(record); err != nil {
			return err
		}
	}
	for _, row := range t.Cells {
		for i, text := range row {
			record[i] = inert(text)
		}
		if err := w.Write(record); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

// inert puts ' before a text that a spreadsheet would read as a formula. A single dash,
// which means an empty cell, is not a formula.
func inert(text string) string {
	if text != "-" && text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
