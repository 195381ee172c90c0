package record

import (
	"encoding/json"
	"log/slog"
	"maps"
	"reflect"
)

// Redacted stands in place of a secret.
const Redacted = "***"

var (
	hidden    = json.RawMessage(`"` + Redacted + `"`)
	logValuer = reflect.TypeFor[slog.LogValuer]()
)

// Describe returns a record or a union as JSON, with the secrets in it redacted at whatever depth.
func Describe(value any) string {
	found := reflect.ValueOf(value)
	raw, _ := Marshal(redacted(found).Interface()) // what cannot be encoded is only named
	return found.Type().Name() + string(raw)
}

// holdsSecrets returns whether values of a type hold secrets: the generated types that do say how they are logged.
func holdsSecrets(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return holdsSecrets(t.Elem())
	}
	return t.Kind() == reflect.Struct && t.Implements(logValuer)
}

// redacted returns a copy of a value without the secrets in it.
func redacted(value reflect.Value) reflect.Value {
	if value.Kind() == reflect.Interface {
		value = value.Elem()
	}
	if !value.IsValid() || value.IsZero() || !holdsSecrets(value.Type()) {
		return value
	}
	found := reflect.New(value.Type()).Elem()
	switch found.Set(value); value.Kind() {
	case reflect.Pointer:
		found.Set(reflect.New(value.Type().Elem()))
		found.Elem().Set(redacted(value.Elem()))
	case reflect.Slice:
		found.Set(reflect.MakeSlice(value.Type(), value.Len(), value.Len()))
		for i := range value.Len() {
			found.Index(i).Set(redacted(value.Index(i)))
		}
	case reflect.Map:
		found.Set(reflect.MakeMap(value.Type()))
		for entries := value.MapRange(); entries.Next(); {
			found.SetMapIndex(entries.Key(), redacted(entries.Value()))
		}
	case reflect.Struct:
		if found.FieldByName("Extra").IsValid() {
			redactRecord(found)
		} else {
			redactUnion(found)
		}
	}
	return found
}

func redactRecord(record reflect.Value) {
	rest := map[string]json.RawMessage{}
	maps.Copy(rest, Extra(record.Interface()))
	for _, one := range Members(record.Addr().Interface()) {
		// What was decoded in part is in Extra as a whole.
		isOdd := rest[one.Name] != nil && holdsSecrets(one.Value.Type())
		isSecret := one.Secret && (rest[one.Name] != nil || !one.Value.IsZero())
		if isOdd || isSecret {
			rest[one.Name] = hidden
			one.Value.SetZero()
		} else if found := redacted(one.Value); found.IsValid() {
			one.Value.Set(found)
		}
	}
	record.FieldByName("Extra").Set(reflect.ValueOf(rest))
}

func redactUnion(union reflect.Value) {
	for i := range union.NumField() {
		if field := union.Field(i); field.Kind() == reflect.Pointer {
			field.Set(redacted(field))
		}
	}
	// A known variant that could not be decoded may hold secrets anywhere.
	if raw := union.FieldByName("Raw"); !raw.IsZero() && variantOf(union, union.Field(0).String()) >= 0 {
		raw.SetBytes(hidden)
	}
}
