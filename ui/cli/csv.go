package cli

import (
	"encoding/csv"
	"io"
	"strings"

	"berth/ui/table"
)

// writeCSV writes a table for programs; a spreadsheet must not take a name of a
// process for a formula. heading says whether the names of the columns come first.
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

// inert puts ' before what a spreadsheet would take for a formula. A lone dash,
// which stands where there is nothing to say, is none.
func inert(text string) string {
	if text != "-" && text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
