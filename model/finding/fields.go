package finding

import (
	"berth/model/field"
	"berth/model/safe"
)

// Fields are the fields of a finding; those of the other rows are in package field.
var Fields = []field.Field[Finding]{
	first(field.Rank("severity", "SEVERITY", "critical, warning or notice",
		func(f Finding) Severity { return f.Severity },
		func(f Finding) safe.Text { return f.Severity.Name() })),
	field.Word("finding", "FINDING", "what is wrong",
		func(f Finding) safe.Text { return f.Title }),
	field.Word("subject", "SUBJECT", "the pool, port or process it is about",
		func(f Finding) safe.Text { return f.Subject.Words }),
	field.Word("evidence", "EVIDENCE", "the most important figures; i shows all of them with their sources",
		func(f Finding) safe.Text { return f.Short() }),
	right(first(field.Rank("since", "SINCE", "time since it was first seen; > if it existed before berth started",
		func(f Finding) int64 { return int64(f.For) },
		func(f Finding) safe.Text { return field.Age(f.For, f.Whole) }))),
	field.Word("rule", "RULE", "name of the rule, for scripts",
		func(f Finding) safe.Text { return f.Rule }),
}

// first sorts the greatest first.
func first(f field.Field[Finding]) field.Field[Finding] { f.Desc = true; return f }

func right(f field.Field[Finding]) field.Field[Finding] { f.Right = true; return f }

// Order is the order of a report: by rule, then by subject.
func Order(a, b Finding) int { return a.Key().Compare(b.Key()) }
