package paretasdk

import (
	"bytes"
	"encoding/json"
	"net/http"
	"regexp"
	"sort"
	"strings"
)

const (
	redacted = "***"
	// A shorter secret is not redacted: it would match ordinary words.
	minSecret = 8
)

var (
	credentialHeader = regexp.MustCompile(
		`(?i)auth|cookie|token|secret|passw|credential|session|signature|api-?key|access-?key|private-?key|^key$|-key$`)
	separators = regexp.MustCompile(`[;,]\s*|=|\s+`)
)

// redactor replaces secrets by ***, also where JSON, HTML or a URL escapes them.
type redactor struct{ secrets []string }

func newRedactor(secrets ...string) redactor {
	forms := map[string]bool{}
	for _, one := range secrets {
		if len(one) < minSecret {
			continue
		}
		encoded, _ := marshal(one) // a string can always be encoded
		inJSON := string(encoded[1 : len(encoded)-1])
		html := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(one)
		for _, form := range []string{
			one, escape(one, ""), escape(one, "/"), inJSON, strings.ReplaceAll(inJSON, "/", `\/`), html,
		} {
			forms[form] = true
		}
	}
	var r redactor
	for form := range forms {
		r.secrets = append(r.secrets, form)
	}
	// The longest first: one secret may contain another.
	sort.Slice(r.secrets, func(i, j int) bool { return len(r.secrets[i]) > len(r.secrets[j]) })
	return r
}

func (r redactor) text(text string) string {
	for _, one := range r.secrets {
		text = strings.ReplaceAll(text, one, redacted)
	}
	return text
}

func (r redactor) header(header http.Header) http.Header {
	found := make(http.Header, len(header))
	for name, values := range header {
		for _, value := range values {
			found[name] = append(found[name], r.text(value))
		}
	}
	return found
}

// body returns a body without secrets, also where its JSON escapes single characters of them.
func (r redactor) body(body []byte) []byte {
	clean := []byte(r.text(string(body)))
	var decoded any
	if !bytes.ContainsRune(clean, '\\') || decodeAny(clean, &decoded) != nil {
		return clean
	}
	before, _ := marshal(decoded) // it was decoded from JSON
	after, err := marshal(r.value(decoded))
	if err != nil || bytes.Equal(before, after) {
		return clean
	}
	return after
}

func (r redactor) value(value any) any {
	switch found := value.(type) {
	case string:
		return r.text(found)
	case []any:
		for i := range found {
			found[i] = r.value(found[i])
		}
	case map[string]any:
		for key, one := range found {
			delete(found, key)
			found[r.text(key)] = r.value(one)
		}
	case json.RawMessage:
		return r.body(found)
	}
	return value
}

// credentials returns the credentials among headers: whole values and their parts.
func credentials(header http.Header) []string {
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
