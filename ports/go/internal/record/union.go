package record

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
)

// decodeUnion decodes the variant that the tag names, the first field of a union. Other fields say with `when` which tags
// mean them; where none does, the whole value is kept in Raw.
func decodeUnion(raw []byte, target reflect.Value, path string) error {
	tag, isText, err := tagOf(raw, target, path)
	if err != nil {
		return err
	}
	if !isText {
		target.FieldByName("Raw").SetBytes(bytes.Clone(raw))
		return nil
	}
	return decodeVariant(raw, target, tag, path)
}

// tagOf returns the tag of an object, and whether it is a text.
func tagOf(raw []byte, target reflect.Value, path string) (tag string, isText bool, err error) {
	members, err := object(raw, path)
	found := members[target.Type().Field(0).Tag.Get("json")]
	return tag, err == nil && Kind(found) == "a string" && json.Unmarshal(found, &tag) == nil, err
}

// Keep keeps an object in Raw of a union, whatever its tag says, and returns whether it can.
func Keep(raw []byte, target any) bool {
	found := reflect.ValueOf(target).Elem()
	if found.Kind() != reflect.Struct || !found.FieldByName("Raw").IsValid() {
		return false
	}
	tag, _, err := tagOf(raw, found, "")
	found.SetZero()
	found.Field(0).SetString(tag)
	found.FieldByName("Raw").SetBytes(bytes.Clone(raw))
	return err == nil
}

// UnmarshalEvent decodes the data of an event whose name says its variant.
func UnmarshalEvent(data []byte, target any, name string) error {
	found := reflect.ValueOf(target).Elem()
	found.SetZero()
	return decodeVariant(data, found, name, found.Type().Name())
}

func decodeVariant(raw []byte, target reflect.Value, tag, path string) error {
	target.Field(0).SetString(tag)
	for _, isPrefix := range []bool{false, true} {
		for i := range target.NumField() {
			if matches(target.Type().Field(i).Tag.Get("when"), tag, isPrefix) {
				return Decode(raw, target.Field(i), path)
			}
		}
	}
	target.FieldByName("Raw").SetBytes(bytes.Clone(raw))
	return nil
}

// matches returns whether one of the values is this one; values that end in * are prefixes.
func matches(values, value string, isPrefix bool) bool {
	for _, one := range strings.Fields(values) {
		prefix, ok := strings.CutSuffix(one, "*")
		if ok == isPrefix && (one == value || isPrefix && strings.HasPrefix(value, prefix)) {
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
