package sysctl

import (
	"bytes"
	"strconv"

	"berth/model"
)

// tableReader returns a function that reads counters from a table of /proc/net/netstat or
// snmp. Each table is two lines that begin with its name: first the names, then the
// counts. Newer kernels have more counters. A name that the table lacks is NotThere.
func tableReader(table string) func(text []byte, names []string, into []model.FigureReading) {
	return func(text []byte, names []string, into []model.FigureReading) { readTable(text, table, names, into) }
}

func readTable(text []byte, table string, names []string, into []model.FigureReading) {
	markMissing(into)
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
			markNotUnderstood(into) // the counts cannot be matched to the names
			return
		}
		for len(head) > 0 {
			var name, count []byte
			name, head = word(head)
			count, counts = word(counts)
			store(name, count, names, into)
		}
	}
}

// lineReader returns a function that reads gauges from a line of /proc/net/sockstat: the name
// of the line, then the name and value of each gauge.
func lineReader(line string) func(text []byte, names []string, into []model.FigureReading) {
	return func(text []byte, names []string, into []model.FigureReading) { readLine(text, line, names, into) }
}

func readLine(text []byte, line string, names []string, into []model.FigureReading) {
	markMissing(into)
	for len(text) > 0 {
		var rest, title, name, value []byte
		rest, text, _ = bytes.Cut(text, newline)
		title, rest = word(rest)
		for string(title) == line && len(rest) > 0 {
			name, rest = word(rest)
			value, rest = word(rest)
			store(name, value, names, into)
		}
	}
}

// sumProcessors adds up counters of /proc/net/stat/nf_conntrack: a line of names, then a line
// of hexadecimal numbers for each processor.
func sumProcessors(text []byte, names []string, into []model.FigureReading) {
	markMissing(into)
	head, text, _ := bytes.Cut(text, newline)
	for line := range bytes.Lines(text) {
		if words(line) != words(head) {
			markNotUnderstood(into)
			return
		}
	}
	for i, name := range names {
		if at := column(head, name); at >= 0 {
			into[i] = sum(text, at)
		}
	}
}

// markMissing marks all figures as missing.
func markMissing(into []model.FigureReading) {
	for i := range into {
		into[i] = model.FigureReading{Why: model.NotThere}
	}
}

// markNotUnderstood marks all figures as not understood, because the file is malformed.
func markNotUnderstood(into []model.FigureReading) {
	for i := range into {
		into[i] = model.FigureReading{Why: model.NotUnderstood}
	}
}

// column returns the position of a name in a line of names, or -1.
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

// sum adds up a column over all lines.
func sum(text []byte, at int) model.FigureReading {
	cut := model.FigureReading{Why: model.NotUnderstood}
	total, lines := int64(0), 0
	for line := range bytes.Lines(text) {
		var cell []byte
		for rest, i := line, 0; i <= at; i++ {
			cell, rest = word(rest)
		}
		n, err := strconv.ParseUint(string(cell), 16, 32) // an unsigned int per processor
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

// store stores a counter if its name is one of names.
func store(name, value []byte, names []string, into []model.FigureReading) {
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

// word splits off the first word of a line.
func word(line []byte) (first, rest []byte) {
	line = bytes.TrimLeft(line, " \t\r\n")
	if i := bytes.IndexAny(line, " \t\r\n"); i >= 0 {
		return line[:i], bytes.TrimLeft(line[i:], " \t\r\n")
	}
	return line, nil
}
