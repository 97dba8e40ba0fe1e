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

// Queue is what waits in a socket: connections in a TCP listener, bytes in all others.
type Queue struct {
	Waiting     *uint32 `json:"waiting,omitempty"`     // connections to be accepted
	Limit       *uint32 `json:"limit,omitempty"`       // of those
	Unread      *uint64 `json:"unread,omitempty"`      // bytes the process has not read
	Unconfirmed *uint64 `json:"unconfirmed,omitempty"` // bytes the other side has not confirmed
}

// Span is how long something has been seen.
type Span struct {
	Seconds float64 `json:"seconds"`
	Whole   bool    `json:"whole"` // that is its whole life; else it is older
}

// String is the span in seconds, to the millisecond; > where it is only the least.
func (s Span) String() string {
	text := strconv.FormatFloat(math.Round(s.Seconds*1000)/1000, 'f', -1, 64)
	if !s.Whole {
		return ">" + text
	}
	return text
}

// Served is a port that is listened on.
type Served struct {
	Proto string `json:"proto" schema:"proto"`
	Port  uint16 `json:"port"`
}

// String is the port as commands take it: 53/udp.
func (p Served) String() string { return strconv.Itoa(int(p.Port)) + "/" + p.Proto }

// Busiest is the process that holds most of the sockets of a row.
type Busiest struct {
	PID     int32     `json:"pid,omitempty"`
	Process safe.Text `json:"process"` // or why there is none
	Sockets int       `json:"sockets"`
}

// Cell is a fact in one word for programs: a number without its unit, a list with
// all of its items. What a column says in place of an empty list ("hidden") it
// says too.
func (f *Field[R]) Cell(r R) string {
	switch told := f.Known(r).(type) {
	case nil:
		if !f.showUnknown {
			return ""
		}
	case []int32:
		return strings.Trim(fmt.Sprint(told), "[]")
	case []Served:
		return strings.Trim(fmt.Sprint(told), "[]")
	case []safe.Text:
		if len(told) > 0 {
			return safe.Join(comma, told...).String()
		}
	case fmt.Stringer:
		return told.String()
	default:
		if !f.JSON.structured() {
			return fmt.Sprint(told)
		}
	}
	if text := f.Text(r); text != dash { // of several facts a column makes one
		return text.String()
	}
	return ""
}

// Single is a fact as one text, number or boolean; of lists and objects what
// their column says.
func (f *Field[R]) Single(r R) any {
	if told := f.Known(r); told != nil && !f.JSON.structured() {
		return told
	}
	return f.Text(r)
}

// Value is one of the values of a fact: as its column writes it, and as programs
// read it.
type Value struct {
	Text  string
	Known any
}

// Values are the values of a fact, each once: those of every holder, where the
// column names the first and counts the rest; else the one that there is.
func (f *Field[R]) Values(r R) []Value {
	var values []Value
	switch told := f.Known(r).(type) {
	case []safe.Text:
		for _, text := range told {
			values = append(values, Value{text.String(), text})
		}
	case []int32:
		for _, n := range told {
			values = append(values, Value{strconv.Itoa(int(n)), n})
		}
	}
	if len(values) == 0 {
		values = []Value{{f.Text(r).String(), f.Single(r)}}
	}
	return values
}

// said is a text, or nothing where it is empty.
func said[R any](get func(R) safe.Text) func(R) any {
	return func(r R) any {
		if text := get(r); !text.Empty() {
			return text
		}
		return nil
	}
}

// unless is a number, or nothing where it stands for nothing.
func unless[R any, N integer](nothing N, get func(R) N) func(R) any {
	return func(r R) any {
		if n := get(r); n != nothing {
			return n
		}
		return nil
	}
}

// listed are texts, each once and none of them empty.
func listed(texts ...safe.Text) []safe.Text {
	list := []safe.Text{}
	for _, t := range texts {
		if !t.Empty() && !slices.Contains(list, t) {
			list = append(list, t)
		}
	}
	return list
}

func spanOf(age time.Duration, whole bool) any {
	if age == 0 && !whole { // nothing is known of it at the first look
		return nil
	}
	return Span{age.Seconds(), whole}
}

// QueueOf is what waits in a socket. What a listener can hold is 0 where the
// backend does not tell.
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
