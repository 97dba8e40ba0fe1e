package wire_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// schema is the part of JSON Schema that schema.json uses.
type schema map[string]any

// law reads schema.json and gives the schema of one kind of document.
func law(t *testing.T, kind string) (root, document schema) {
	t.Helper()
	text, err := os.ReadFile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &root); err != nil {
		t.Fatalf("read schema.json: %v", err)
	}
	return root, schema{"$ref": "#/$defs/" + kind}
}

// validate lists where a value breaks a schema. An unknown keyword is an error, so that
// no part of the schema is silently ignored.
func validate(root, s schema, at string, v any) []string {
	var wrong []string
	say := func(format string, args ...any) { wrong = append(wrong, at+": "+fmt.Sprintf(format, args...)) }
	for keyword, is := range s {
		switch keyword {
		case "$ref":
			def := root["$defs"].(map[string]any)[strings.TrimPrefix(is.(string), "#/$defs/")]
			wrong = append(wrong, validate(root, def.(map[string]any), at, v)...)
		case "description":
		case "const":
			if v != is {
				say("%v is not %v", v, is)
			}
		case "enum":
			if !slices.Contains(is.([]any), v) {
				say("%v is none of %v", v, is)
			}
		case "type":
			names, several := is.([]any)
			if !several {
				names = []any{is}
			}
			if !slices.ContainsFunc(names, func(name any) bool { return typed(name.(string), v) }) {
				say("%v is no %s", v, is)
			}
		case "format":
			if _, err := time.Parse(time.RFC3339Nano, fmt.Sprint(v)); is != "date-time" || err != nil {
				say("%v is no %v", v, is)
			}
		case "minimum":
			if n, ok := v.(float64); !ok || n < is.(float64) {
				say("%v is less than %v", v, is)
			}
		case "maximum":
			if n, ok := v.(float64); !ok || n > is.(float64) {
				say("%v is more than %v", v, is)
			}
		case "items":
			list, _ := v.([]any)
			for i, item := range list {
				wrong = append(wrong, validate(root, is.(map[string]any), fmt.Sprintf("%s[%d]", at, i), item)...)
			}
		case "required":
			object, _ := v.(map[string]any)
			for _, name := range is.([]any) {
				if _, ok := object[name.(string)]; !ok {
					say("%v is missing", name)
				}
			}
		case "properties", "additionalProperties":
			if keyword == "properties" {
				continue // with the additional ones
			}
			wrong = append(wrong, members(root, s, at, v)...)
		default:
			say("the validator does not know the keyword %s", keyword)
		}
	}
	return wrong
}

// members validates the members of an object: those with a schema of their own, then
// additional ones, if they are allowed.
func members(root, s schema, at string, v any) []string {
	var wrong []string
	named, _ := s["properties"].(map[string]any)
	object, _ := v.(map[string]any)
	for name, value := range object {
		of, ok := named[name].(map[string]any)
		if !ok {
			of, ok = s["additionalProperties"].(map[string]any)
		}
		if !ok {
			wrong = append(wrong, at+": nothing is called "+name)
			continue
		}
		wrong = append(wrong, validate(root, of, at+"."+name, value)...)
	}
	return wrong
}

func typed(name string, v any) bool {
	switch v := v.(type) {
	case map[string]any:
		return name == "object"
	case []any:
		return name == "array"
	case string:
		return name == "string"
	case bool:
		return name == "boolean"
	case float64:
		return name == "number" || name == "integer" && v == math.Trunc(v)
	}
	return false
}

func TestValidatorFindsWhatBreaksTheSchema(t *testing.T) {
	root, _ := law(t, "gap")
	for kind, texts := range map[string][]string{
		"gap":      {`{"what":"x"}`, `{"what":1,"why":"y"}`, `{"what":"x","why":"y","more":1}`, `{"what":"x","why":"y","count":0}`, `[]`},
		"endpoint": {`{"address":"::","port":65536}`, `{"address":"::","port":1.5}`, `{"address":"::","port":-1}`},
		"counts":   {`{"version":1,"host":"","taken":"2026-03-01T14:00:00Z","partial":false,"gaps":[],"column":"a","total":0,"counts":[]}`},
		"count":    {`{"value":[],"count":1}`, `{"value":null,"count":1}`},
		"ports":    {`{"version":4,"host":"","taken":"noon","partial":false,"gaps":[],"by":"port","rows":[]}`},
		"port_row": {`{"port":"80"}`, `{"pid":80}`, `{"pid":["80"]}`, `{"address":"[::]"}`, `{"colour":1}`},
	} {
		for _, text := range texts {
			var v any
			if err := json.Unmarshal([]byte(text), &v); err != nil {
				t.Fatal(err)
			}
			if len(validate(root, schema{"$ref": "#/$defs/" + kind}, kind, v)) == 0 {
				t.Errorf("%s is taken for a %s", text, kind)
			}
		}
	}
}
