package field

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"berth/model"
	"berth/model/safe"
)

// Queue is the queue of a socket: connections for a TCP listener, bytes for all others.
type Queue struct {
	Waiting     *uint32 `json:"waiting,omitempty"`     // connections not yet accepted
	Limit       *uint32 `json:"limit,omitempty"`       // most connections that may wait
	Unread      *uint64 `json:"unread,omitempty"`      // bytes that the process has not read
	Unconfirmed *uint64 `json:"unconfirmed,omitempty"` // bytes that the peer has not acknowledged
}

// Span is how long something has been seen.
type Span struct {
	Seconds float64 `json:"seconds"`
	Whole   bool    `json:"whole"` // Seconds is its whole age; if false, it is older
}

// String is the span in seconds, to the millisecond, with > before it if the true age
// is greater.
func (s Span) String() string {
	text := strconv.FormatFloat(math.Round(s.Seconds*1000)/1000, 'f', -1, 64)
	if !s.Whole {
		return ">" + text
	}
	return text
}

// Served is a port that a process listens on.
type Served struct {
	Proto string `json:"proto" schema:"proto"`
	Port  uint16 `json:"port"`
}

// String is the port as commands take it: 53/udp.
func (p Served) String() string { return strconv.Itoa(int(p.Port)) + "/" + p.Proto }

// Busiest is the process that holds most of the sockets of a row.
type Busiest struct {
	PID     int32     `json:"pid,omitempty"`
	Process safe.Text `json:"process"` // its name, or why no process is known
	Sockets int       `json:"sockets"`
}

// Cell is a fact in one text for programs: a number without its unit, a list with all
// its items. For an empty list it is what the column shows instead ("hidden").
func (f *Field[R]) Cell(r R) string {
	switch known := f.Known(r).(type) {
	case nil:
		if !f.showUnknown {
			return ""
		}
	case []int32:
		return strings.Trim(fmt.Sprint(known), "[]")
	case []Served:
		return strings.Trim(fmt.Sprint(known), "[]")
	case []safe.Text:
		if len(known) > 0 {
			return safe.Join(comma, known...).String()
		}
	case fmt.Stringer:
		return known.String()
	default:
		if !f.JSON.structured() {
			return fmt.Sprint(known)
		}
	}
	if text := f.Text(r); text != dash { // the column makes one text of several facts
		return text.String()
	}
	return ""
}

// Single is a fact as one text, number or boolean. A list or an object is the text of
// its column.
func (f *Field[R]) Single(r R) any {
	if known := f.Known(r); known != nil && !f.JSON.structured() {
		return known
	}
	return f.Text(r)
}

// Value is one of the values of a fact: for people as its column shows it, and for
// programs.
type Value struct {
	Text  string
	Known any
}

// Values are the values of a fact, each once. If a column shows the first holder and
// counts the rest, these are the values of all holders; any other fact has one value.
func (f *Field[R]) Values(r R) []Value {
	var values []Value
	switch known := f.Known(r).(type) {
	case []safe.Text:
		for _, text := range known {
			values = append(values, Value{text.String(), text})
		}
	case []int32:
		for _, n := range known {
			values = append(values, Value{strconv.Itoa(int(n)), n})
		}
	}
	if len(values) == 0 {
		values = []Value{{f.Text(r).String(), f.Single(r)}}
	}
	return values
}

// unlessEmpty is a text, or nil if it is empty.
func unlessEmpty[R any](get func(R) safe.Text) func(R) any {
	return func(r R) any {
		if text := get(r); !text.Empty() {
			return text
		}
		return nil
	}
}

// unless is a number, or nil if it is the one that means "nothing".
func unless[R any, N integer](nothing N, get func(R) N) func(R) any {
	return func(r R) any {
		if n := get(r); n != nothing {
			return n
		}
		return nil
	}
}

// distinct are the texts that are not empty, each once.
func distinct(texts ...safe.Text) []safe.Text {
	list := []safe.Text{}
	for _, t := range texts {
		if !t.Empty() && !slices.Contains(list, t) {
			list = append(list, t)
		}
	}
	return list
}

func spanOf(age time.Duration, whole bool) any {
	if age == 0 && !whole { // the first snapshot says nothing about ages
		return nil
	}
	return Span{age.Seconds(), whole}
}

// QueueOf is the queue of a socket. The limit of a listener is left out if the backend
// does not tell it.
func QueueOf(s *model.Socket) Queue {
	if s.State != model.Listen {
		unread, unconfirmed := uint64(s.RxQueue), uint64(s.TxQueue)
		return Queue{Unread: &unread, Unconfirmed: &unconfirmed}
	}
	return accepting(s.RxQueue, s.TxQueue)
}

func accepting(waiting, limit uint32) Queue {
	if limit == 0 {
		return Queue{Waiting: &waiting}
	}
	return Queue{Waiting: &waiting, Limit: &limit}
}
