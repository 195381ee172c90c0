package paretasdk

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"sort"
	"strconv"
)

type memberFlags int

const (
	optional memberFlags = 0
	required memberFlags = 1 << iota
	secret
)

// member is a known member of a JSON object, and the field that holds it.
type member struct {
	name     string
	target   any
	flags    memberFlags
	constant string
}

// record is a generated object.
type record interface{ members() []member }

// decodeError says where JSON differs from the spec.
type decodeError struct{ path, problem string }

func (e *decodeError) Error() string { return e.path + ": " + e.problem }

// errMismatch reports a scalar that a field cannot hold. It is kept as it is, in Extra.
var errMismatch = errors.New("the value is of another type")

// decodeRecord decodes an object. A missing, null or mistyped scalar does not make the rest unreadable.
func decodeRecord(data []byte, name string, extra *map[string]json.RawMessage, members []member) error {
	if kindOf(data) != "an object" {
		return &decodeError{name, "expected an object, found " + kindOf(data)}
	}
	var found map[string]json.RawMessage
	if err := json.Unmarshal(data, &found); err != nil {
		return err
	}
	kept := map[string]json.RawMessage{}
	for _, one := range members {
		raw, there := found[one.name]
		delete(found, one.name)
		switch {
		case !there && one.flags&required != 0:
			kept[one.name] = nil // so that encoding does not add it
		case !there:
		case kindOf(raw) == "null":
			kept[one.name] = raw
		default:
			err := decodeValue(raw, reflect.ValueOf(one.target).Elem(), name+"."+one.name)
			if errors.Is(err, errMismatch) {
				reflect.ValueOf(one.target).Elem().SetZero()
				kept[one.name] = raw
			} else if err != nil {
				return err
			}
		}
	}
	for key, raw := range found {
		kept[key] = raw
	}
	if len(kept) > 0 {
		*extra = kept
	}
	return nil
}

// decodeValue decodes a value that is not null into a field.
func decodeValue(raw json.RawMessage, target reflect.Value, path string) error {
	switch target.Kind() {
	case reflect.Pointer:
		target.Set(reflect.New(target.Type().Elem()))
		return decodeValue(raw, target.Elem(), path)
	case reflect.Struct:
		return decodeStruct(raw, target, path)
	case reflect.Slice:
		if target.Type() == reflect.TypeFor[json.RawMessage]() {
			target.SetBytes(bytes.Clone(raw))
			return nil
		}
		return decodeSlice(raw, target, path)
	case reflect.Map:
		return decodeMap(raw, target, path)
	case reflect.Interface:
		return decodeAny(raw, target.Addr().Interface())
	case reflect.Int64:
		number, err := strconv.ParseInt(string(raw), 10, 64)
		if err != nil {
			whole, bad := strconv.ParseFloat(string(raw), 64)
			if bad != nil || whole != math.Trunc(whole) || math.Abs(whole) >= 1<<53 {
				return errMismatch
			}
			number = int64(whole)
		}
		target.SetInt(number)
		return nil
	default:
		if err := json.Unmarshal(raw, target.Addr().Interface()); err != nil {
			return errMismatch
		}
		return nil
	}
}

func decodeStruct(raw json.RawMessage, target reflect.Value, path string) error {
	err := json.Unmarshal(raw, target.Addr().Interface())
	var inner *decodeError
	if errors.As(err, &inner) {
		rest := inner.path[min(len(inner.path), len(target.Type().Name())):]
		return &decodeError{path + rest, inner.problem}
	}
	return err
}

func decodeSlice(raw json.RawMessage, target reflect.Value, path string) error {
	if kindOf(raw) != "an array" {
		return &decodeError{path, "expected an array, found " + kindOf(raw)}
	}
	var items []json.RawMessage
	if err := json.Unmarshal(raw, &items); err != nil {
		return err
	}
	target.Set(reflect.MakeSlice(target.Type(), len(items), len(items)))
	for i, item := range items {
		if err := decodeItem(item, target.Index(i), fmt.Sprintf("%s[%d]", path, i)); err != nil {
			return err
		}
	}
	return nil
}

func decodeMap(raw json.RawMessage, target reflect.Value, path string) error {
	if kindOf(raw) != "an object" {
		return &decodeError{path, "expected an object, found " + kindOf(raw)}
	}
	var items map[string]json.RawMessage
	if err := json.Unmarshal(raw, &items); err != nil {
		return err
	}
	target.Set(reflect.MakeMapWithSize(target.Type(), len(items)))
	for key, item := range items {
		value := reflect.New(target.Type().Elem()).Elem()
		if err := decodeItem(item, value, fmt.Sprintf("%s[%q]", path, key)); err != nil {
			return err
		}
		target.SetMapIndex(reflect.ValueOf(key), value)
	}
	return nil
}

func decodeItem(raw json.RawMessage, target reflect.Value, path string) error {
	if kindOf(raw) != "null" || target.Kind() == reflect.Interface || target.Type() == reflect.TypeFor[json.RawMessage]() {
		return decodeValue(raw, target, path)
	}
	if target.Kind() == reflect.Struct {
		return &decodeError{path, "expected an object, found null"}
	}
	if target.Kind() == reflect.Pointer {
		return nil
	}
	return errMismatch
}

// decodeAny decodes any JSON value. Numbers become json.Number, so that no digit is lost.
func decodeAny(raw []byte, target any) error {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	return decoder.Decode(target)
}

// kindOf returns the JSON type of a value, with its article.
func kindOf(raw []byte) string {
	raw = bytes.TrimLeft(raw, " \t\r\n")
	if len(raw) == 0 {
		return "nothing"
	}
	switch raw[0] {
	case '{':
		return "an object"
	case '[':
		return "an array"
	case '"':
		return "a string"
	case 't', 'f':
		return "a boolean"
	case 'n':
		return "null"
	}
	return "a number"
}

// encodeError says which member of a request cannot be encoded.
type encodeError struct {
	path string
	err  error
}

func (e *encodeError) Error() string { return e.path + ": " + e.err.Error() }

func encodeRecord(extra map[string]json.RawMessage, members []member) ([]byte, error) {
	var out bytes.Buffer
	out.WriteByte('{')
	known := make(map[string]bool, len(members))
	for _, one := range members {
		known[one.name] = true
		raw, err := encodeMember(one, extra)
		if err != nil {
			return nil, err
		}
		writeMember(&out, one.name, raw)
	}
	rest := make([]string, 0, len(extra))
	for name := range extra {
		if !known[name] {
			rest = append(rest, name)
		}
	}
	sort.Strings(rest)
	for _, name := range rest {
		writeMember(&out, name, extra[name])
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

func writeMember(out *bytes.Buffer, name string, raw []byte) {
	if raw == nil {
		return
	}
	if out.Len() > 1 {
		out.WriteByte(',')
	}
	key, _ := marshal(name) // a string can always be encoded
	out.Write(key)
	out.WriteByte(':')
	out.Write(raw)
}

// encodeMember returns the JSON of a member, or nil if it is left out.
func encodeMember(one member, extra map[string]json.RawMessage) ([]byte, error) {
	value := reflect.ValueOf(one.target).Elem()
	if value.IsZero() {
		raw, there := extra[one.name]
		switch {
		case there:
			return raw, nil
		case one.flags&required == 0:
			return nil, nil
		case one.constant != "":
			return marshal(one.constant)
		case value.Kind() == reflect.Slice:
			return []byte("[]"), nil
		case value.Kind() == reflect.Map:
			return []byte("{}"), nil
		}
	}
	raw, err := marshal(value.Interface())
	var inner *encodeError
	if errors.As(err, &inner) {
		return nil, &encodeError{one.name + "." + inner.path, inner.err}
	}
	if err != nil {
		return nil, &encodeError{one.name, err}
	}
	return raw, nil
}

// marshal encodes a value without HTML escapes.
func marshal(value any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}

// describeRecord returns an object as JSON with its secrets redacted.
func describeRecord(name string, extra map[string]json.RawMessage, members []member) string {
	shown := make([]member, 0, len(members))
	for _, one := range members {
		if value := reflect.ValueOf(one.target).Elem(); one.flags&secret != 0 && !value.IsZero() {
			one.target = ptr(any(redacted))
		}
		shown = append(shown, one)
	}
	raw, err := encodeRecord(extra, shown)
	if err != nil {
		return name
	}
	return name + string(raw)
}

func decodeUnion(data []byte, name, tag string, found *string, raw *json.RawMessage, variant func(string) any) error {
	if kindOf(data) != "an object" {
		return &decodeError{name, "expected an object, found " + kindOf(data)}
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil {
		return err
	}
	if kindOf(members[tag]) != "a string" || json.Unmarshal(members[tag], found) != nil {
		return decodeVariant(data, raw, nil)
	}
	return decodeVariant(data, raw, variant(*found))
}

// decodeVariant decodes the variant of a union, or keeps the JSON if the variant is not known.
func decodeVariant(data []byte, raw *json.RawMessage, variant any) error {
	if variant == nil {
		*raw = bytes.Clone(data)
		return nil
	}
	return json.Unmarshal(data, variant)
}

func encodeUnion(raw json.RawMessage, variants ...any) ([]byte, error) {
	for _, one := range variants {
		if !reflect.ValueOf(one).IsNil() {
			return marshal(one)
		}
	}
	if raw == nil {
		return []byte("null"), nil
	}
	return raw, nil
}

func encodeEvent(event string, raw json.RawMessage, variants ...any) ([]byte, error) {
	data, err := encodeUnion(raw, variants...)
	if err != nil {
		return nil, err
	}
	return marshal(map[string]any{"event": event, "data": json.RawMessage(data)})
}

// Outcome says whether work has ended, and how.
type Outcome int

// The outcomes of work.
const (
	Active Outcome = iota
	Succeeded
	Failed
)

func outcomeOf(active *bool, status string, success, failure []string) Outcome {
	switch {
	case active != nil && *active:
		return Active
	case contains(success, status):
		return Succeeded
	case contains(failure, status):
		return Failed
	case active != nil && len(success) == 0:
		return Succeeded
	case active != nil:
		return Failed
	}
	return Active
}

func text(value any) string {
	found := reflect.ValueOf(value)
	if found.Kind() == reflect.Pointer {
		if found.IsNil() {
			return ""
		}
		found = found.Elem()
	}
	return found.String()
}

// Ptr returns a pointer to a value, for optional fields.
func Ptr[T any](value T) *T { return &value }

func ptr[T any](value T) *T { return &value }
