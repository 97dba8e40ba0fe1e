package wire_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"math"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"berth/model/field"
	"berth/model/safe"
	"berth/model/wire"
)

var update = flag.Bool("update", false, "write schema.json again")

// generator makes the schema of every document from the tables of fields and the
// types of Go.
type generator struct{ defs map[string]any }

func TestSchemaMatchesTheFieldTables(t *testing.T) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(generated()); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("schema.json", b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if text, err := os.ReadFile("schema.json"); err != nil || !bytes.Equal(text, b.Bytes()) {
		t.Errorf("schema.json is not what the tables say (%v); go test ./model/wire -update writes it", err)
	}
}

func generated() schema {
	g := &generator{map[string]any{}}
	declare(g, "sockets", "socket", field.Sockets)
	declare(g, "ports", "port", field.Ports)
	declare(g, "processes", "process", field.Processes)
	declare(g, "states", "state", field.States)
	declare(g, "destinations", "destination", field.Budgets)
	documents := []string{"sockets", "ports", "processes", "states", "destinations"}
	for _, of := range []any{wire.Counts{}, wire.Summary{}, wire.Check{}, wire.Doctor{}} {
		ref := g.of(reflect.TypeOf(of), "")["$ref"].(string)
		documents = append(documents, strings.TrimPrefix(ref, "#/$defs/"))
	}
	var any []schema
	for _, name := range documents {
		any = append(any, schema{"$ref": "#/$defs/" + name})
	}
	return schema{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "berth",
		"description": "One document that berth writes with --json. Members that are not known are not there.",
		"$defs":       g.defs, "anyOf": any,
	}
}

// declare declares the document about rows of one kind, and the rows.
func declare[R any](g *generator, name, by string, table []field.Field[R]) {
	members := map[string]any{}
	for _, f := range table {
		members[f.Name] = g.fact(f.JSON)
	}
	row, list := by+"_row", "rows"
	if by == "socket" {
		row, list = "socket", "sockets"
	}
	g.defs[row] = schema{
		"description": "Only the columns that were asked for with -o; without it all that are known.",
		"type":        "object", "additionalProperties": false, "properties": members,
	}
	whole := g.members(reflect.TypeFor[wire.Head]())
	whole.add(list, schema{"type": "array", "items": schema{"$ref": "#/$defs/" + row}}, true)
	if by != "socket" {
		whole.add("by", schema{"const": by}, true)
	}
	g.defs[name] = whole.schema()
}

// fact is the schema of what a field declares.
func (g *generator) fact(t field.Type) schema {
	if t.Object != nil {
		return g.of(t.Object, "")
	}
	text, _ := json.Marshal(t)
	s := schema{}
	_ = json.Unmarshal(text, &s)
	if t.Items != nil {
		s["items"] = g.fact(*t.Items)
	}
	return s
}

// of is the schema of a type of Go.
func (g *generator) of(t reflect.Type, tag reflect.StructTag) schema {
	if name := tag.Get("schema"); name != "" {
		if f := field.Find(field.Sockets, name); f != nil {
			return g.fact(f.JSON)
		}
		return g.fact(field.Find(field.Pools, name).JSON)
	}
	if words := tag.Get("enum"); words != "" {
		return schema{"enum": strings.Fields(words)}
	}
	switch t {
	case reflect.TypeFor[safe.Text]():
		return schema{"type": "string"}
	case reflect.TypeFor[time.Time]():
		return schema{"type": "string", "format": "date-time"}
	case reflect.TypeFor[wire.Socket]():
		return schema{"$ref": "#/$defs/socket"}
	case reflect.TypeFor[wire.Pool]():
		return schema{"$ref": "#/$defs/destination_row"}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return g.of(t.Elem(), "")
	case reflect.Slice:
		return schema{"type": "array", "items": g.of(t.Elem(), "")}
	case reflect.Struct:
		name := snake(t.Name())
		if g.defs[name] == nil {
			g.defs[name] = schema{} // ends the recursion of a type that contains itself
			g.defs[name] = g.members(t).schema()
		}
		return schema{"$ref": "#/$defs/" + name}
	case reflect.Interface:
		return schema{"type": []string{"string", "number", "boolean"}}
	case reflect.String:
		return schema{"type": "string"}
	case reflect.Bool:
		return schema{"type": "boolean"}
	case reflect.Float64:
		return schema{"type": "number", "minimum": 0}
	case reflect.Uint16:
		return schema{"type": "integer", "minimum": 0, "maximum": math.MaxUint16}
	case reflect.Int32: // only PIDs have this type
		return schema{"type": "integer", "minimum": 1, "maximum": math.MaxInt32}
	default:
		return schema{"type": "integer", "minimum": 0}
	}
}

// object builds the schema of an object.
type object struct {
	properties map[string]any
	required   []string
}

func (o *object) add(name string, s schema, required bool) {
	o.properties[name] = s
	if required {
		o.required = append(o.required, name)
	}
}

func (o *object) schema() schema {
	return schema{"type": "object", "additionalProperties": false, "required": append([]string{}, o.required...), "properties": o.properties}
}

// members are the fields of a struct, including those of embedded structs.
func (g *generator) members(t reflect.Type) *object {
	o := &object{properties: map[string]any{}}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			inner := g.members(f.Type)
			maps.Copy(o.properties, inner.properties)
			o.required = append(o.required, inner.required...)
			continue
		}
		name, option, _ := strings.Cut(f.Tag.Get("json"), ",")
		s := g.of(f.Type, f.Tag)
		switch {
		case name == "version":
			s = schema{"const": wire.Version}
		case option == "omitempty" && f.Type.Kind() != reflect.Pointer && s["minimum"] == 0:
			s["minimum"] = 1 // a zero is left out
		}
		o.add(name, s, option == "")
	}
	return o
}

// snake writes the name of a type as members are written: HeldPort is held_port.
func snake(name string) string {
	var b strings.Builder
	for i, r := range name {
		if i > 0 && unicode.IsUpper(r) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// declared checks that JSON has every field of a table, by itself or within another.
func declared[R any](t *testing.T, table []field.Field[R]) {
	t.Helper()
	whole := wire.Whole(table)
	for _, f := range table {
		if reflect.ValueOf(f.JSON).IsZero() || f.Known == nil {
			t.Errorf("field %s does not say how JSON writes it", f.Name)
		}
		if f.Within != "" && !slices.ContainsFunc(whole, func(w *field.Field[R]) bool { return w.Name == f.Within }) {
			t.Errorf("field %s shall stand within %s, and that is no member", f.Name, f.Within)
		}
	}
}

func TestJSONHasEveryField(t *testing.T) {
	declared(t, field.Sockets)
	declared(t, field.Ports)
	declared(t, field.Processes)
	declared(t, field.States)
	declared(t, field.Budgets)
}
