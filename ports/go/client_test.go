package paretasdk

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pareta.ai/paretasdk/internal/origin"
	"pareta.ai/paretasdk/internal/record"
)

func TestABaseURLIsChecked(t *testing.T) {
	for base, want := range map[string]string{
		"https://api.example.com":             "https://api.example.com",
		"https://api.example.com/":            "https://api.example.com",
		"https://api.example.com/v1/":         "https://api.example.com",
		"https://gateway.example.com/a/v1":    "https://gateway.example.com/a",
		"http://localhost:8080/x":             "http://localhost:8080/x",
		"http://[::1]:80":                     "http://[::1]:80",
		"ftp://api.example.com":               "",
		"api.example.com":                     "",
		"https://":                            "",
		"https://user:secret@api.example.com": "",
		"https://api.example.com?a=b":         "",
		"https://api.example.com#a":           "",
		"https://api.example.com:0":           "",
		"https://api.example.com:99999":       "",
		"https://api..example.com":            "",
		"https://-a.example.com":              "",
		"https://api.example.com/a b":         "",
		`https://api.example.com\a`:           "",
		"":                                    "",
	} {
		got, err := origin.Check(base, versionPath)
		if got != want || (want == "") != (err != nil) {
			t.Errorf("%q: %q, %v", base, got, err)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Error(err)
		}
	}
}

func TestABaseURLInClearTextIsWarnedOf(t *testing.T) {
	var log strings.Builder
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	defer slog.SetDefault(before)
	if _, err := NewPareta(testKey, WithBaseURL("http://127.0.0.1:1")); err != nil || log.Len() > 0 {
		t.Error(err, log.String())
	}
	if _, err := NewPareta(testKey, WithBaseURL("http://api.example.com")); err != nil || !strings.Contains(log.String(), "clear text") {
		t.Error(err, log.String())
	}
}

func TestAKeyIsChecked(t *testing.T) {
	for _, key := range []string{"", " ", "key with space", "key\n", "key\u00a0", "“key”"} {
		if _, err := NewParallel(key); !errors.Is(err, ErrBadArgument) {
			t.Errorf("%q: %v", key, err)
		} else if len(key) > 4 && strings.Contains(err.Error(), key) {
			t.Error("the key is shown:", err)
		}
	}
	if _, err := NewParallel("pareta_sk_live_…"); err != nil {
		t.Error(err)
	}
}

func TestTheEnvironmentConfiguresAClient(t *testing.T) {
	t.Setenv("PARETA_API_KEY", testKey+"\n")
	t.Setenv("PARETA_BASE_URL", " https://gateway.example.com/v1\r\n")
	client, err := ParetaFromEnv()
	if err != nil || client.core.key != testKey || client.core.options.baseURL != "https://gateway.example.com" {
		t.Fatal(client, err)
	}
	t.Setenv("PARETA_API_KEY", " ")
	if _, err := ParetaFromEnv(); !errors.Is(err, ErrBadArgument) || !strings.Contains(err.Error(), "PARETA_API_KEY") {
		t.Error(err)
	}
}

func TestAnIdempotencyKeyBelongsToACall(t *testing.T) {
	if _, err := NewPareta(testKey, WithIdempotencyKey("a")); !errors.Is(err, ErrBadArgument) {
		t.Error(err)
	}
	if _, err := NewPareta(testKey, WithHeader("idempotency-key", "a")); !errors.Is(err, ErrBadArgument) {
		t.Error(err)
	}
}

func TestRetryAfterIsReadInEachForm(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"7": 7 * time.Second, "0": 0, "1.5": 1500 * time.Millisecond, " 3 ": 3 * time.Second,
		"Thu, 01 Jan 2026 00:00:09 GMT": 9 * time.Second, "Thursday, 01-Jan-26 00:00:09 GMT": 9 * time.Second,
		"Thu Jan  1 00:00:09 2026": 9 * time.Second, "Wed, 31 Dec 2025 00:00:00 GMT": 0,
		"99999999999999999999": longestSeconds * time.Second,
		"":                     -1, "-1": -1, "soon": -1, "1e3": -1, "+5": -1, "0x5": -1, "5 s": -1,
	} {
		got, ok := retryAfter(http.Header{"Retry-After": {value}}, now)
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("%q: %v, not %v", value, got, want)
		}
	}
	header := http.Header{"Retry-After": {"Thu, 01 Jan 2026 00:00:09 GMT"}, "Date": {"Thu, 01 Jan 2026 00:00:04 GMT"}}
	if got, _ := retryAfter(header, now.Add(time.Hour)); got != 5*time.Second {
		t.Error(got)
	}
}

func TestASchemaIsMadeFromAStruct(t *testing.T) {
	type item struct {
		Name string `json:"name"`
	}
	type output struct {
		Items  []item          `json:"items" jsonschema:"description=What there is"`
		At     time.Time       `json:"at"`
		Counts map[string]int  `json:"counts,omitempty"`
		Score  *float64        `json:"score"`
		Raw    json.RawMessage `json:"raw"`
		Hidden string          `json:"-"`
	}
	schema, err := SchemaOf(reflect.TypeFor[output]())
	if err != nil {
		t.Fatal(err)
	}
	raw, err := record.Marshal(schema["properties"])
	want := `{"items":{"description":"What there is","items":{"additionalProperties":false,"properties":{"name":{"type":"string"}},` +
		`"required":["name"],"type":"object"},"type":"array"},"at":{"format":"date-time","type":"string"},` +
		`"counts":{"additionalProperties":{"type":"integer"},"type":"object"},"score":{"type":"number"},"raw":{}}`
	if err != nil || string(raw) != want || !reflect.DeepEqual(schema["required"], []string{"items", "at", "raw"}) {
		t.Errorf("%s %v %v", raw, schema["required"], err)
	}
}

func TestASchemaHasTheMembersThatEncodingJSONReads(t *testing.T) {
	type Place struct {
		Name  string
		Ident string `json:"id"`
	}
	for want, output := range map[string]reflect.Type{
		"Place,Year": reflect.TypeFor[struct {
			Place `json:"Place"`
			Year  int
		}](),
		"Name,id": reflect.TypeFor[struct{ *Place }](),
		"Name,id,more": reflect.TypeFor[struct {
			Place
			ID   int `json:"id"` //nolint:govet // it hides the other one
			More int `json:"more"`
		}](),
		"Name,id,name": reflect.TypeFor[struct {
			Name string `json:"name"` // hides Place.Name in Go, not in JSON
			Place
		}](),
	} {
		schema, err := SchemaOf(output)
		if err != nil {
			t.Error(want, err)
			continue
		}
		required := slices.Sorted(slices.Values(schema["required"].([]string)))
		if got := strings.Join(required, ","); got != want {
			t.Errorf("%s, not %s", got, want)
		}
	}
}

func TestATypeThatNoOutputFitsIsRefused(t *testing.T) {
	type tree struct{ Children []tree }
	type Place struct{ Name string }
	type Person struct{ Name string }
	type Ring struct{ *Ring }
	for _, one := range []reflect.Type{
		reflect.TypeFor[int](), reflect.TypeFor[tree](), reflect.TypeFor[Ring](), reflect.TypeFor[struct{ C chan int }](),
		reflect.TypeFor[struct{ E error }](),
		reflect.TypeFor[struct {
			Place
			Person
		}](),
	} {
		if _, err := SchemaOf(one); !errors.Is(err, ErrBadArgument) {
			t.Error(one, err)
		}
	}
}

func TestAWebhookIsVerified(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	hooks := Webhooks{Secrets: []string{NewWebhookSecret()}, Now: func() time.Time { return now }}
	body := []byte(`{"type": "task_run.status", "timestamp": "2026-01-01T00:00:00Z", "data": ` + aRun + `}`)
	header, err := hooks.Sign(body)
	if err != nil {
		t.Fatal(err)
	}
	event, err := hooks.Parse(body, header)
	if err != nil || event.Run.RunID != "trun_1" || event.ID != header.Get("Webhook-Id") {
		t.Fatal(event, err)
	}
	rotated := hooks
	rotated.Secrets = []string{NewWebhookSecret(), hooks.Secrets[0]}
	if err := rotated.Verify(body, header); err != nil {
		t.Error(err)
	}
	late := hooks
	late.Now = func() time.Time { return now.Add(WebhookTolerance + time.Second) }
	stranger := hooks
	stranger.Secrets = []string{NewWebhookSecret()}
	for name, one := range map[string]struct {
		hooks  Webhooks
		body   string
		change func(http.Header)
	}{
		"another secret":     {stranger, string(body), nil},
		"no secret":          {Webhooks{}, string(body), nil},
		"an empty secret":    {Webhooks{Secrets: []string{"whsec_"}}, string(body), nil},
		"a malformed secret": {Webhooks{Secrets: []string{"whsec_%"}}, string(body), nil},
		"another body":       {hooks, string(body) + " ", nil},
		"an old timestamp":   {late, string(body), nil},
		"a missing header":   {hooks, string(body), func(h http.Header) { h.Del("Webhook-Id") }},
		"a header twice":     {hooks, string(body), func(h http.Header) { h.Add("Webhook-Id", "b") }},
		"an id with a dot":   {hooks, string(body), func(h http.Header) { h.Set("Webhook-Id", "a.b") }},
		"another version":    {hooks, string(body), func(h http.Header) { h.Set("Webhook-Signature", "v2,abc") }},
		"a short signature":  {hooks, string(body), func(h http.Header) { h.Set("Webhook-Signature", "v1,"+base64.StdEncoding.EncodeToString([]byte("a"))) }},
	} {
		changed := header.Clone()
		if one.change != nil {
			one.change(changed)
		}
		if _, err := one.hooks.Parse([]byte(one.body), changed); !errors.Is(err, ErrWebhook) {
			t.Error(name, err)
		}
	}
}
