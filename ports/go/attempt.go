package paretasdk

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"reflect"
	"strconv"
	"sync/atomic"
	"time"
	"unicode/utf8"

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

// response is a response, with its body where that was read.
type response struct {
	*http.Response
	body   []byte
	cancel context.CancelCauseFunc
}

// decode decodes the body of a success into the result.
func (r *call) decode(response *response, result any) error {
	if _, isNone := result.(*None); isNone {
		// A page of a proxy must not pass for a success.
		if len(bytes.TrimSpace(response.body)) > 0 && !json.Valid(response.body) {
			return r.malformed(response, "its body is not valid JSON")
		}
		return nil
	}
	if !utf8.Valid(response.body) {
		return r.malformed(response, "its body is not valid UTF-8")
	}
	if err := record.Decode(response.body, reflect.ValueOf(result).Elem(), r.id); err != nil && !r.isUsable(result) {
		return r.malformed(response, "its body is not what the API documents: "+err.Error())
	}
	id, ok := r.startedID(result)
	if !ok {
		return r.malformed(response, "it has no valid "+r.started)
	}
	if id != "" && r.options.onStart != nil {
		r.options.onStart(id)
	}
	return nil
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
func (r *call) inform(found *http.Response) {
	info := r.options.response
	if info == nil {
		return
	}
	clean := r.redact.Header(found.Header)
	*info = ResponseInfo{
		Status: found.StatusCode, Header: clean, RequestID: clean.Get(r.requestID), IdempotencyKey: r.key, Receipt: map[string]int64{},
	}
	for _, one := range r.receipts {
		if amount, err := strconv.ParseUint(found.Header.Get(one.header), 10, 60); err == nil {
			info.Receipt[one.amount] = int64(amount)
		}
	}
}

// exchange sends and retries until there is a success. The body of a stream is not read.
func (r *call) exchange(ctx context.Context, stream bool) (*response, error) {
	if ctx == nil {
		return nil, badArgument("the context must not be nil: pass context.Background()")
	}
	for number := 0; ; number++ {
		response, failure := r.attempt(ctx, stream, number)
		if failure == nil {
			return response, nil
		}
		if number >= r.options.maxRetries || !r.class.mayRepeat(failure) {
			return nil, failure
		}
		pause := r.options.pauseAfter(failure, number)
		if pause > longestRetryAfter || pause >= r.remaining() {
			return nil, failure
		}
		if err := r.options.clock.Sleep(ctx, pause); err != nil {
			found := r.cancelled(ctx, failure.ambiguous)
			found.reached = failure.Status > 0
			return nil, found
		}
	}
}

// remaining returns the time until the deadline of the wait that the call is part of.
func (r *call) remaining() time.Duration {
	if r.options.deadline.IsZero() {
		return math.MaxInt64
	}
	return r.options.deadline.Sub(r.options.clock.Now())
}

// attempt sends the request once. It reads the body, except that of a stream of events.
func (r *call) attempt(ctx context.Context, stream bool, number int) (*response, *Error) {
	if ctx.Err() != nil {
		return nil, r.cancelled(ctx, false)
	}
	attempt, cancel := context.WithCancelCause(ctx)
	limit := max(r.remaining(), time.Millisecond)
	if !r.upload {
		limit = min(limit, r.options.timeout)
	}
	timer := time.AfterFunc(limit, func() { cancel(errAttemptTimeout) })
	defer timer.Stop()
	sent := new(atomic.Bool)
	found, err := r.send(attempt, sent)
	if err != nil {
		cancel(nil)
		return nil, r.noResponse(ctx, attempt, err, sent.Load(), number)
	}
	isSuccess := r.success(found.StatusCode)
	result, maxBytes := &response{Response: found, cancel: cancel}, int64(maxErrorBytes)
	if isSuccess {
		r.inform(found)
		if stream && isEventStream(found.Header) {
			return result, nil
		}
		maxBytes = r.options.maxBodyBytes
	}
	defer cancel(nil)
	defer found.Body.Close()
	body, err := io.ReadAll(io.LimitReader(found.Body, maxBytes+1))
	result.body = body[:min(int64(len(body)), maxBytes)]
	switch {
	case !isSuccess:
		return nil, r.statusError(result)
	case stream:
		return nil, r.malformed(result, fmt.Sprintf("its content type is %q, not %s", found.Header.Get("Content-Type"), eventStream))
	case int64(len(body)) > maxBytes:
		return nil, r.malformed(result, fmt.Sprintf("its body is longer than %d bytes", maxBytes))
	case err != nil:
		return nil, r.incomplete(ctx, attempt, result, err, number)
	}
	return result, nil
}

// send sends the request. Redirects are not followed, and the key goes nowhere else.
func (r *call) send(ctx context.Context, sent *atomic.Bool) (*http.Response, error) {
	body, unreadable := r.body()
	request, err := http.NewRequestWithContext(ctx, r.method, r.url, body)
	if err = cmp.Or(unreadable, err); err != nil {
		return nil, err
	}
	request.Header, request.ContentLength = r.header.Clone(), max(request.ContentLength, r.length)
	return oneshot.Do(r.options.http, request, sent)
}
