package sysctl

import (
	"bytes"
	"strconv"

	"berth/model"
)

// columns looks for counters in a table of /proc/net/netstat or snmp, where each
// table is two lines that begin with its name: what is counted, then the counts.
// Kernels have more of them from version to version. What is not in the table
// is not there.
func columns(table string) func(text []byte, names []string, into []model.FigureReading) {
	return func(text []byte, names []string, into []model.FigureReading) { inColumns(text, table, names, into) }
}

func inColumns(text []byte, table string, names []string, into []model.FigureReading) {
	none(into)
	for len(text) > 0 {
		var head, counts []byte
		head, text, _ = bytes.Cut(text, newline)
		title, head := word(head)
		if string(title) != table {
			continue
		}
		counts, text, _ = bytes.Cut(text, newline)
		title, counts = word(counts)
		if string(title) != table || words(head) != words(counts) {
			unclear(into) // which count is whose?
			return
		}
		for len(head) > 0 {
			var name, count []byte
			name, head = word(head)
			count, counts = word(counts)
			put(name, count, names, into)
		}
	}
}

// pairs looks for gauges in a line of /proc/net/sockstat: its name, then each
// gauge before its value.
func pairs(line string) func(text []byte, names []string, into []model.FigureReading) {
	return func(text []byte, names []string, into []model.FigureReading) { inPairs(text, line, names, into) }
}

func inPairs(text []byte, line string, names []string, into []model.FigureReading) {
	none(into)
	for len(text) > 0 {
		var rest, title, name, value []byte
		rest, text, _ = bytes.Cut(text, newline)
		title, rest = word(rest)
		for string(title) == line && len(rest) > 0 {
			name, rest = word(rest)
			value, rest = word(rest)
			put(name, value, names, into)
		}
	}
}

// processors adds up counters of /proc/net/stat/nf_conntrack: a line of names,
// then one of hexadecimal numbers for each processor.
func processors(text []byte, names []string, into []model.FigureReading) {
	none(into)
	head, text, _ := bytes.Cut(text, newline)
	for line := range bytes.Lines(text) {
		if words(line) != words(head) {
			unclear(into)
			return
		}
	}
	for i, name := range names {
		if at := column(head, name); at >= 0 {
			into[i] = sum(text, at)
		}
	}
}

// none is what is told of names that are never found.
func none(into []model.FigureReading) {
	for i := range into {
		into[i] = model.FigureReading{Why: model.NotThere}
	}
}

// unclear is what is told of names in a file that is not as it should be.
func unclear(into []model.FigureReading) {
	for i := range into {
		into[i] = model.FigureReading{Why: model.NotUnderstood}
	}
}

// column is where a name stands in a line of them; -1 where it does not.
func column(head []byte, name string) int {
	at := 0
	for found := range bytes.FieldsSeq(head) {
		if string(found) == name {
			return at
		}
		at++
	}
	return -1
}

// sum adds a column up, line by line.
func sum(text []byte, at int) model.FigureReading {
	cut := model.FigureReading{Why: model.NotUnderstood}
	total, lines := int64(0), 0
	for line := range bytes.Lines(text) {
		var cell []byte
		for rest, i := line, 0; i <= at; i++ {
			cell, rest = word(rest)
		}
		n, err := strconv.ParseUint(string(cell), 16, 32) // unsigned int, of each processor
		if err != nil {
			return cut
		}
		total += int64(n)
		lines++
	}
	if lines == 0 {
		return cut
	}
	return known(total)
}

// put takes a counter over, if it is one of those that are looked for.
func put(name, value []byte, names []string, into []model.FigureReading) {
	for i := range names {
		if string(name) != names[i] {
			continue
		}
		n, err := strconv.ParseInt(string(value), 10, 64)
		if into[i] = known(n); err != nil || n < 0 {
			into[i] = model.FigureReading{Why: model.NotUnderstood}
		}
		return
	}
}

var newline = []byte("\n")

func words(line []byte) (n int) {
	for range bytes.FieldsSeq(line) {
		n++
	}
	return n
}

// word cuts the first word off a line.
func word(line []byte) (first, rest []byte) {
	line = bytes.TrimLeft(line, " \t\r\n")
	if i := bytes.IndexAny(line, " \t\r\n"); i >= 0 {
		return line[:i], bytes.TrimLeft(line[i:], " \t\r\n")
	}
	return line, nil
}
