package finding

import (
	"berth/model/field"
	"berth/model/safe"
)

// Fields are the facts of a finding, as the other rows have theirs in package field.
var Fields = []field.Field[Finding]{
	first(field.Rank("severity", "SEVERITY", "critical, warning or notice",
		func(f Finding) Severity { return f.Severity },
		func(f Finding) safe.Text { return f.Severity.Name() })),
	field.Word("finding", "FINDING", "what is wrong",
		func(f Finding) safe.Text { return f.Title }),
	field.Word("subject", "SUBJECT", "the pool, port or process that it is about",
		func(f Finding) safe.Text { return f.Subject.Words }),
	field.Word("evidence", "EVIDENCE", "the figures that say most; i shows all of them, with their sources",
		func(f Finding) safe.Text { return f.Short() }),
	right(first(field.Rank("since", "SINCE", "time since it was first seen; > where it was there before anybody looked",
		func(f Finding) int64 { return int64(f.For) },
		func(f Finding) safe.Text { return field.Age(f.For, f.Whole) }))),
	field.Word("rule", "RULE", "name of the rule, for scripts",
		func(f Finding) safe.Text { return f.Rule }),
}

// first puts the greatest on top.
func first(f field.Field[Finding]) field.Field[Finding] { f.Desc = true; return f }

func right(f field.Field[Finding]) field.Field[Finding] { f.Right = true; return f }

// Order is the order that a report has: the rule, then the subject.
func Order(a, b Finding) int { return a.Key().Compare(b.Key()) }
