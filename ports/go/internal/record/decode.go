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

// Decode decodes a value that is not null into a field. What does not fit hides nothing beside it: the rest is decoded. The
// first structure that differs is an *Error.
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
		if err == nil || !held.Elem().IsZero() {
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
	var first error
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
			first = cmp.Or(first, err)
		}
	}
	if len(rest) > 0 {
		target.FieldByName("Extra").Set(reflect.ValueOf(rest))
	}
	return first
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
		err = worse(err, decodeItem(item, target.Index(i), fmt.Sprintf("%s[%d]", path, i)))
	}
	return err
}

// worse returns the error that counts: the first structure that differs, or else a scalar.
func worse(err, other error) error {
	if err == nil || err == errMismatch && other != nil {
		return other
	}
	return err
}

func decodeMap(raw json.RawMessage, target reflect.Value, path string) error {
	items, err := object(raw, path)
	if err != nil && target.Type().Elem().Kind() != reflect.Struct {
		return errMismatch // labels and counts, whose values have no structure
	}
	target.Set(reflect.MakeMapWithSize(target.Type(), len(items)))
	for key, item := range items {
		value := reflect.New(target.Type().Elem()).Elem()
		one := decodeItem(item, value, fmt.Sprintf("%s[%q]", path, key))
		if one == nil {
			target.SetMapIndex(reflect.ValueOf(key), value)
		}
		err = worse(err, one)
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
