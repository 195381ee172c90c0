// Package explain reads what the bodies of errors say.
package explain

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"pareta.ai/paretasdk/internal/record"
)

const (
	// MaxShown is how many characters of a text a message shows.
	MaxShown    = 300
	maxProblems = 10
)

// Paths are the paths of members, such as error.message, at which an API's errors say something. The first that is there
// and not empty counts.
type Paths struct{ Message, Detail, Reference []string }

// Explanation is what the body of an error says.
type Explanation struct {
	Text, Reference string
	Detail          json.RawMessage
}

// Read reads the body of an error.
func (p Paths) Read(body []byte) Explanation {
	found := Explanation{Text: Shorten(string(body))}
	var decoded any
	if record.Any(body, &decoded) != nil {
		return found
	}
	found.Detail, _ = record.Marshal(decoded) // it was decoded from JSON
	members, isObject := decoded.(map[string]any)
	if !isObject {
		return found
	}
	if detail := At(members, p.Detail); detail != nil {
		found.Detail, _ = record.Marshal(detail)
	}
	if message := At(members, p.Message); message != nil {
		found.Text = InWords(message)
	}
	if reference := At(members, p.Reference); reference != nil {
		found.Reference = InWords(reference)
		found.Text += " (reference " + found.Reference + ")"
	}
	isMessage := func(path string) bool { return slices.Contains(p.Message, path) }
	if more := At(members, slices.DeleteFunc(slices.Clone(p.Detail), isMessage)); more != nil {
		found.Text += ": " + InWords(more)
	}
	return found
}

// At returns the first member that is there and not empty, by paths such as error.message.
func At(members map[string]any, paths []string) any {
	for _, path := range paths {
		var value any = members
		for _, step := range strings.Split(path, ".") {
			object, _ := value.(map[string]any)
			value = object[step]
		}
		if value != nil && value != "" {
			return value
		}
	}
	return nil
}

// Reason returns what the first of these members says that is there and not empty.
func Reason(members map[string]any, paths ...string) string {
	if found := At(members, paths); found != nil {
		return InWords(found)
	}
	return "the service gave no reason"
}

// InWords returns what a decoded value says, on one line and not too long.
func InWords(value any) string {
	switch found := value.(type) {
	case string:
		return Shorten(found)
	case []any:
		var problems []string
		for _, one := range found[:min(len(found), maxProblems)] {
			problems = append(problems, problemInWords(one))
		}
		if len(found) > maxProblems {
			problems = append(problems, fmt.Sprintf("and %d more", len(found)-maxProblems))
		}
		return strings.Join(problems, "; ")
	}
	raw, _ := record.Marshal(value) // it was decoded from JSON
	return Shorten(string(raw))
}

// problemInWords returns an entry of a list of validation problems: `body.metadata.team: too long`.
func problemInWords(entry any) string {
	members, _ := entry.(map[string]any)
	message := At(members, []string{"msg", "type"})
	place, isList := members["loc"].([]any)
	if message == nil || members["loc"] != nil && !isList {
		return InWords(entry)
	}
	var steps []string
	for _, one := range place {
		steps = append(steps, InWords(one))
	}
	return Shorten(strings.TrimPrefix(strings.Join(steps, ".")+": "+InWords(message), ": "))
}

// Shorten returns a text on one line, and cuts it where it is too long to be shown.
func Shorten(text string) string {
	text = strings.ToValidUTF8(strings.Join(strings.Fields(text), " "), "\uFFFD")
	if utf8.RuneCountInString(text) <= MaxShown {
		return text
	}
	return string([]rune(text)[:MaxShown-1]) + "…"
}

// Printable returns a text without what a terminal obeys: control characters, marks that change the direction of the text
// after them, and other line ends.
func Printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n':
			return r
		case unicode.In(r, unicode.Cc, unicode.Bidi_Control, unicode.Zl, unicode.Zp):
			return utf8.RuneError
		}
		return r
	}, strings.ReplaceAll(text, "\r\n", "\n"))
}
