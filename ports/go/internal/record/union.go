package record

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
)

// decodeUnion decodes the variant that the tag names, the first field of a union. Other fields say with `when` which tags
// mean them; where none does, the whole value is kept in Raw.
func decodeUnion(raw []byte, target reflect.Value, path string) error {
	members, err := object(raw, path)
	if err != nil {
		return err
	}
	var tag string
	_ = json.Unmarshal(members[target.Type().Field(0).Tag.Get("json")], &tag) // what is no text names no variant
	return decodeVariant(raw, target, tag, path)
}

// Keep keeps an object, whose variant cannot be used, in Raw of its union. It returns whether it can.
func Keep(raw []byte, target any) bool {
	found := reflect.ValueOf(target).Elem()
	if !found.FieldByName("Raw").IsValid() || Kind(raw) != "an object" {
		return false
	}
	tag := found.Field(0).String()
	found.SetZero()
	found.Field(0).SetString(tag)
	found.FieldByName("Raw").SetBytes(raw)
	return true
}

// Has returns whether a record, or the variant of a union, that was decoded in part has these members if they were sent.
func Has(target any, names []string) bool {
	found := reflect.Indirect(reflect.ValueOf(target))
	if !found.FieldByName("Extra").IsValid() {
		for i := range found.NumField() {
			if field := found.Field(i); field.Kind() == reflect.Pointer && !field.IsNil() {
				return Has(field.Interface(), names)
			}
		}
		return false
	}
	rest := Extra(target)
	return !found.IsZero() && !slices.ContainsFunc(Members(target), func(one Member) bool {
		raw := rest[one.Name]
		return slices.Contains(names, one.Name) && one.Value.IsZero() && raw != nil && Kind(raw) != "null"
	})
}

// UnmarshalEvent decodes the data of an event whose name says its variant.
func UnmarshalEvent(data []byte, target any, name string) error {
	found := reflect.ValueOf(target).Elem()
	return decodeVariant(bytes.Clone(data), found, name, found.Type().Name())
}

func decodeVariant(raw []byte, target reflect.Value, tag, path string) error {
	target.Field(0).SetString(tag)
	if i := variantOf(target, tag); i >= 0 {
		return Decode(raw, target.Field(i), path)
	}
	target.FieldByName("Raw").SetBytes(raw)
	return nil
}

// variantOf returns the place of the field that a tag names, or -1.
func variantOf(union reflect.Value, tag string) int {
	for _, isPrefix := range []bool{false, true} {
		for i := range union.NumField() {
			if matches(union.Type().Field(i).Tag.Get("when"), tag, isPrefix) {
				return i
			}
		}
	}
	return -1
}

// matches returns whether one of the values is this one; values that end in * are prefixes.
func matches(values, value string, isPrefix bool) bool {
	for _, one := range strings.Fields(values) {
		prefix, ok := strings.CutSuffix(one, "*")
		if isPrefix && ok && strings.HasPrefix(value, prefix) || one == value {
			return true
		}
	}
	return false
}

// EncodeUnion returns the variant of a union that is set as JSON, or Raw.
func EncodeUnion(value any) ([]byte, error) {
	found := reflect.ValueOf(value)
	for i := range found.NumField() {
		if field := found.Field(i); field.Kind() == reflect.Pointer && !field.IsNil() {
			return Marshal(field.Interface())
		}
	}
	if raw := found.FieldByName("Raw").Bytes(); raw != nil {
		return raw, nil
	}
	return []byte("null"), nil
}

// EncodeEvent returns an event as JSON: its name and its data.
func EncodeEvent(value any) ([]byte, error) {
	data, err := EncodeUnion(value)
	if err != nil {
		return nil, err
	}
	return Marshal(map[string]any{"event": reflect.ValueOf(value).Field(0).String(), "data": json.RawMessage(data)})
}
