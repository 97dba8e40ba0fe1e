package field

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"berth/model/safe"
)

// Mistake is the error for a value or an operator that a field does not accept.
type Mistake struct {
	Want string // what was expected: "a port from 0 to 65535"
	Hint string // the nearest known word, or ""
}

func (m *Mistake) Error() string {
	if m.Hint == "" {
		return "expected " + m.Want
	}
	return "expected " + m.Want + "; did you mean " + m.Hint + "?"
}

// term makes a predicate of an operator and a value.
type term[R any] = func(Op, string) (func(R) bool, error)

// negatable adds != and !~ to a term that has = and ~. Each is the negation, so that
// for a socket with several holders != means that none of them matches.
func negatable[R any](t term[R]) term[R] {
	return func(op Op, value string) (func(R) bool, error) {
		plain, negated := op.plain()
		match, err := t(plain, value)
		if err != nil || !negated {
			return match, err
		}
		return func(r R) bool { return !match(r) }, nil
	}
}

// bounds is a comparison with a whole number, as the range that passes it.
type bounds struct{ least, most int64 }

func (b bounds) has(n int64) bool { return b.least <= n && n <= b.most }

// compared are the numbers n for which "n op least..most" holds.
func compared(op Op, least, most int64) (bounds, bool) {
	switch {
	case op == Equal:
		return bounds{least, most}, true
	case least != most, op == Contains: // a range has no "less than"
		return bounds{}, false
	case op == Less:
		return bounds{math.MinInt64, least - 1}, true
	case op == LessEqual:
		return bounds{math.MinInt64, least}, true
	case op == Greater:
		return bounds{least + 1, math.MaxInt64}, true
	}
	return bounds{least, math.MaxInt64}, true
}

// numeral parses a whole number from 0 to limit, or a range ("80-90").
func numeral(value string, limit int64) (least, most int64, ok bool) {
	low, high, ranged := strings.Cut(value, "-")
	least, ok = whole(low, limit)
	if !ranged {
		return least, least, ok
	}
	most, okHigh := whole(high, limit)
	return least, most, ok && okHigh && least <= most
}

func whole(digits string, limit int64) (int64, bool) {
	n, err := strconv.ParseUint(digits, 10, 63)
	return int64(n), err == nil && int64(n) <= limit
}

// numbers makes the term of a whole number. any reports whether one of the row's
// numbers passes the test.
func numbers[R any](what string, limit int64, any func(r R, test bounds) bool) term[R] {
	mistake := &Mistake{Want: what + " from 0 to " + strconv.FormatInt(limit, 10) + ", or with = a range such as 80-90"}
	if limit > math.MaxUint32 {
		mistake.Want = what + ", or with = a range such as 80-90"
	}
	return negatable(func(op Op, value string) (func(R) bool, error) {
		least, most, ok := numeral(value, limit)
		test, fits := compared(op, least, most)
		if !ok || !fits {
			return nil, mistake
		}
		return func(r R) bool { return any(r, test) }, nil
	})
}

// number is the same as numbers, for a row that has one number.
func number[R any, N integer](what string, limit int64, get func(R) N) term[R] {
	return numbers(what, limit, func(r R, test bounds) bool { return test.has(int64(get(r))) })
}

// words makes the term of a text: = compares the whole text, ~ finds a part of it in
// any case.
func words[R any](any func(r R, test func(safe.Text) bool) bool) term[R] {
	return negatable(func(op Op, value string) (func(R) bool, error) {
		value = safe.Sanitise(value).String() // as all texts of the machine are
		var test func(safe.Text) bool
		switch op {
		case Equal:
			test = func(s safe.Text) bool { return s.String() == value }
		case Contains:
			lower := strings.ToLower(value)
			test = func(s safe.Text) bool { return strings.Contains(strings.ToLower(s.String()), lower) }
		default:
			return nil, &Mistake{Want: "one of = != ~ !~ before a text"}
		}
		return func(r R) bool { return any(r, test) }, nil
	})
}

// word is the same as words, for a row that has one text.
func word[R any](get func(R) safe.Text) term[R] {
	return words(func(r R, test func(safe.Text) bool) bool { return test(get(r)) })
}

// choices makes the term of a fact that is one of a few words in a fixed order.
func choices[R any, V cmp.Ordered](names []string, parse func(string) (V, bool), get func(R) V) term[R] {
	return negatable(func(op Op, value string) (func(R) bool, error) {
		want, ok := parse(strings.ToLower(value))
		if !ok {
			return nil, &Mistake{"one of " + strings.Join(names, " "), Nearest(value, names)}
		}
		var holds []int // the results of cmp.Compare that satisfy op
		switch op {
		case Equal:
			holds = []int{0}
		case Less:
			holds = []int{-1}
		case LessEqual:
			holds = []int{-1, 0}
		case Greater:
			holds = []int{1}
		case GreaterEqual:
			holds = []int{0, 1}
		default:
			return nil, &Mistake{Want: "one of = != < <= > >= before " + value}
		}
		return func(r R) bool { return slices.Contains(holds, cmp.Compare(get(r), want)) }, nil
	})
}

// either makes the term of a boolean.
func either[R any](get func(R) bool) term[R] {
	yes := []string{"no", "yes"}
	return choices(yes, func(s string) (int, bool) { i := slices.Index(yes, s); return i, i >= 0 }, func(r R) int {
		if get(r) {
			return 1
		}
		return 0
	})
}
