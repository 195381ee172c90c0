// Package schema makes the JSON schema of a Go type, and checks that JSON fits the type.
package schema

import (
	"bytes"
	"encoding"
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

// Of returns the JSON schema of a struct: its exported fields by their json tags, with what their jsonschema tags add:
// `jsonschema:"enum=low,enum=high,description=…"`, the description last. A field is required unless it has omitempty,
// omitzero or is a pointer.
func Of(t reflect.Type) (Object, error) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || customName(t) != "" {
		return nil, fmt.Errorf("the output type must be a struct, string or json.RawMessage, not %s", t)
	}
	return schemaOf(t, nil)
}

func schemaOf(t reflect.Type, within []reflect.Type) (Object, error) {
	if slices.Contains(within, t) {
		return nil, fmt.Errorf("the type %s contains itself, which its schema cannot express", t)
	}
	within = append(within[:len(within):len(within)], t)
	custom := customName(t)
	switch {
	case t == reflect.TypeFor[time.Time]():
		return Object{"type": "string", "format": "date-time"}, nil
	case custom == "any", t.Kind() == reflect.Interface:
		return Object{}, nil
	case custom != "":
		return Object{"type": custom}, nil
	case t.Kind() == reflect.Struct:
		return structSchema(t, within)
	case t.Kind() == reflect.Pointer:
		return schemaOf(t.Elem(), within[:len(within)-1])
	case t.Kind() == reflect.Slice, t.Kind() == reflect.Array:
		items, err := schemaOf(t.Elem(), within)
		return Object{"type": "array", "items": items}, err
	case t.Kind() == reflect.Map && isName(t.Key()):
		values, err := schemaOf(t.Elem(), within)
		return Object{"type": "object", "additionalProperties": values}, err
	}
	if name := scalarName(t); name != "" {
		return Object{"type": name}, nil
	}
	return nil, fmt.Errorf("the type %s has no JSON schema", t)
}

// customName returns the type in JSON of a Go type that encoding/json treats in its own way, or that has its own encoding:
// "any" where only the type itself knows.
func customName(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[json.Number]():
		return "number"
	case reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]()), // as time.Time
		t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8 && t != reflect.TypeFor[json.RawMessage](): // in base64
		return "string"
	case reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]()):
		return "any"
	}
	return ""
}

// isName returns whether a type can be the name of a member.
func isName(t reflect.Type) bool {
	return scalarName(t) == "string" || scalarName(t) == "integer" || customName(t) == "string"
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
	for _, field := range reflect.VisibleFields(t) {
		if field.Anonymous && field.Type.Kind() == reflect.Pointer && !field.IsExported() {
			return nil, fmt.Errorf("the type %s embeds a pointer to an unexported type, which encoding/json cannot set", t)
		}
	}
	for _, one := range fieldsOf(t) {
		found, err := schemaOf(one.field.Type, within)
		if err != nil {
			return nil, err
		}
		if one.isText {
			found = Object{"type": "string"}
		}
		if one.description != "" {
			found["description"] = one.description
		}
		if one.enum != nil && found["type"] == "array" {
			found["items"].(Object)["enum"] = one.enum
		} else if one.enum != nil {
			found["enum"] = one.enum
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
	name, description string
	enum              []any
	required, isText  bool
	field             reflect.StructField
}

// fieldsOf returns the fields of a struct as encoding/json names them.
func fieldsOf(t reflect.Type) []jsonField {
	var found []jsonField
	for _, field := range reflect.VisibleFields(t) {
		tag := field.Tag.Get("json")
		name, rest, _ := strings.Cut(tag, ",")
		isEmbedded := field.Anonymous && name == "" && structOf(field.Type) != nil
		if !field.IsExported() || isEmbedded || tag == "-" {
			continue
		}
		if name == "" {
			name = field.Name
		}
		optional := strings.Contains(rest, "omitempty") || strings.Contains(rest, "omitzero") || field.Type.Kind() == reflect.Pointer
		one := jsonField{name: name, required: !optional, field: field, isText: strings.Contains(rest, "string")}
		one.enum, one.description = annotations(field)
		found = append(found, one)
	}
	return found
}

// structOf returns a struct, also behind a pointer, or nil.
func structOf(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	return t
}

// annotations returns the values and the description that a field's jsonschema tag states.
func annotations(field reflect.StructField) (enum []any, description string) {
	rest := field.Tag.Get("jsonschema")
	for rest != "" {
		if text, isLast := strings.CutPrefix(rest, "description="); isLast {
			return enum, text
		}
		var one string
		one, rest, _ = strings.Cut(rest, ",")
		value, isValue := strings.CutPrefix(one, "enum=")
		if !isValue {
			continue
		}
		t := field.Type
		for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		if scalarName(t) == "string" {
			enum = append(enum, value)
		} else {
			enum = append(enum, json.RawMessage(value))
		}
	}
	return enum, ""
}

// isAmong returns whether a value is one of an enum, or each item of a list is.
func isAmong(raw json.RawMessage, enum []any) bool {
	var items []json.RawMessage
	if json.Unmarshal(raw, &items) != nil {
		items = []json.RawMessage{raw}
	}
	return !slices.ContainsFunc(items, func(item json.RawMessage) bool {
		return !slices.ContainsFunc(enum, func(one any) bool {
			var value, want any
			known, _ := record.Marshal(one) // a text, or JSON of a tag
			return json.Unmarshal(item, &value) == nil && json.Unmarshal(known, &want) == nil && value == want
		})
	})
}

// Fits checks that the required members of an output are there and of its enums, which encoding/json does not.
func Fits(raw json.RawMessage, t reflect.Type, path string) error {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case record.Kind(raw) == "null" || customName(t) != "":
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
			if there && one.enum != nil && record.Kind(member) != "null" && !isAmong(member, one.enum) {
				return fmt.Errorf("%s.%s is %s, which is none of its values", path, one.name, member)
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
