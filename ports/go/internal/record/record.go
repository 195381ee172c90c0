// Package record decodes and encodes the generated types. A record is a struct whose fields have json tags and a field
// Extra for the members that no field holds; a union is a struct with a pointer for each variant.
package record

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// Member is a known member of a JSON object, and the field that holds it.
type Member struct {
	Name             string
	Required, Secret bool
	// Constant is the value that a required member always has, if there is one.
	Constant string
	Value    reflect.Value
	place    int
}

// known has the members of each type of record, without values.
var known sync.Map

// Members returns the members of a record, or nil if the value is none.
func Members(value any) []Member {
	found := reflect.Indirect(reflect.ValueOf(value))
	if found.Kind() != reflect.Struct || !found.FieldByName("Extra").IsValid() {
		return nil
	}
	members := slices.Clone(membersOf(found.Type()))
	for i := range members {
		members[i].Value = found.Field(members[i].place)
	}
	return members
}

// Extra returns the members of a record that no field holds.
func Extra(value any) map[string]json.RawMessage {
	found, _ := reflect.Indirect(reflect.ValueOf(value)).FieldByName("Extra").Interface().(map[string]json.RawMessage)
	return found
}

func membersOf(t reflect.Type) []Member {
	if found, ok := known.Load(t); ok {
		return found.([]Member)
	}
	members := []Member{}
	for i := range t.NumField() {
		name := t.Field(i).Tag.Get("json")
		if name == "-" {
			continue
		}
		words := strings.Split(t.Field(i).Tag.Get("spec"), ",")
		one := Member{Name: name, Required: slices.Contains(words, "required"), Secret: slices.Contains(words, "secret"), place: i}
		for _, word := range words {
			if constant, ok := strings.CutPrefix(word, "const="); ok {
				one.Constant = constant
			}
		}
		members = append(members, one)
	}
	known.Store(t, members)
	return members
}

// Encode returns a record as JSON: its fields, then the members of Extra in the order of their names.
func Encode(value any) ([]byte, error) {
	var out bytes.Buffer
	rest := maps.Clone(Extra(value))
	out.WriteByte('{')
	for _, one := range Members(value) {
		raw, err := one.encode(rest)
		if err != nil {
			return nil, err
		}
		delete(rest, one.Name)
		WriteMember(&out, one.Name, raw)
	}
	for _, name := range slices.Sorted(maps.Keys(rest)) {
		WriteMember(&out, name, rest[name])
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

// WriteMember writes a member of an object, unless it is nil.
func WriteMember(out *bytes.Buffer, name string, raw []byte) {
	if raw == nil {
		return
	}
	if out.Len() > 1 {
		out.WriteByte(',')
	}
	key, _ := Marshal(name) // a string can always be encoded
	out.Write(key)
	out.WriteByte(':')
	out.Write(raw)
}

// encode returns the JSON of a member, or nil if it is left out. What was decoded in part is written as it came.
func (m Member) encode(extra map[string]json.RawMessage) ([]byte, error) {
	raw, there := extra[m.Name]
	isEmpty := m.Value.IsZero()
	switch {
	case there && (isEmpty || raw != nil && m.isPartOf(raw)):
		return raw, nil
	case isEmpty && !m.Required:
		return nil, nil
	case isEmpty && m.Constant != "":
		return Marshal(m.Constant)
	case isEmpty && m.Value.Kind() == reflect.Slice:
		return []byte("[]"), nil
	case isEmpty && m.Value.Kind() == reflect.Map:
		return []byte("{}"), nil
	}
	raw, err := Marshal(m.Value.Interface())
	return raw, Within(m.Name, err)
}

// isPartOf returns whether the field holds what can be decoded of a value.
func (m Member) isPartOf(raw json.RawMessage) bool {
	again := reflect.New(m.Value.Type()).Elem()
	return Decode(raw, again, "") != nil && reflect.DeepEqual(again.Interface(), m.Value.Interface())
}
