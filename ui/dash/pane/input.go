package pane

import (
	"berth/model/finding"
	"berth/model/moment"
)

// Input is what a pane makes its rows of.
type Input struct {
	Moment *moment.Moment
	Report finding.Report // what is wrong with it
	Turn   int            // number of the moment
	Match  moment.Match
	View   string // names the filter and the trail: rows of another view are not new, just other
	Still  bool   // the person moves through the rows: they keep their places
	Inside bool   // drilled in: show every socket of the row that was opened
}

// Within narrows an input to a scope.
func (in Input) Within(s Scope) Input {
	outer := in.Match
	in.Match = s.Match
	if outer != nil {
		in.Match = func(c moment.Conn) bool { return outer(c) && s.Match(c) }
	}
	in.View += "\x00" + s.Label.String()
	return in
}
