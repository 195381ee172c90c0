package record

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"
)

// EncodeError says which member of a request cannot be encoded.
type EncodeError struct {
	Path string
	Err  error
}

func (e *EncodeError) Error() string { return e.Path + " cannot be encoded: " + e.Err.Error() }

// Within returns an error as that of a member, or of an item such as [0].
func Within(name string, err error) error {
	var inner *EncodeError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &inner):
		return &EncodeError{name, err}
	case name == "" || inner.Path == "" || inner.Path[0] == '[':
		return &EncodeError{name + inner.Path, inner.Err}
	}
	return &EncodeError{name + "." + inner.Path, inner.Err}
}

// MarshalArgument encodes a value of the caller. It refuses what encoding/json would change, and says where.
func MarshalArgument(value any) ([]byte, error) {
	if err := check(reflect.ValueOf(value), 0); err != nil {
		return nil, err
	}
	return Marshal(value)
}

const maxDepth = 10_000 // that of encoding/json

var (
	errNotUTF8 = errors.New("it is not valid UTF-8")
	errTooDeep = errors.New("it is nested too deeply, or contains itself")
)

// check returns why a value cannot be encoded as it is.
func check(value reflect.Value, depth int) error {
	if depth++; depth > maxDepth {
		return errTooDeep
	}
	if value.IsValid() && value.Type() == rawMessage {
		if !utf8.Valid(value.Bytes()) {
			return Within("", errNotUTF8)
		}
		return nil
	}
	if encodesItself(value) {
		return nil
	}
	switch value.Kind() {
	case reflect.String:
		if !utf8.ValidString(value.String()) {
			return Within("", errNotUTF8)
		}
	case reflect.Float32, reflect.Float64:
		if number := value.Float(); math.IsNaN(number) || math.IsInf(number, 0) {
			return Within("", fmt.Errorf("%v is not a number of JSON", number))
		}
	case reflect.Chan, reflect.Func, reflect.Complex64, reflect.Complex128:
		return Within("", fmt.Errorf("JSON has no %v", value.Type()))
	case reflect.Pointer, reflect.Interface:
		return check(value.Elem(), depth)
	case reflect.Slice, reflect.Array:
		return checkItems(value, depth)
	case reflect.Map:
		for entries := value.MapRange(); entries.Next(); {
			if err := check(entries.Key(), depth); err != nil {
				return Within("a key", err)
			}
			if err := check(entries.Value(), depth); err != nil {
				return Within(fmt.Sprint(entries.Key()), err)
			}
		}
	case reflect.Struct:
		return checkFields(value, depth)
	}
	return nil
}

func checkItems(value reflect.Value, depth int) error {
	if value.Type().Elem().Kind() == reflect.Uint8 {
		return nil // it becomes base64
	}
	for i := range value.Len() {
		if err := check(value.Index(i), depth); err != nil {
			return Within(fmt.Sprintf("[%d]", i), err)
		}
	}
	return nil
}

func checkFields(value reflect.Value, depth int) error {
	for i := range value.NumField() {
		field := value.Type().Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case !field.IsExported() && !field.Anonymous, name == "-" && !isRest(field):
			continue
		case name == "-" || name == "" && field.Anonymous:
			name = "" // its members stand beside the others
		case name == "":
			name = field.Name
		}
		if err := check(value.Field(i), depth); err != nil {
			return Within(name, err)
		}
	}
	return nil
}

// isRest returns whether a field holds what the others of a generated type cannot.
func isRest(field reflect.StructField) bool {
	return field.Name == "Raw" && field.Type == rawMessage || field.Name == "Extra" && field.Type == reflect.TypeFor[map[string]json.RawMessage]()
}

// encodesItself returns whether a value has a method that encodes it, which is not one of a generated type.
func encodesItself(value reflect.Value) bool {
	if !value.IsValid() || value.Type().PkgPath() == "" {
		return false
	}
	if value.Kind() == reflect.Struct && slices.ContainsFunc(reflect.VisibleFields(value.Type()), isRest) {
		return false
	}
	t := reflect.PointerTo(value.Type())
	return t.Implements(reflect.TypeFor[json.Marshaler]()) || t.Implements(reflect.TypeFor[encoding.TextMarshaler]())
}
