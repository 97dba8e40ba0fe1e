package field

// Op is a comparison of the filter language.
type Op uint8

// The comparisons.
const (
	Equal        Op = iota // =
	NotEqual               // !=
	Contains               // ~
	NotContains            // !~
	Less                   // <
	LessEqual              // <=
	Greater                // >
	GreaterEqual           // >=
	ops                    // how many there are
)

var opText = [ops]string{"=", "!=", "~", "!~", "<", "<=", ">", ">="}

// String is the operator as it is written.
func (o Op) String() string { return opText[min(o, ops-1)] }

// plain splits off the negation: != is not =, and !~ is not ~.
func (o Op) plain() (op Op, negated bool) {
	switch o {
	case NotEqual:
		return Equal, true
	case NotContains:
		return Contains, true
	}
	return o, false
}
