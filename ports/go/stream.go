package paretasdk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"pareta.ai/paretasdk/internal/explain"
	"pareta.ai/paretasdk/internal/record"
	"pareta.ai/paretasdk/internal/sse"
)

const eventStream = "text/event-stream"

var errMarked = errors.New("the mark of the end arrived")

// Events yields the events of an operation. The request is sent when the iteration begins, and its connection is
// released when the iteration ends. A failed start is retried as in Send; once the response has begun, nothing is sent
// again.
func Events[T, E any](ctx context.Context, c Caller, op Op[T, E], args Args, opts ...Option) iter.Seq2[E, error] {
	return eventsOf[E](func() (*stream, error) { return openStream(ctx, c.client(), op.facts, args, opts) })
}

func eventsOf[E any](open func() (*stream, error)) iter.Seq2[E, error] {
	return func(yield func(E, error) bool) {
		var none E
		s, err := open()
		if err != nil {
			yield(none, err)
			return
		}
		defer s.close()
		for {
			event, err := s.next()
			if err == nil && event == nil {
				return
			}
			var one E
			if err == nil {
				err = s.decode(event, &one)
			}
			if err != nil {
				yield(none, err)
				return
			}
			if !yield(one, nil) {
				return
			}
		}
	}
}

// received is an event, with the JSON it came as.
type received[E any] struct {
	value E
	raw   []byte
}

// stream reads the events of one response.
type stream struct {
	*call
	ctx      context.Context
	response *response
	decoder  sse.Decoder
	ready    []sse.Event
	fault    error
	timer    *time.Timer
	last     time.Time
	complete bool
	chunk    []byte
}

func openStream(ctx context.Context, c *client, op *operation, args Args, opts []Option) (*stream, error) {
	if op.stream == nil {
		return nil, badArgument("%s has no stream of events: use Send", op.id)
	}
	r, err := prepare(c, op, args, true, opts)
	if err != nil {
		return nil, err
	}
	found, err := r.exchange(ctx, true)
	if err != nil {
		return nil, err
	}
	r.inform(found.status, found.header)
	kind := found.header.Get("Content-Type")
	if media, _, _ := strings.Cut(kind, ";"); !strings.EqualFold(strings.TrimSpace(media), eventStream) {
		timer := time.AfterFunc(r.options.timeout, func() { found.cancel(errAttemptTimeout) })
		found.body, _ = io.ReadAll(io.LimitReader(found.stream.Body, maxErrorBytes)) // what there is of it
		timer.Stop()
		found.stream.Body.Close()
		found.cancel(nil)
		return nil, r.malformed(found, fmt.Sprintf("its content type is %q, not %s", kind, eventStream))
	}
	s := &stream{call: r, ctx: ctx, response: found, chunk: make([]byte, 32<<10)}
	s.decoder.Limit = r.options.maxEventBytes
	if len(r.receipts) > 0 {
		s.decoder.OnComment = s.readReceipt
	}
	s.timer = time.AfterFunc(s.readTimeout(), func() { found.cancel(errStalled) })
	return s, nil
}

// readTimeout returns how long the next read may take.
func (s *stream) readTimeout() time.Duration {
	return max(0, min(s.options.stallTimeout, s.remaining()))
}

// secondsToFinish is how long a stream may take to end after its mark of the end, so that its connection can be reused.
const secondsToFinish = time.Second

func (s *stream) close() {
	if s.complete && s.stream.endData != "" {
		s.timer.Reset(secondsToFinish)
		io.Copy(io.Discard, io.LimitReader(s.response.stream.Body, int64(len(s.chunk)))) //nolint:errcheck // all was read
	}
	s.timer.Stop()
	s.response.stream.Body.Close()
	s.response.cancel(nil)
}

// readReceipt reads the comment that carries an amount: `<name> <amount>`.
func (s *stream) readReceipt(comment string) {
	name, text, _ := strings.Cut(comment, " ")
	amount, err := strconv.ParseUint(strings.TrimSpace(text), 10, 60)
	for _, one := range s.receipts {
		if one.comment == name && err == nil && s.options.response != nil {
			s.options.response.Receipt[one.amount] = int64(amount)
		}
	}
}

// next returns the next event, or nil at the end of the stream.
func (s *stream) next() (*sse.Event, error) {
	s.last = s.options.clock.Now()
	s.timer.Reset(s.readTimeout())
	for !s.complete {
		for len(s.ready) > 0 {
			event := s.ready[0]
			s.ready = s.ready[1:]
			if done := s.isEnd(&event); done || event.Data == "" {
				if s.complete {
					return nil, nil
				}
				continue
			}
			return &event, nil
		}
		if s.fault != nil {
			return nil, s.faultError()
		}
		if err := s.read(); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

// isEnd returns whether an event is only the mark of the end, and notes the last event.
func (s *stream) isEnd(event *sse.Event) bool {
	if slices.Contains(s.stream.endEvents, event.Name) {
		s.complete = true
	} else if s.stream.endData != "" && strings.TrimSpace(event.Data) == s.stream.endData {
		s.complete = true
		return true
	}
	return false
}

// read reads a chunk.
func (s *stream) read() error {
	if s.remaining() <= 0 {
		return s.failure(ErrTimeout, "the deadline passed before the last event", nil)
	}
	n, err := s.response.stream.Body.Read(s.chunk)
	s.ready, s.fault = s.decoder.Feed(s.chunk[:n])
	now := s.options.clock.Now()
	for _, one := range s.ready {
		if one.Data != "" {
			s.last = now
			s.timer.Reset(s.readTimeout())
		}
	}
	switch {
	case len(s.ready) > 0 && err == nil || s.fault != nil:
		return nil
	case err == nil && now.Sub(s.last) >= s.options.stallTimeout:
		return s.stalled()
	case err == nil:
		return nil
	}
	s.fault = err
	// The mark of the end counts without a blank line as well.
	if s.stream.endData != "" && strings.TrimSpace(s.decoder.Unfinished()) == s.stream.endData {
		s.fault = errMarked
	}
	return nil
}

func (s *stream) stalled() error {
	return s.failure(ErrTimeout, fmt.Sprintf("no event arrived for %v; WithStallTimeout sets the limit", s.options.stallTimeout), nil)
}

// faultError returns the error for what ended the stream, or nil if it may end here.
func (s *stream) faultError() error {
	rules := s.stream
	switch {
	case errors.Is(s.fault, sse.ErrTooLong):
		return s.failure(ErrStream, fmt.Sprintf("the stream sent an event of more than %d bytes; WithMaxEventBytes sets the limit", s.decoder.Limit), nil)
	case errors.Is(s.fault, sse.ErrNotUTF8):
		return s.failure(ErrStream, "the stream sent an event that is not valid UTF-8", nil)
	case errors.Is(s.fault, errMarked):
		s.complete = true
		return nil
	case s.ctx.Err() != nil:
		return s.cancelled(s.ctx, true)
	case errors.Is(s.fault, io.EOF):
		if !s.decoder.Pending() && rules.endData == "" && len(rules.endEvents) == 0 {
			s.complete = true
			return nil
		}
		return s.failure(ErrStreamEnded, "the stream ended before its last event; events are missing", nil)
	case context.Cause(s.response.stream.Request.Context()) == errStalled:
		if s.remaining() <= 0 {
			return s.failure(ErrTimeout, "the deadline passed before the last event", nil)
		}
		return s.stalled()
	}
	return s.failure(ErrConnection, "the connection was lost in the middle of the stream: "+s.fault.Error(), s.fault)
}

// failure returns an error of the stream.
func (s *stream) failure(kind Kind, problem string, cause error) *Error {
	header := s.redact.Header(s.response.header)
	requestID := header.Get(s.requestID)
	return &Error{
		Kind: kind, Status: s.response.status, Header: header, RequestID: requestID, IdempotencyKey: s.key, cause: s.cause(cause),
		Message: fmt.Sprintf("%s: %s%s", s.name, s.redact.Text(problem), requestNote(requestID)), TimedOut: kind == ErrTimeout,
	}
}

// decode decodes an event, or returns the failure that it reports.
func (s *stream) decode(event *sse.Event, target any) error {
	data := []byte(event.Data)
	if key := s.stream.errorKey; key != "" && record.Kind(data) == "an object" {
		var members map[string]any
		if record.Any(data, &members) == nil && members[key] != nil {
			return s.reported(members[key])
		}
	}
	var err error
	if named, ok := target.(interface {
		decodeEvent(event string, data []byte) error
	}); ok {
		if !json.Valid(data) {
			err = errors.New("it is not valid JSON")
		} else {
			err = named.decodeEvent(event.Name, data)
		}
	} else if err = record.Decode(data, reflect.ValueOf(target).Elem(), "event"); record.Kind(data) == "null" {
		err = &record.Error{Path: "event", Problem: "expected an object, found null"}
	}
	if err == nil {
		return nil
	}
	found := s.failure(ErrStream, fmt.Sprintf("the stream sent an event that cannot be read (%v): %q", err, explain.Shorten(event.Data)), nil)
	found.Body = s.redact.Body(data)
	return found
}

// reported returns the error for a failure that the service reports in mid-stream.
func (s *stream) reported(failure any) error {
	members, ok := s.redact.Value(failure).(map[string]any)
	if !ok {
		members = map[string]any{"message": fmt.Sprint(failure)}
	}
	message := explain.At(members, []string{"message", "type"})
	if message == nil {
		message = "no reason was given"
	}
	found := s.failure(kindOfFailure(members), fmt.Sprintf("the service reported a failure in mid-stream: %v", message), nil)
	found.Detail, _ = record.Marshal(members) // it was decoded from JSON
	return found
}
