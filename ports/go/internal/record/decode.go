package record

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
)

// Error says where JSON differs from the spec.
type Error struct{ Path, Problem string }

func (e *Error) Error() string { return e.Path + ": " + e.Problem }

// errMismatch reports a scalar that a field cannot hold. It is kept as it is, in Extra.
var errMismatch = errors.New("the value is of another type")

var rawMessage = reflect.TypeFor[json.RawMessage]()

// Unmarshal decodes an object into a record or a union. A missing, null or mistyped scalar does not make the rest
// unreadable.
func Unmarshal(data []byte, target any) error {
	found := reflect.ValueOf(target).Elem()
	return Decode(bytes.Clone(data), found, found.Type().Name()) // encoding/json uses its buffer again
}

// Decode decodes a value that is not null into a field. Of a list or a map with a scalar that does not fit, it decodes the
// rest.
func Decode(raw json.RawMessage, target reflect.Value, path string) error {
	switch target.Kind() {
	case reflect.Struct:
		target.SetZero()
		if target.FieldByName("Extra").IsValid() {
			return decodeRecord(raw, target, path)
		}
		return decodeUnion(raw, target, path)
	case reflect.Map:
		return decodeMap(raw, target, path)
	case reflect.Slice:
		if target.Type() == rawMessage {
			target.SetBytes(raw)
			return nil
		}
		return decodeSlice(raw, target, path)
	case reflect.Pointer:
		held := reflect.New(target.Type().Elem())
		err := Decode(raw, held.Elem(), path)
		if err == nil {
			target.Set(held)
		}
		return err
	case reflect.Interface:
		return Any(raw, target.Addr().Interface())
	case reflect.Int64:
		raw = integer(raw)
	}
	if json.Unmarshal(raw, target.Addr().Interface()) != nil {
		return errMismatch
	}
	return nil
}

// integer returns a whole number that is written as 3.0 or 3e2 as encoding/json reads it.
func integer(raw []byte) []byte {
	number, err := strconv.ParseFloat(string(raw), 64)
	if err != nil || number != math.Trunc(number) || math.Abs(number) >= 1<<53 {
		return raw
	}
	return strconv.AppendInt(nil, int64(number), 10)
}

func decodeRecord(raw []byte, target reflect.Value, path string) error {
	rest, err := object(raw, path)
	if err != nil {
		return err
	}
	for _, one := range Members(target.Addr().Interface()) {
		member, there := rest[one.Name]
		if !there && one.Required {
			rest[one.Name] = nil // so that encoding does not add it
		}
		if !there || Kind(member) == "null" {
			continue
		}
		err := Decode(member, one.Value, path+"."+one.Name)
		if err == nil {
			delete(rest, one.Name)
		} else if err != errMismatch {
			return err
		}
	}
	if len(rest) > 0 {
		target.FieldByName("Extra").Set(reflect.ValueOf(rest))
	}
	return nil
}

// object returns the members of an object.
func object(raw []byte, path string) (map[string]json.RawMessage, error) {
	if kind := Kind(raw); kind != "an object" {
		return nil, &Error{path, "expected an object, found " + kind}
	}
	var found map[string]json.RawMessage
	return found, json.Unmarshal(raw, &found)
}

func decodeSlice(raw json.RawMessage, target reflect.Value, path string) error {
	if kind := Kind(raw); kind != "an array" {
		return &Error{path, "expected an array, found " + kind}
	}
	var items []json.RawMessage
	err := json.Unmarshal(raw, &items)
	target.Set(reflect.MakeSlice(target.Type(), len(items), len(items)))
	for i, item := range items {
		one := decodeItem(item, target.Index(i), fmt.Sprintf("%s[%d]", path, i))
		if one != nil && one != errMismatch {
			return one
		}
		err = cmp.Or(err, one)
	}
	return err
}

func decodeMap(raw json.RawMessage, target reflect.Value, path string) error {
	items, err := object(raw, path)
	target.Set(reflect.MakeMapWithSize(target.Type(), len(items)))
	for key, item := range items {
		value := reflect.New(target.Type().Elem()).Elem()
		one := decodeItem(item, value, fmt.Sprintf("%s[%q]", path, key))
		if one == nil {
			target.SetMapIndex(reflect.ValueOf(key), value)
		} else if one != errMismatch {
			return one
		}
		err = cmp.Or(err, one)
	}
	return err
}

func decodeItem(raw json.RawMessage, target reflect.Value, path string) error {
	switch {
	case Kind(raw) != "null" || target.Kind() == reflect.Interface || target.Type() == rawMessage:
		return Decode(raw, target, path)
	case target.Kind() == reflect.Struct:
		return &Error{path, "expected an object, found null"}
	case target.Kind() == reflect.Pointer:
		return nil
	}
	return errMismatch
}
