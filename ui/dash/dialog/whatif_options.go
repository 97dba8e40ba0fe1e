package dialog

import (
	"berth/model"
	"berth/model/pool"
)

// option is a change that a line of the table tries.
type option struct {
	name   string                                                 // before the text of the user
	parse  func(k *model.Kernel, text string) (pool.Trial, error) // nil: the line takes no text
	marked bool                                                   // initially included in the last line, which combines all marked lines
	plain  bool                                                   // it cannot be marked
}

// The options, in the order of the lines. The first line is the current state; the last
// one is all marked lines together.
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
	trial  pool.Trial // of the last valid text
	before string     // the text when editing began
	text   line       // as the user types it
	typed  bool       // edited since the line was selected
	wrong  string     // why the text is invalid
	marked bool
}
