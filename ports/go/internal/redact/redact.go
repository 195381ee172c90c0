// Package redact replaces secrets in what is reported.
package redact

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"pareta.ai/paretasdk/internal/param"
	"pareta.ai/paretasdk/internal/record"
)

// minSecret is the length of the shortest secret that is redacted: a shorter one would match ordinary words.
const minSecret = 8

var (
	credentialHeader = regexp.MustCompile(
		`(?i)auth|cookie|token|secret|passw|credential|session|signature|api-?key|access-?key|private-?key|^key$|-key$`)
	separators = regexp.MustCompile(`[;,]\s*|=|\s+`)
)

// Redactor replaces secrets by ***, also where JSON, HTML or a URL escapes them.
type Redactor struct{ secrets []string }

// New returns a redactor of secrets.
func New(secrets ...string) Redactor {
	var r Redactor
	for _, one := range secrets {
		if len(one) < minSecret {
			continue
		}
		encoded, _ := record.Marshal(one) // a string can always be encoded
		inJSON := string(encoded[1 : len(encoded)-1])
		html := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(one)
		path := strings.ReplaceAll(param.Escape(one), "%2F", "/")
		r.secrets = append(r.secrets, one, param.Escape(one), path, inJSON, strings.ReplaceAll(inJSON, "/", `\/`), html)
	}
	// The longest first: one secret may contain another.
	slices.SortFunc(r.secrets, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	return r
}

// Text returns a text without secrets.
func (r Redactor) Text(text string) string {
	for _, one := range r.secrets {
		text = strings.ReplaceAll(text, one, record.Redacted)
	}
	return text
}

// Header returns headers without secrets.
func (r Redactor) Header(header http.Header) http.Header {
	found := make(http.Header, len(header))
	for name, values := range header {
		for _, value := range values {
			found[name] = append(found[name], r.Text(value))
		}
	}
	return found
}

// Body returns a body without secrets, also where its JSON escapes single characters of them.
func (r Redactor) Body(body []byte) []byte {
	clean := []byte(r.Text(string(body)))
	var decoded any
	if !bytes.ContainsRune(clean, '\\') || record.Any(clean, &decoded) != nil {
		return clean
	}
	before, _ := record.Marshal(decoded) // it was decoded from JSON
	after, err := record.Marshal(r.Value(decoded))
	if err != nil || bytes.Equal(before, after) {
		return clean
	}
	return after
}

// Value returns a decoded value without secrets. It may change the value.
func (r Redactor) Value(value any) any {
	switch found := value.(type) {
	case string:
		return r.Text(found)
	case []any:
		for i := range found {
			found[i] = r.Value(found[i])
		}
	case map[string]any:
		for key, one := range found {
			delete(found, key)
			found[r.Text(key)] = r.Value(one)
		}
	case json.RawMessage:
		return r.Body(found)
	}
	return value
}

// Credentials returns the credentials among headers: whole values and their parts.
func Credentials(header http.Header) []string {
	var found []string
	for name, values := range header {
		if credentialHeader.MatchString(name) && !strings.EqualFold(name, "Idempotency-Key") {
			for _, value := range values {
				found = append(append(found, value), separators.Split(value, -1)...)
			}
		}
	}
	return found
}
