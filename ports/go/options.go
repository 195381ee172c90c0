package paretasdk

import (
	"fmt"
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

// set returns an option that sets a field to a checked value.
func set(check error, apply func(*options)) Option {
	return func(o *options) error {
		if check == nil {
			apply(o)
		}
		return check
	}
}

// WithBaseURL replaces the API's server, as for a sandbox or a gateway.
func WithBaseURL(base string) Option {
	checked, err := origin.Check(base, versionPath)
	return set(argument(err), func(o *options) { o.baseURL = checked })
}

// WithHTTPClient sends with your own HTTP client. Redirects are not followed, whatever it says.
func WithHTTPClient(http *http.Client) Option {
	return set(unless(http != nil, "the HTTP client must not be nil"), func(o *options) { o.http = http })
}

// WithMaxRetries sets how many times a failed attempt is repeated.
func WithMaxRetries(retries int) Option {
	err := unless(retries >= 0, fmt.Sprintf("the number of retries must not be negative, not %d", retries))
	return set(err, func(o *options) { o.maxRetries = retries })
}

// WithTimeout limits each attempt, from sending to the last byte of the response; of a stream to its head.
func WithTimeout(timeout time.Duration) Option {
	return set(checkDuration("timeout", timeout), func(o *options) { o.timeout = timeout })
}

// WithStallTimeout sets how long a stream may send no event before it counts as lost.
func WithStallTimeout(timeout time.Duration) Option {
	return set(checkDuration("stall timeout", timeout), func(o *options) { o.stallTimeout = timeout })
}

// WithMaxEventBytes limits an event of a stream.
func WithMaxEventBytes(limit int) Option {
	return set(positive("limit of an event", limit), func(o *options) { o.maxEventBytes = limit })
}

// WithMaxBodyBytes limits the body of a response that is not a stream.
func WithMaxBodyBytes(limit int64) Option {
	return set(positive("limit of a body", limit), func(o *options) { o.maxBodyBytes = limit })
}

// WithHeader sets a header of the requests. It replaces the package's own.
func WithHeader(name, value string) Option {
	if strings.EqualFold(name, idempotencyKeyHeader) {
		return WithIdempotencyKey(value)
	}
	return set(checkHeader(name, value), func(o *options) { o.headers = with(o.headers, http.CanonicalHeaderKey(name), value) })
}

// WithQuery adds a query parameter.
func WithQuery(name, value string) Option {
	added := param.Pair{Name: name, Value: value}
	return set(nil, func(o *options) { o.query = append(o.query[:len(o.query):len(o.query)], added) })
}

// WithBodyField adds a field to the JSON body or the form. It replaces the one of the call's arguments.
func WithBodyField(name string, value any) Option {
	return set(nil, func(o *options) { o.body = with(o.body, name, value) })
}

// WithIdempotencyKey sets the key under which the service performs a repeated call only once. By default each call
// gets a new one, which all of its attempts carry.
func WithIdempotencyKey(key string) Option {
	err := checkHeaderValue("idempotency_key", key)
	if len(key) > IdempotencyKeyMaxLength {
		err = badArgument("idempotency_key must have at most %d characters", IdempotencyKeyMaxLength)
	}
	return set(err, func(o *options) { o.key = key })
}

// WithResponse stores the status, headers and receipt of the call's response.
func WithResponse(response *ResponseInfo) Option {
	return set(nil, func(o *options) { o.response = response })
}

// WithOnStart sets a function that is called with the id of work as soon as the service has accepted it, and before a wait
// for it begins: a task run, a group, each run of a group, an endpoint, an eval run.
func WithOnStart(started func(id string)) Option {
	return set(nil, func(o *options) { o.onStart = started })
}

// reading returns the options of a call for what it looks up: those that are not about its body or its result.
func reading(opts []Option) []Option {
	return append(opts[:len(opts):len(opts)], func(o *options) error {
		o.key, o.query, o.body, o.response, o.onStart = "", nil, nil, nil, nil
		return nil
	})
}

// WithClock replaces the time, for tests.
func WithClock(clock Clock) Option {
	isWhole := clock.Now != nil && clock.Sleep != nil && clock.Random != nil
	return set(unless(isWhole, "each function of the clock must be set"), func(o *options) { o.clock = clock })
}

// until returns the options for a request within a wait.
func until(deadline time.Time) Option {
	return set(nil, func(o *options) { o.deadline = deadline })
}

// with returns a copy of a map with another entry.
func with[V any](entries map[string]V, name string, value V) map[string]V {
	changed := map[string]V{name: value}
	for key, one := range entries {
		if key != name {
			changed[key] = one
		}
	}
	return changed
}

func unless(holds bool, problem string) error {
	if holds {
		return nil
	}
	return badArgument("%s", problem)
}

// checkDuration refuses what cannot be meant: a number without a unit counts nanoseconds.
func checkDuration(name string, value time.Duration) error {
	problem := "the %s must be at least 1ms, not %v: durations have units, such as 30*time.Second"
	return unless(value >= time.Millisecond, fmt.Sprintf(problem, name, value))
}

func positive[N int | int64](name string, value N) error {
	return unless(value > 0, fmt.Sprintf("the %s must be positive, not %v", name, value))
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
