// Package schema makes the JSON schema of a Go type, and checks that JSON fits the type.
package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"pareta.ai/paretasdk/internal/record"
)

// Object is a JSON object.
type Object = map[string]any

// Of returns the JSON schema of a struct: its exported fields by their json tags, with descriptions from
// `jsonschema:"description=…"`. A field is required unless it has omitempty, omitzero or is a pointer.
func Of(t reflect.Type) (Object, error) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || t == reflect.TypeFor[time.Time]() {
		return nil, fmt.Errorf("the output type must be a struct, string or json.RawMessage, not %s", t)
	}
	return schemaOf(t, nil)
}

func schemaOf(t reflect.Type, within []reflect.Type) (Object, error) {
	if slices.Contains(within, t) {
		return nil, fmt.Errorf("the type %s contains itself, which its schema cannot express", t)
	}
	within = append(within[:len(within):len(within)], t)
	switch {
	case t == reflect.TypeFor[time.Time]():
		return Object{"type": "string", "format": "date-time"}, nil
	case t == reflect.TypeFor[json.RawMessage](), t.Kind() == reflect.Interface:
		return Object{}, nil
	case t.Kind() == reflect.Struct:
		return structSchema(t, within)
	case t.Kind() == reflect.Pointer:
		return schemaOf(t.Elem(), within[:len(within)-1])
	case t.Kind() == reflect.Slice, t.Kind() == reflect.Array:
		items, err := schemaOf(t.Elem(), within)
		return Object{"type": "array", "items": items}, err
	case t.Kind() == reflect.Map && t.Key().Kind() == reflect.String:
		values, err := schemaOf(t.Elem(), within)
		return Object{"type": "object", "additionalProperties": values}, err
	}
	if name := scalarName(t); name != "" {
		return Object{"type": name}, nil
	}
	return nil, fmt.Errorf("the type %s has no JSON schema", t)
}

func scalarName(t reflect.Type) string {
	zero := reflect.Zero(t)
	switch {
	case t.Kind() == reflect.String:
		return "string"
	case t.Kind() == reflect.Bool:
		return "boolean"
	case zero.CanInt(), zero.CanUint():
		return "integer"
	case zero.CanFloat():
		return "number"
	}
	return ""
}

func structSchema(t reflect.Type, within []reflect.Type) (Object, error) {
	properties, required := orderedObject{}, []string{}
	for _, one := range fieldsOf(t) {
		found, err := schemaOf(one.field.Type, within)
		if err != nil {
			return nil, err
		}
		if text, ok := strings.CutPrefix(one.field.Tag.Get("jsonschema"), "description="); ok {
			found["description"] = text
		}
		properties = append(properties, orderedMember{one.name, found})
		if one.required {
			required = append(required, one.name)
		}
	}
	return Object{"type": "object", "properties": properties, "required": required, "additionalProperties": false}, nil
}

// orderedObject is a JSON object that keeps the order of its members: models write their output in it.
type orderedObject []orderedMember

type orderedMember struct {
	name  string
	value any
}

// MarshalJSON encodes the members in their order.
func (o orderedObject) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	out.WriteByte('{')
	for _, one := range o {
		raw, err := record.Marshal(one.value)
		if err != nil {
			return nil, err
		}
		record.WriteMember(&out, one.name, raw)
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

type jsonField struct {
	name     string
	required bool
	field    reflect.StructField
}

// fieldsOf returns the fields of a struct as encoding/json names them.
func fieldsOf(t reflect.Type) []jsonField {
	var found []jsonField
	for _, field := range reflect.VisibleFields(t) {
		tag := field.Tag.Get("json")
		name, rest, _ := strings.Cut(tag, ",")
		isEmbedded := field.Anonymous && name == ""
		if !field.IsExported() || isEmbedded || tag == "-" {
			continue
		}
		if name == "" {
			name = field.Name
		}
		optional := strings.Contains(rest, "omitempty") || strings.Contains(rest, "omitzero") || field.Type.Kind() == reflect.Pointer
		found = append(found, jsonField{name, !optional, field})
	}
	return found
}

// Fits checks that the required members of an output are there, which encoding/json does not.
func Fits(raw json.RawMessage, t reflect.Type, path string) error {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case record.Kind(raw) == "null" || t == reflect.TypeFor[time.Time](), t == reflect.TypeFor[json.RawMessage]():
		return nil
	case t.Kind() == reflect.Struct:
		var members map[string]json.RawMessage
		if err := json.Unmarshal(raw, &members); err != nil {
			return fmt.Errorf("%s: expected an object, found %s", path, record.Kind(raw))
		}
		for _, one := range fieldsOf(t) {
			member, there := members[one.name]
			if !there && one.required || there && one.required && record.Kind(member) == "null" {
				return fmt.Errorf("%s.%s is missing", path, one.name)
			}
			if there {
				if err := Fits(member, one.field.Type, path+"."+one.name); err != nil {
					return err
				}
			}
		}
	case t.Kind() == reflect.Slice:
		var items []json.RawMessage
		if err := json.Unmarshal(raw, &items); err != nil {
			return fmt.Errorf("%s: expected an array, found %s", path, record.Kind(raw))
		}
		for i, item := range items {
			if err := Fits(item, t.Elem(), fmt.Sprintf("%s[%d]", path, i)); err != nil {
				return err
			}
		}
	}
	return nil
}
