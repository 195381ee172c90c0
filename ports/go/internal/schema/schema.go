// Package schema makes the JSON schema of a Go type, and checks that JSON fits the type.
package schema

import (
	"bytes"
	"cmp"
	"encoding"
	"encoding/json"
	"fmt"
	"math/big"
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
	case custom == "any", t.Kind() == reflect.Interface && t.NumMethod() == 0:
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
	case t == reflect.TypeFor[big.Int]():
		return "integer"
	case reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]()): // goes before UnmarshalText
		return "any"
	case isText(t), t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8: // in base64
		return "string"
	}
	return ""
}

// isText returns whether a type is read from a text in its own way, as netip.Addr.
func isText(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// isName returns whether a type can be the name of a member.
func isName(t reflect.Type) bool {
	return scalarName(t) == "string" || scalarName(t) == "integer" || isText(t)
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
	fields, err := fieldsOf(t, within, 0)
	if err != nil {
		return nil, err
	}
	for i, one := range fields {
		if isHidden, err := isHidden(fields, i); err != nil {
			return nil, fmt.Errorf("the type %s %w", t, err)
		} else if isHidden {
			continue
		}
		found, err := schemaOf(one.Type, within)
		if err != nil {
			return nil, err
		}
		if strings.Contains(one.options, "string") {
			found = Object{"type": "string"}
		}
		annotate(found, one.Tag.Get("jsonschema"))
		properties = append(properties, orderedMember{one.name, found})
		if one.Type.Kind() != reflect.Pointer && !strings.Contains(one.options, "omit") {
			required = append(required, one.name)
		}
	}
	return Object{"type": "object", "properties": properties, "required": required, "additionalProperties": false}, nil
}

// field is a field as encoding/json sees it.
type field struct {
	reflect.StructField
	name, options string
	isTagged      bool
	depth         int
}

// fieldsOf returns the fields of a struct and of those that it embeds without a name.
func fieldsOf(t reflect.Type, within []reflect.Type, depth int) ([]field, error) {
	var fields []field
	for i := range t.NumField() {
		one := t.Field(i)
		if one.Tag.Get("json") == "-" {
			continue
		}
		isPointer := one.Type.Kind() == reflect.Pointer
		if one.Anonymous && isPointer && !one.IsExported() {
			return nil, fmt.Errorf("the type %s embeds a pointer to an unexported type, which encoding/json cannot set", t)
		}
		name, options, _ := strings.Cut(one.Tag.Get("json"), ",")
		if one.Anonymous && name == "" && isStruct(one.Type) {
			inner := one.Type
			if isPointer {
				inner = inner.Elem()
			}
			if slices.Contains(within, inner) {
				return nil, fmt.Errorf("the type %s embeds itself, which its schema cannot express", inner)
			}
			promoted, err := fieldsOf(inner, append(within[:len(within):len(within)], inner), depth+1)
			if err != nil {
				return nil, err
			}
			fields = append(fields, promoted...)
		} else if one.IsExported() {
			fields = append(fields, field{one, cmp.Or(name, one.Name), options, name != "", depth})
		}
	}
	return fields, nil
}

// isHidden returns whether another field has the name in JSON. Of two with equal rights encoding/json takes none.
func isHidden(fields []field, i int) (bool, error) {
	mine := fields[i]
	for j, other := range fields {
		switch {
		case i == j || other.name != mine.name:
		case other.depth < mine.depth, other.depth == mine.depth && other.isTagged && !mine.isTagged:
			return true, nil
		case other.depth == mine.depth && other.isTagged == mine.isTagged:
			return false, fmt.Errorf("has two fields with the name %s in JSON", mine.name)
		}
	}
	return false, nil
}

func isStruct(t reflect.Type) bool {
	return t.Kind() == reflect.Struct || t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Struct
}

// annotate adds what a jsonschema tag states: values, of a list those of its items, and a description.
func annotate(schema Object, tag string) {
	values := schema
	if items, isList := schema["items"].(Object); isList {
		values = items
	}
	var enum []any
	for tag != "" {
		if text, isLast := strings.CutPrefix(tag, "description="); isLast {
			schema["description"] = text
			break
		}
		var one string
		one, tag, _ = strings.Cut(tag, ",")
		if value, ok := strings.CutPrefix(one, "enum="); ok && values["type"] == "string" {
			enum = append(enum, value)
		} else if ok {
			enum = append(enum, json.RawMessage(value))
		}
	}
	if enum != nil {
		values["enum"] = enum
	}
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

// Fits checks what encoding/json does not: that the required members of an output are there, and the values of its enums.
func Fits(raw json.RawMessage, schema Object, path string) error {
	if record.Kind(raw) == "null" {
		return nil
	}
	if enum, ok := schema["enum"].([]any); ok && !slices.ContainsFunc(enum, func(one any) bool { return equal(raw, one) }) {
		return fmt.Errorf("%s is %s, which is none of its values", path, raw)
	}
	switch schema["type"] {
	case "object":
		return membersFit(raw, schema, path)
	case "array":
		var items []json.RawMessage
		if err := json.Unmarshal(raw, &items); err != nil {
			return fmt.Errorf("%s: expected an array, found %s", path, record.Kind(raw))
		}
		for i, item := range items {
			if err := Fits(item, schema["items"].(Object), fmt.Sprintf("%s[%d]", path, i)); err != nil {
				return err
			}
		}
	}
	return nil
}

func membersFit(raw json.RawMessage, schema Object, path string) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil {
		return fmt.Errorf("%s: expected an object, found %s", path, record.Kind(raw))
	}
	properties, _ := schema["properties"].(orderedObject)
	for _, one := range properties {
		member, there := members[one.name]
		if slices.Contains(schema["required"].([]string), one.name) && (!there || record.Kind(member) == "null") {
			return fmt.Errorf("%s.%s is missing", path, one.name)
		}
		if there {
			if err := Fits(member, one.value.(Object), path+"."+one.name); err != nil {
				return err
			}
		}
	}
	return nil
}

func equal(raw json.RawMessage, constant any) bool {
	var value, want any
	known, _ := record.Marshal(constant) // a text, or JSON of a tag
	return json.Unmarshal(raw, &value) == nil && json.Unmarshal(known, &want) == nil && value == want
}
