package paretasdk

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"pareta.ai/paretasdk/internal/oneshot"
	"pareta.ai/paretasdk/internal/record"
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
	if _, none := result.(*None); blank && (none || slices.Contains(r.empty, response.status)) || none && len(r.empty) == 0 {
		return nil
	}
	var problem string
	err := record.Decode(response.body, reflect.ValueOf(result).Elem(), r.id)
	if record.Kind(response.body) == "null" {
		err = &record.Error{Path: r.id, Problem: "expected an object or an array, found null"}
	}
	var decoding *record.Error
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
	case errors.As(err, &decoding):
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
	for _, one := range record.Members(result) {
		if one.Name == r.started {
			id := text(one.Value.Interface())
			return id, checkSegment(one.Name, id) == nil
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
	clean := r.redact.Header(header)
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
	found, err := r.send(attempt, sent)
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
	}
	return oneshot.Do(r.options.http, request, sent)
}

// pauseAfterLoss returns the pause after an attempt without a whole response.
func (r *call) pauseAfterLoss(err error, sent bool, number int) time.Duration {
	if isUntrusted(err) || oneshot.MaybeSent(err, sent) && !r.class.retryLost {
		return -1
	}
	return backoff(number, r.options.clock.Random())
}

// pauseAfterStatus returns the pause after a response with an error status. Retry-After goes before the backoff.
func (r *call) pauseAfterStatus(found *response, number int) time.Duration {
	if !slices.Contains(r.class.statuses, found.status) {
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

func isUntrusted(err error) bool {
	var untrusted *tls.CertificateVerificationError
	return errors.As(err, &untrusted)
}
