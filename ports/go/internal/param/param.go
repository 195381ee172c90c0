// Package param writes the values of parameters and of form fields as text.
package param

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"pareta.ai/paretasdk/internal/record"
)

// Pair is a parameter with its text.
type Pair struct{ Name, Value string }

// Pairs returns the values of a parameter: none for nil, one for each item of a list.
func Pairs(name string, value any) ([]Pair, error) {
	raw, err := record.MarshalArgument(value)
	var found any
	if err == nil {
		err = record.Any(raw, &found)
	}
	if err != nil {
		return nil, record.Within(name, err)
	}
	items, isList := found.([]any)
	if !isList && found != nil {
		items = []any{found}
	}
	var pairs []Pair
	for _, one := range items {
		text, err := textOf(one)
		if err != nil {
			return nil, fmt.Errorf("%s %w", name, err)
		}
		pairs = append(pairs, Pair{name, text})
	}
	return pairs, nil
}

func textOf(value any) (string, error) {
	switch found := value.(type) {
	case string:
		return found, nil
	case bool:
		return strconv.FormatBool(found), nil
	case json.Number:
		return found.String(), nil
	}
	return "", fmt.Errorf("must be a string, a number or a bool, not %T", value)
}

// Spread returns the members of an object as parameters: in their order if it is JSON, else sorted.
func Spread(name string, object any) ([]Pair, error) {
	raw, err := record.MarshalArgument(object)
	if record.Kind(raw) == "null" {
		return nil, nil
	}
	if err != nil || record.Kind(raw) != "an object" {
		return nil, fmt.Errorf("%s must be an object (%v)", name, err)
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	var pairs []Pair
	for _, err = decoder.Token(); err == nil && decoder.More(); {
		var key json.Token
		var member json.RawMessage
		if key, err = decoder.Token(); err == nil {
			err = decoder.Decode(&member)
		}
		more, bad := Pairs(fmt.Sprint(key), member)
		if bad != nil {
			return nil, bad
		}
		pairs = append(pairs, more...)
	}
	return pairs, err
}

// Escape percent-encodes everything but unreserved characters.
func Escape(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }

// Query returns parameters as the query of a URL, with its question mark, in their order.
func Query(pairs []Pair) string {
	var out strings.Builder
	for i, one := range pairs {
		out.WriteByte("?&"[min(i, 1)])
		out.WriteString(Escape(one.Name) + "=" + Escape(one.Value))
	}
	return out.String()
}
