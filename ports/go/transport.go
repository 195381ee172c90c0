package paretasdk

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

var (
	errAttemptTimeout = errors.New("the timeout passed")
	errStalled        = errors.New("no event arrived")
)

// Send sends a request, retries where the spec allows it, and returns the decoded response.
func Send[T, E any](ctx context.Context, c Caller, op Op[T, E], args Args, opts ...Option) (*T, error) {
	if op.facts.stream != nil && op.facts.stream.only {
		return nil, badArgument("%s responds with a stream of events: use Events", op.facts.id)
	}
	r, err := prepare(c.client(), op.facts, args, false, opts)
	if err != nil {
		return nil, err
	}
	response, err := r.exchange(ctx, false)
	if err != nil {
		return nil, err
	}
	result := new(T)
	if err := r.decode(response, result); err != nil {
		return nil, err
	}
	return result, nil
}

func value[T any](result *T, err error) (T, error) {
	if err != nil {
		var none T
		return none, err
	}
	return *result, nil
}

// response is a success, with its body where that was read.
type response struct {
	status int
	header http.Header
	body   []byte
	stream *http.Response
	cancel context.CancelCauseFunc
}

// decode decodes the body of a success into the result.
func (r *call) decode(response *response, result any) error {
	r.inform(response.status, response.header)
	blank := strings.TrimSpace(string(response.body)) == ""
	if _, none := result.(*None); blank && (none || contains(r.empty, response.status)) || none && len(r.empty) == 0 {
		return nil
	}
	var problem string
	err := decodeValue(response.body, reflect.ValueOf(result).Elem(), r.id)
	if kindOf(response.body) == "null" {
		err = &decodeError{r.id, "expected an object or an array, found null"}
	}
	var decoding *decodeError
	var mistyped *json.UnmarshalTypeError
	switch {
	case err == nil:
		id, ok := r.startedID(result)
		if ok && id != "" && r.options.onStart != nil {
			r.options.onStart(id)
		}
		if ok {
			return nil
		}
		problem = "it has no valid " + r.started
	case errors.As(err, &decoding) || errors.As(err, &mistyped):
		problem = "its body is not what the API documents: " + err.Error()
	case blank:
		problem = "its body is empty"
	default:
		problem = "its body is not valid JSON"
	}
	return r.malformed(response, problem)
}

// startedID returns the id of the work that an operation has started, and whether it is valid or there is none to be.
func (r *call) startedID(result any) (string, bool) {
	found, ok := result.(record)
	if !ok || r.started == "" {
		return "", true
	}
	for _, one := range found.members() {
		if one.name == r.started {
			id := text(reflect.ValueOf(one.target).Elem().Interface())
			return id, checkSegment(one.name, id) == nil
		}
	}
	return "", true
}

// inform stores what is known about the response where the caller wants it.
func (r *call) inform(status int, header http.Header) {
	info := r.options.response
	if info == nil {
		return
	}
	clean := r.redact.header(header)
	*info = ResponseInfo{
		Status: status, Header: clean, RequestID: clean.Get(r.requestID), IdempotencyKey: r.key, Receipt: map[string]int64{},
	}
	for _, one := range r.receipts {
		if amount, err := strconv.ParseUint(header.Get(one.header), 10, 60); err == nil {
			info.Receipt[one.amount] = int64(amount)
		}
	}
}

// exchange sends and retries until there is a success. The body of a stream is not read.
func (r *call) exchange(ctx context.Context, stream bool) (*response, error) {
	clock := r.options.clock
	for attempt := 0; ; attempt++ {
		response, failure, pause := r.attempt(ctx, stream, attempt)
		if failure == nil {
			return response, nil
		}
		left := r.remaining()
		if pause < 0 || attempt >= r.options.maxRetries || left <= pause || ctx.Err() != nil {
			return nil, failure
		}
		if err := clock.Sleep(ctx, pause); err != nil {
			return nil, r.cancelled(ctx, failure.ambiguous)
		}
	}
}

const never = time.Duration(1<<63 - 1)

// remaining returns the time until the deadline of the wait that the call is part of.
func (r *call) remaining() time.Duration {
	if r.options.deadline.IsZero() {
		return never
	}
	return r.options.deadline.Sub(r.options.clock.Now())
}

// attempt sends the request once. Its last result is the pause before the next attempt; below 0, there is none.
func (r *call) attempt(ctx context.Context, stream bool, number int) (*response, *Error, time.Duration) {
	if ctx.Err() != nil {
		return nil, r.cancelled(ctx, false), -1
	}
	attempt, cancel := context.WithCancelCause(ctx)
	limit := min(r.options.timeout, max(r.remaining(), time.Millisecond))
	if r.upload {
		limit = max(r.remaining(), time.Millisecond)
	}
	timer := time.AfterFunc(limit, func() { cancel(errAttemptTimeout) })
	defer timer.Stop()
	sent := new(atomic.Bool)
	trace := &httptrace.ClientTrace{WroteHeaders: func() { sent.Store(true) }}
	found, err := r.send(httptrace.WithClientTrace(attempt, trace), sent)
	if err != nil {
		cancel(nil)
		return nil, r.noResponse(ctx, attempt, err, sent.Load(), number), r.pauseAfterLoss(err, sent.Load(), number)
	}
	result := &response{status: found.StatusCode, header: found.Header, stream: found, cancel: cancel}
	success := r.success(result.status)
	if success && stream {
		return result, nil, 0
	}
	defer cancel(nil)
	defer found.Body.Close()
	limitBytes := int64(maxErrorBytes)
	if success {
		limitBytes = r.options.maxBodyBytes
	}
	result.body, err = io.ReadAll(io.LimitReader(found.Body, limitBytes+1))
	if int64(len(result.body)) > limitBytes {
		result.body = result.body[:limitBytes]
		if success {
			return nil, r.malformed(result, fmt.Sprintf("its body is longer than %d bytes", limitBytes)), -1
		}
	}
	if !success {
		return nil, r.statusError(result), r.pauseAfterStatus(result, number)
	}
	if err != nil {
		return nil, r.incomplete(ctx, attempt, result, err, number), r.pauseAfterLoss(err, true, number)
	}
	return result, nil, 0
}

// send sends the request. Redirects are not followed, and the key goes nowhere else.
func (r *call) send(ctx context.Context, sent *atomic.Bool) (*http.Response, error) {
	var body io.Reader
	if r.body != nil {
		var err error
		if body, err = r.body(); err != nil {
			return nil, err
		}
	}
	request, err := http.NewRequestWithContext(ctx, r.method, r.url, body)
	if err != nil {
		return nil, err
	}
	request.Header = r.header.Clone()
	if r.body != nil {
		request.ContentLength = r.length
	} else if isSafe(r.method) && request.URL.Scheme == "http" {
		request.Body, request.GetBody = emptyBody{}, sendOnce(sent)
	}
	library := *r.options.http
	library.Transport = withoutRedirects{library.Transport}
	found, err := library.Do(request)
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err // it repeats the URL
	}
	if err != nil {
		return nil, err
	}
	restoreLocation(found.Header)
	return found, nil
}

var errSentBefore = errors.New("the server closed the connection without a response")

func isSafe(method string) bool { return method == http.MethodGet || method == http.MethodHead }

// emptyBody is the body of a request without one.
type emptyBody struct{}

func (emptyBody) Read([]byte) (int, error) { return 0, io.EOF }
func (emptyBody) Close() error             { return nil }

// sendOnce keeps net/http from silently repeating a request that has begun, which it does on connections that were used
// before, with methods that change nothing. (Over TLS the connection may be HTTP/2. There an empty body is a frame of its
// own, and net/http repeats only what was not processed.)
func sendOnce(sent *atomic.Bool) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) {
		if sent.Load() {
			return nil, errSentBefore
		}
		return emptyBody{}, nil
	}
}

// withoutRedirects hides where a redirect leads, so that the HTTP library neither follows nor judges it.
type withoutRedirects struct{ next http.RoundTripper }

const hiddenLocation = "location" // not canonical, so that Get does not find it

func (t withoutRedirects) RoundTrip(request *http.Request) (*http.Response, error) {
	next := t.next
	if next == nil {
		next = http.DefaultTransport
	}
	found, err := next.RoundTrip(request)
	if err == nil && found.Header["Location"] != nil {
		found.Header[hiddenLocation] = found.Header["Location"]
		delete(found.Header, "Location")
	}
	return found, err
}

func restoreLocation(header http.Header) {
	//lint:ignore SA1008 it was put there under this name
	if values := header[hiddenLocation]; values != nil {
		delete(header, hiddenLocation)
		header["Location"] = values
	}
}

// pauseAfterLoss returns the pause after an attempt without a whole response.
func (r *call) pauseAfterLoss(err error, sent bool, number int) time.Duration {
	if isUntrusted(err) || maybeSent(err, sent) && !r.class.retryLost {
		return -1
	}
	return backoff(number, r.options.clock.Random())
}

// pauseAfterStatus returns the pause after a response with an error status. Retry-After goes before the backoff.
func (r *call) pauseAfterStatus(found *response, number int) time.Duration {
	if !contains(r.class.statuses, found.status) {
		return -1
	}
	pause, ok := retryAfter(found.header, r.options.clock.Now())
	if !ok {
		return backoff(number, r.options.clock.Random())
	}
	if pause > longestRetryAfter {
		return -1
	}
	return pause
}

// maybeSent returns whether a request may have reached the server.
func maybeSent(err error, wrote bool) bool {
	// net/http says so of a connection that the server had closed before the request was written.
	return wrote && !strings.Contains(err.Error(), "server closed idle connection")
}

func isUntrusted(err error) bool {
	var untrusted *tls.CertificateVerificationError
	return errors.As(err, &untrusted)
}

// noResponse returns the error for an attempt without a response.
func (r *call) noResponse(ctx, attempt context.Context, err error, wrote bool, retries int) *Error {
	sent := maybeSent(err, wrote)
	if ctx.Err() != nil {
		return r.cancelled(ctx, sent)
	}
	timedOut := isTimeout(attempt, err)
	reason := r.redact.text(err.Error())
	if timedOut {
		reason = errAttemptTimeout.Error()
	}
	if sent && !r.class.retryLost {
		return r.unknown(fmt.Sprintf("%s: the connection was lost after the request was sent (%s).", r.name, reason), nil, timedOut)
	}
	attempts := ""
	if retries > 0 {
		attempts = fmt.Sprintf(" after %d attempts", retries+1)
	}
	found := &Error{Kind: ErrConnection, IdempotencyKey: r.key, ambiguous: sent, cause: r.cause(err)}
	var network *net.OpError
	switch {
	case isUntrusted(err):
		found.permanent = true
		found.Message = fmt.Sprintf("%s: the server's certificate is not trusted (%s). Set SSL_CERT_FILE to the certificate of "+
			"the authority that signed it, or pass an HTTP client that trusts it.", r.name, reason)
	case timedOut:
		found.Kind, found.TimedOut = ErrTimeout, true
		found.Message = fmt.Sprintf("%s timed out%s (%s). Raise the timeout, or try again later.", r.name, attempts, reason)
	case errors.As(err, &network) && network.Op == "proxyconnect":
		found.Message = fmt.Sprintf("%s got no response%s (%s). Check the proxy and its credentials, or add the host to "+
			"NO_PROXY: the request was to go to %s through it.", r.name, attempts, reason, serverOf(r.url))
	default:
		found.Message = fmt.Sprintf("%s got no response%s (%s). Check the network, and that the base URL is right: the request "+
			"went to %s.", r.name, attempts, reason, serverOf(r.url))
	}
	return found
}

func isTimeout(attempt context.Context, err error) bool {
	var network net.Error
	return context.Cause(attempt) == errAttemptTimeout || errors.As(err, &network) && network.Timeout()
}

// cause returns an error as a cause, unless its message has the API key.
func (r *call) cause(err error) error {
	if err == nil || r.redact.text(err.Error()) != err.Error() {
		return nil
	}
	return err
}

// cancelled returns the error for a call whose context is done.
func (r *call) cancelled(ctx context.Context, sent bool) *Error {
	found := &Error{Kind: ErrCancelled, IdempotencyKey: r.key, ambiguous: sent, cause: ctx.Err()}
	verb := "was cancelled"
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		found.Kind, found.TimedOut, verb = ErrTimeout, true, "did not end before the deadline of its context"
	}
	found.Message = fmt.Sprintf("%s %s.", r.name, verb)
	if sent && r.key != "" {
		found.Message += fmt.Sprintf(" The request may have been accepted and billed. Check whether the work exists before you "+
			"repeat the call with the idempotency key %q.", r.key)
	}
	return found
}

// unknown returns the error for a paid request that may have been accepted.
func (r *call) unknown(message string, cause *Error, timedOut bool) *Error {
	found := &Error{Kind: ErrOutcomeUnknown, IdempotencyKey: r.key, TimedOut: timedOut, ambiguous: true}
	if cause != nil {
		found.Status, found.RequestID, found.Header, found.Body = cause.Status, cause.RequestID, cause.Header, cause.Body
		found.cause, found.unread = cause, cause.Kind == ErrResponse
	}
	found.Message = fmt.Sprintf("%s The request may have been accepted and billed, and it was not sent again. Check whether the "+
		"work exists before you retry with the idempotency key %q.", message, r.key)
	return found
}

// statusError returns the error for a response with an error status.
func (r *call) statusError(response *response) *Error {
	found := r.errorOf(response)
	said := explain(r.api, found.Body)
	rule := ruleFor(response.status)
	found.Kind, found.Detail, found.Reference = rule.kind, said.detail, said.reference
	found.Message = fmt.Sprintf("%s returned %d", r.name, response.status)
	if r.class.isAmbiguous(response.status) {
		message := fmt.Sprintf("%s%s.", found.Message, requestNote(found.RequestID))
		return r.unknown(message, found, contains(r.class.ambiguousTimeout, response.status))
	}
	if said.text != "" {
		found.Message += ": " + said.text
	}
	found.Message += requestNote(found.RequestID)
	if rule.advice != "" {
		found.Message += ". " + rule.advice
	}
	return found
}

// malformed returns the error for a success whose body is not what the API documents.
func (r *call) malformed(response *response, problem string) *Error {
	found := r.errorOf(response)
	found.Kind, found.ambiguous = ErrResponse, true
	shown := "is empty"
	if len(found.Body) > 0 {
		shown = fmt.Sprintf("begins with: %q", shorten(string(found.Body[:min(len(found.Body), maxShown)])))
	}
	found.Message = fmt.Sprintf("%s returned %d, but %s%s. The response %s. Check that the base URL points to the API and not to "+
		"a proxy.", r.name, response.status, r.redact.text(problem), requestNote(found.RequestID), shown)
	if r.class.retryLost {
		return found
	}
	return r.unknown(found.Message, found, false)
}

// incomplete returns the error for a success whose body ended too early.
func (r *call) incomplete(ctx, attempt context.Context, response *response, err error, retries int) *Error {
	if ctx.Err() != nil || isTimeout(attempt, err) {
		found := r.noResponse(ctx, attempt, err, true, retries)
		found.RequestID = r.redact.text(response.header.Get(r.requestID))
		return found
	}
	found := r.malformed(response, "its body is incomplete: "+err.Error())
	found.incomplete = true
	if found.cause == nil {
		found.cause = r.cause(err)
	}
	return found
}

func (r *call) errorOf(response *response) *Error {
	header := r.redact.header(response.header)
	return &Error{
		Status: response.status, Header: header, RequestID: header.Get(r.requestID), Body: r.redact.body(response.body),
		IdempotencyKey: r.key,
	}
}
