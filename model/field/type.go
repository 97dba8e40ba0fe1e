package field

import (
	"math"
	"reflect"
	"slices"

	"berth/model"
	"berth/model/moment"
	"berth/model/pool"
	"berth/model/services"
)

// Type is how JSON writes a fact, in the words of JSON Schema.
type Type struct {
	Type    string   `json:"type,omitempty"` // integer, number, string, boolean, array; none for words and objects
	Enum    []string `json:"enum,omitempty"`
	Format  string   `json:"format,omitempty"`
	Minimum *int64   `json:"minimum,omitempty"`
	Maximum *int64   `json:"maximum,omitempty"`
	Items   *Type    `json:"items,omitempty"`

	Object reflect.Type `json:"-"` // a struct whose fields are the members
}

// The types that take no parameter.
var (
	asText     = Type{Type: "string"}
	asFlag     = Type{Type: "boolean"}
	asDate     = Type{Type: "string", Format: "date-time"}
	asFraction = Type{Type: "number", Minimum: new(int64)}
)

// asWhole is a whole number that is at least least.
func asWhole(least int64) Type { return Type{Type: "integer", Minimum: &least} }

func (t Type) most(most int64) Type { t.Maximum = &most; return t }

// asWord is one of a few words.
func asWord(words ...string) Type { return Type{Enum: words} }

func asListOf(item Type) Type { return Type{Type: "array", Items: &item} }

// asObject is a struct with json tags.
func asObject[T any]() Type { return Type{Object: reflect.TypeFor[T]()} }

// structured reports whether the type is a list or an object.
func (t *Type) structured() bool { return t.Items != nil || t.Object != nil }

// The types of facts that several tables have.
var (
	asProto = asWord(namesOf(model.Protos, model.Proto.String)...)
	asState = asWord(stateWords()...)
	asReach = asWord(namesOf(moment.Reaches, func(r moment.Reach) string { return r.Name().String() })...)
	asClass = asWord(namesOf(services.Classes, func(c services.Class) string { return c.Name().String() })...)
	asRole  = asWord(namesOf(moment.Roles, moment.Role.Filter)...)
	asOwner = asWord(namesOf(model.OwnerStatuses, func(o model.OwnerStatus) string { return o.Name().String() })...)
	asKind  = asWord(namesOf(pool.PoolKinds, func(k pool.PoolKind) string { return k.Name().String() })...)
	asPort  = asWhole(0).most(math.MaxUint16)
	asPID   = asWhole(1).most(math.MaxInt32)
)

// namesOf are the names of all values below n.
func namesOf[V ~uint8](n V, name func(V) string) []string {
	var names []string
	for v := range n {
		names = append(names, name(v))
	}
	return names
}

// stateWords are the states as the filter language writes them, each once.
func stateWords() []string {
	var words []string
	for p := range model.Protos {
		for _, word := range namesOf(model.States, func(s model.State) string { return s.FilterOn(p) }) {
			if !slices.Contains(words, word) {
				words = append(words, word)
			}
		}
	}
	return words
}
