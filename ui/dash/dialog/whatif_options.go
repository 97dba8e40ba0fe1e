package dialog

import (
	"berth/model"
	"berth/model/pool"
)

// option is what a line of the table changes.
type option struct {
	name   string                                                 // in front of what is typed
	parse  func(k *model.Kernel, text string) (pool.Trial, error) // nil: nothing to type
	marked bool                                                   // at first: it is a part of the last line, which turns all marked ones
	plain  bool                                                   // it can be no part of it
}

// The options, in the order of the lines. The first line is how it is, the last all
// marked ones together.
var options = []option{
	{name: "as it is", plain: true},
	{name: "range", marked: true, parse: func(k *model.Kernel, text string) (pool.Trial, error) {
		r, err := pool.ParseRange(k, text)
		return pool.Trial{Range: r}, err
	}},
	{name: "tcp_tw_reuse 1", marked: true},
	{name: "sources", parse: func(_ *model.Kernel, text string) (pool.Trial, error) {
		n, err := pool.ParseSources(text)
		return pool.Trial{Sources: n}, err
	}},
	{name: "pooled to", parse: func(_ *model.Kernel, text string) (pool.Trial, error) {
		n, err := pool.ParsePooled(text)
		return pool.Trial{Pooled: n}, err
	}},
	{name: "all marked", plain: true},
}

// trial is a line of the table.
type trial struct {
	*option
	trial  pool.Trial // the last good one
	before string     // the text when the cursor came
	text   line       // as it is typed
	typed  bool       // since the cursor came
	wrong  string
	marked bool
}
