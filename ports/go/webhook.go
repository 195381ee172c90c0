package paretasdk

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// WebhookEvent is a verified webhook.
type WebhookEvent struct {
	// ID stays the same when the service delivers again: remember it, and do the work once.
	ID string
	// Type is the type of the event.
	Type WebhookEventType
	// Timestamp is the time of the event, as RFC 3339.
	Timestamp string
	// Run is the run at the time of the event; nil for other types of event.
	Run *TaskRun
	// Raw is the body.
	Raw json.RawMessage
}

// Webhooks verifies received webhooks (https://www.standardwebhooks.com). The zero value has no secret and refuses all.
type Webhooks struct {
	// Secrets are the secrets as the dashboard shows them: a prefix and base64; several during a rotation.
	Secrets []string
	// Tolerance replaces WebhookTolerance if it is not 0.
	Tolerance time.Duration
	// Now replaces time.Now, for tests.
	Now func() time.Time
}

// String returns the settings without the secrets.
func (w Webhooks) String() string {
	return fmt.Sprintf("Webhooks{%d secrets, tolerance %v}", len(w.Secrets), w.Tolerance)
}

// Format prints the settings without the secrets, whatever the verb.
func (w Webhooks) Format(state fmt.State, _ rune) { io.WriteString(state, w.String()) }

// LogValue returns the settings without the secrets.
func (w Webhooks) LogValue() slog.Value { return slog.StringValue(w.String()) }

const (
	signatureMark = webhookVersion + ","
	signatureForm = `[a-z0-9]+,[!-~]+`
)

var webhookHeaders = []struct {
	name, words string
	form        *regexp.Regexp
}{
	// An id has no dot, so that bytes of the body cannot be passed off as a part of it.
	{webhookIDHeader, "1 to 255 visible ASCII characters without a dot", regexp.MustCompile(`^[!-\-/-~]{1,255}$`)},
	{webhookTimestampHeader, "a whole number of seconds since 1970", regexp.MustCompile(`^[1-9][0-9]{0,11}$`)},
	{webhookSignatureHeader, "signatures, " + signatureMark + "<base64>, separated by single spaces",
		regexp.MustCompile(`^` + signatureForm + `(?: ` + signatureForm + `)*$`)},
}

// Verify returns nil if the service signed this request recently. The body must be as it was received, byte for byte.
func (w Webhooks) Verify(body []byte, header http.Header) error {
	keys, err := w.keys()
	if err != nil {
		return err
	}
	var values []string
	for _, one := range webhookHeaders {
		found := header.Values(one.name)
		if len(found) != 1 {
			return webhookError("%s must occur once, and occurs %d times", one.name, len(found))
		}
		if !one.form.MatchString(found[0]) {
			return webhookError("%s must be %s", one.name, one.words)
		}
		values = append(values, found[0])
	}
	if err := w.checkAge(values[1]); err != nil {
		return err
	}
	valid, candidates := false, 0
	for _, candidate := range strings.Split(values[2], " ") {
		encoded, isKnown := strings.CutPrefix(candidate, signatureMark)
		if !isKnown {
			continue
		}
		candidates++
		for _, key := range keys { // compare all, so that the time taken reveals nothing
			valid = hmac.Equal([]byte(encoded), []byte(signature(key, values[0], values[1], body))) || valid
		}
	}
	switch {
	case candidates == 0:
		return webhookError("%s has no signature of version %s, the only supported one", webhookSignatureHeader, webhookVersion)
	case !valid:
		return webhookError("no signature is valid: the secret is another one, or the body differs from the bytes that were received")
	}
	return nil
}

// Parse verifies a request, then decodes its event.
func (w Webhooks) Parse(body []byte, header http.Header) (*WebhookEvent, error) {
	if err := w.Verify(body, header); err != nil {
		return nil, err
	}
	var members map[string]json.RawMessage
	found := &WebhookEvent{ID: header.Get(webhookIDHeader), Raw: body}
	if err := json.Unmarshal(body, &members); err != nil || json.Unmarshal(members["type"], &found.Type) != nil || found.Type == "" {
		return nil, webhookError("the signature is valid, but the body is not an event: it must be a JSON object with a type")
	}
	_ = json.Unmarshal(members["timestamp"], &found.Timestamp) // another value counts as none
	if found.Type != WebhookEventTypeTaskRunStatus {
		return found, nil
	}
	found.Run = &TaskRun{}
	if err := json.Unmarshal(members["data"], found.Run); err != nil {
		return nil, webhookError("the signature is valid, but the body is not an event: %v", err)
	}
	if checkSegment("run_id", found.Run.RunID) != nil {
		return nil, webhookError("the signature is valid, but the run of the event has no valid run_id")
	}
	return found, nil
}

// Sign returns the headers that the service would send with a body, for tests.
func (w Webhooks) Sign(body []byte) (http.Header, error) {
	keys, err := w.keys()
	if err != nil {
		return nil, err
	}
	id, at := "msg_"+strings.ReplaceAll(newKey(), "-", ""), strconv.FormatInt(w.now().Unix(), 10)
	var signatures []string
	for _, key := range keys {
		signatures = append(signatures, signatureMark+signature(key, id, at, body))
	}
	header := http.Header{}
	for i, value := range []string{id, at, strings.Join(signatures, " ")} {
		header.Set(webhookHeaders[i].name, value)
	}
	return header, nil
}

// NewWebhookSecret returns a random secret, for tests.
func NewWebhookSecret() string {
	key := make([]byte, 24)
	rand.Read(key) //nolint:errcheck // it never fails
	return webhookSecretPrefix + base64.StdEncoding.EncodeToString(key)
}

func (w Webhooks) now() time.Time {
	if w.Now != nil {
		return w.Now()
	}
	return time.Now()
}

func (w Webhooks) checkAge(timestamp string) error {
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil {
		return webhookError("%s must be %s", webhookTimestampHeader, webhookHeaders[1].words)
	}
	tolerance := w.Tolerance
	if tolerance == 0 {
		tolerance = WebhookTolerance
	}
	age := w.now().Sub(time.Unix(seconds, 0))
	if age.Abs() <= tolerance {
		return nil
	}
	direction := "past"
	if age < 0 {
		direction = "future"
	}
	return webhookError("%s is %v in the %s, more than the tolerance of %v: the request was delayed or replayed, "+
		"or the clock of this machine is wrong", webhookTimestampHeader, age.Abs(), direction, tolerance)
}

// keys returns the keys of the secrets. No message repeats one.
func (w Webhooks) keys() ([][]byte, error) {
	if len(w.Secrets) == 0 {
		return nil, webhookError("the list of secrets is empty")
	}
	var keys [][]byte
	for _, one := range w.Secrets {
		encoded := strings.TrimPrefix(one, webhookSecretPrefix)
		key, err := base64.StdEncoding.Strict().DecodeString(encoded)
		if err != nil || strings.ContainsAny(encoded, "\r\n") {
			return nil, webhookError("a secret is not valid base64")
		}
		if len(key) == 0 {
			return nil, webhookError("a secret is empty")
		}
		keys = append(keys, key)
	}
	return keys, nil
}

func signature(key []byte, id, timestamp string, body []byte) string {
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%s.", id, timestamp)
	mac.Write(body)
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func webhookError(format string, values ...any) *Error {
	return &Error{Kind: ErrWebhook, Message: fmt.Sprintf(format, values...)}
}
