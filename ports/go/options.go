package paretasdk

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"pareta.ai/paretasdk/internal/origin"
	"pareta.ai/paretasdk/internal/param"
)

// Option is a setting of a client or of one call. An option of a call takes precedence over that of its client.
type Option func(*options) error

type options struct {
	baseURL       string
	http          *http.Client
	maxRetries    int
	timeout       time.Duration
	stallTimeout  time.Duration
	headers       map[string]string
	query         []param.Pair
	body          map[string]any
	key           string
	maxEventBytes int
	maxBodyBytes  int64
	clock         Clock
	response      *ResponseInfo
	onStart       func(id string)

	deadline time.Time // of the wait that the call is part of
}

// ResponseInfo is a response without its body.
type ResponseInfo struct {
	// Status is the status of the response.
	Status int
	// Header has the headers of the response, without secrets.
	Header http.Header
	// RequestID is the service's id for the request.
	RequestID string
	// IdempotencyKey is the key that the request carried.
	IdempotencyKey string
	// Receipt has the amounts that the response states about its call, by their names in the spec. A stream states
	// them at its end.
	Receipt map[string]int64
}

// WithBaseURL replaces the API's server, as for a sandbox or a gateway.
func WithBaseURL(base string) Option {
	return func(o *options) error {
		checked, err := origin.Check(base, versionPath)
		if err != nil {
			return badArgument("%v", err)
		}
		o.baseURL = checked
		return nil
	}
}

// WithHTTPClient sends with your own HTTP client. Redirects are not followed, whatever it says.
func WithHTTPClient(http *http.Client) Option {
	return func(o *options) error {
		if http == nil {
			return badArgument("the HTTP client must not be nil")
		}
		o.http = http
		return nil
	}
}

// WithMaxRetries sets how many times a failed attempt is repeated.
func WithMaxRetries(retries int) Option {
	return func(o *options) error {
		o.maxRetries = max(0, retries)
		return nil
	}
}

// WithTimeout limits each attempt, from sending to the last byte of the response; of a stream to its head.
func WithTimeout(timeout time.Duration) Option {
	return func(o *options) error {
		o.timeout = timeout
		return positive("timeout", timeout)
	}
}

// WithStallTimeout sets how long a stream may send no event before it counts as lost.
func WithStallTimeout(timeout time.Duration) Option {
	return func(o *options) error {
		o.stallTimeout = timeout
		return positive("stall timeout", timeout)
	}
}

// WithMaxEventBytes limits an event of a stream.
func WithMaxEventBytes(limit int) Option {
	return func(o *options) error {
		o.maxEventBytes = limit
		return positive("limit of an event", limit)
	}
}

// WithMaxBodyBytes limits the body of a response that is not a stream.
func WithMaxBodyBytes(limit int64) Option {
	return func(o *options) error {
		o.maxBodyBytes = limit
		return positive("limit of a body", limit)
	}
}

// WithHeader sets a header of the requests. It replaces the package's own.
func WithHeader(name, value string) Option {
	return func(o *options) error {
		if err := checkHeader(name, value); err != nil {
			return err
		}
		if strings.EqualFold(name, idempotencyKeyHeader) {
			return WithIdempotencyKey(value)(o)
		}
		o.headers = maps.Clone(o.headers)
		if o.headers == nil {
			o.headers = map[string]string{}
		}
		o.headers[http.CanonicalHeaderKey(name)] = value
		return nil
	}
}

// WithQuery adds a query parameter.
func WithQuery(name, value string) Option {
	return func(o *options) error {
		o.query = append(o.query[:len(o.query):len(o.query)], param.Pair{Name: name, Value: value})
		return nil
	}
}

// WithBodyField adds a field to the JSON body or the form. It replaces the one of the call's arguments.
func WithBodyField(name string, value any) Option {
	return func(o *options) error {
		o.body = maps.Clone(o.body)
		if o.body == nil {
			o.body = map[string]any{}
		}
		o.body[name] = value
		return nil
	}
}

// WithIdempotencyKey sets the key under which the service performs a repeated call only once. By default each call
// gets a new one, which all of its attempts carry.
func WithIdempotencyKey(key string) Option {
	return func(o *options) error {
		if len(key) > maxKeyLength {
			return badArgument("idempotency_key must have at most %d characters", maxKeyLength)
		}
		if err := checkHeaderValue("idempotency_key", key); err != nil {
			return err
		}
		o.key = key
		return nil
	}
}

// WithResponse stores the status, headers and receipt of the call's response.
func WithResponse(response *ResponseInfo) Option {
	return func(o *options) error {
		o.response = response
		return nil
	}
}

// WithOnStart sets a function that is called with the id of work as soon as the service has accepted it, and before a wait
// for it begins: a task run, a group, each run of a group, an endpoint, an eval run.
func WithOnStart(started func(id string)) Option {
	return func(o *options) error {
		o.onStart = started
		return nil
	}
}

// WithClock replaces the time, for tests.
func WithClock(clock Clock) Option {
	return func(o *options) error {
		if clock.Now == nil || clock.Sleep == nil || clock.Random == nil {
			return badArgument("each function of the clock must be set")
		}
		o.clock = clock
		return nil
	}
}

// until returns the options for a request within a wait.
func until(deadline time.Time) Option {
	return func(o *options) error {
		o.deadline = deadline
		return nil
	}
}

func positive[N int | int64 | time.Duration](name string, value N) error {
	if value <= 0 {
		return badArgument("the %s must be positive, not %v", name, value)
	}
	return nil
}

// framing are the headers that the HTTP library writes.
var framing = []string{
	"Connection", "Content-Length", "Expect", "Host", "Keep-Alive", "Proxy-Connection", "Te", "Trailer",
	"Transfer-Encoding", "Upgrade",
}

func checkHeader(name, value string) error {
	token := strings.Trim(name, "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
	switch {
	case name == "" || token != "":
		return badArgument("%q is not a valid name of a header", name)
	case slices.Contains(framing, http.CanonicalHeaderKey(name)):
		return badArgument("the header %s is set by the HTTP library and must not be passed", name)
	}
	return checkHeaderValue("the header "+name, value)
}

func checkHeaderValue(name, value string) error {
	switch {
	case strings.TrimSpace(value) == "":
		return badArgument("%s must not be empty", name)
	case value != strings.TrimSpace(value) || strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r > '~' }):
		return badArgument("%s has a character or surrounding whitespace that is not valid in a header", name)
	}
	return nil
}
