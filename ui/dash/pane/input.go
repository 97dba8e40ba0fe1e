package pane

import (
	"berth/model/finding"
	"berth/model/moment"
)

// Input is the data from which a pane builds its rows.
type Input struct {
	Moment   *moment.Moment
	Report   finding.Report // what is wrong with it
	Sequence int            // number of the moment
	Match    moment.Match
	View     string // names the filter and the trail; a row of another view is not marked as new
	Still    bool   // the user is moving the cursor: rows keep their places
	Inside   bool   // a row was opened: show every socket of it
}

// Within limits an input to a scope.
func (in Input) Within(s Scope) Input {
	outer := in.Match
	in.Match = s.Match
	if outer != nil {
		in.Match = func(c moment.Conn) bool { return outer(c) && s.Match(c) }
	}
	in.View += "\x00" + s.Label.String()
	return in
}
