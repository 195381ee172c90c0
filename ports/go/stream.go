package paretasdk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
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

// Events yields the events of an operation. The request is sent when the iteration begins, and its connection is
// released when the iteration ends. A failed start is retried as in Send; once the response has begun, nothing is sent
// again.
func Events[T, E any](ctx context.Context, c Caller, op Op[T, E], args Args, opts ...Option) iter.Seq2[E, error] {
	return eventsOf[E](func() (*stream, error) { return openStream(ctx, c.client(), op.facts, args, opts) })
}

func eventsOf[E any](open func() (*stream, error)) iter.Seq2[E, error] {
	return func(yield func(E, error) bool) {
		s, err := open()
		if err == nil {
			_, err = drain(s, false, func(one received[E]) bool { return yield(one.value, nil) })
		}
		if err != nil {
			var none E
			yield(none, err)
		}
	}
}

// received is an event, with the JSON it came as.
type received[E any] struct {
	value E
	raw   []byte
}

// drain hands the events of a response to a function, until that wants no more. It returns whether that is so, and the
// error that ended the response. Where odd events are kept, one that differs from the spec is kept as it came, in Raw.
func drain[E any](s *stream, keepsOdd bool, use func(received[E]) bool) (isLeft bool, err error) {
	defer s.close()
	for {
		event, err := s.next()
		if event == nil {
			return false, err
		}
		one := received[E]{raw: []byte(event.Data)}
		if err := s.decode(event, &one.value); err != nil && !(keepsOdd && record.Keep(one.raw, &one.value)) {
			return false, err
		}
		if !use(one) {
			return true, nil
		}
	}
}

// stream reads the events of one response.
type stream struct {
	*call
	ctx      context.Context
	response *response
	events   *sse.Reader
	timer    *time.Timer
	complete bool
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
	s := &stream{call: r, ctx: ctx, response: found}
	s.events = sse.NewReader(found.Body, r.options.maxEventBytes)
	s.events.OnComment = s.readReceipt
	s.timer = time.AfterFunc(s.readTimeout(), func() { found.cancel(errStalled) })
	return s, nil
}

func isEventStream(header http.Header) bool {
	media, _, _ := strings.Cut(header.Get("Content-Type"), ";")
	return strings.EqualFold(strings.TrimSpace(media), eventStream)
}

// readTimeout returns how long the next event may take.
func (s *stream) readTimeout() time.Duration {
	return max(0, min(s.options.stallTimeout, s.remaining()))
}

const (
	// secondsToFinish is how long a stream may take to end after its mark of the end, so that its connection can be reused.
	// The timer that is left then ends by itself.
	secondsToFinish = time.Second
	bytesToFinish   = 32 << 10
)

func (s *stream) close() {
	if s.complete && s.stream.endData != "" {
		s.timer.Reset(secondsToFinish)
		io.CopyN(io.Discard, s.response.Body, bytesToFinish) //nolint:errcheck // all was read
	}
	s.response.Body.Close()
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

// next returns the next event, or nil at the end of the stream. The mark of the end is no event.
func (s *stream) next() (*sse.Event, error) {
	s.timer.Reset(s.readTimeout())
	defer s.timer.Stop() // the time of the caller is not that of the stream
	for !s.complete {
		event, err := s.events.Next()
		if err != nil {
			return nil, s.ended(err)
		}
		isMark := s.isMark(event.Data)
		s.complete = isMark || slices.Contains(s.stream.endEvents, event.Name)
		if event.Data != "" && !isMark {
			return &event, nil
		}
	}
	return nil, nil
}

func (s *stream) isMark(data string) bool {
	return s.stream.endData != "" && strings.TrimSpace(data) == s.stream.endData
}

// ended returns the error for what ended the stream, or nil if it may end here.
func (s *stream) ended(err error) error {
	hasEnd := s.stream.endData != "" || len(s.stream.endEvents) > 0
	switch {
	case errors.Is(err, sse.ErrTooLong):
		return s.failure(ErrStream, nil, "the stream sent an event of more than %d bytes; WithMaxEventBytes sets the limit", s.options.maxEventBytes)
	case errors.Is(err, sse.ErrNotUTF8):
		return s.failure(ErrStream, nil, "the stream sent an event that is not valid UTF-8")
	case s.isMark(s.events.Unfinished()): // it counts without a blank line as well
		return nil
	case err == io.EOF && !hasEnd && !s.events.Pending():
		return nil
	case s.ctx.Err() != nil:
		return s.cancelled(s.ctx, true)
	case s.remaining() <= 0:
		return s.failure(ErrTimeout, nil, "the deadline passed before the last event")
	case context.Cause(s.response.Request.Context()) == errStalled:
		return s.failure(ErrTimeout, nil, "no event arrived for %v; WithStallTimeout sets the limit", s.options.stallTimeout)
	case err == io.EOF:
		return s.failure(ErrStreamEnded, nil, "the stream ended before its last event; events are missing")
	}
	return s.failure(ErrConnection, err, "the connection was lost in the middle of the stream: %v", err)
}

// failure returns an error of the stream.
func (s *stream) failure(kind Kind, cause error, format string, values ...any) *Error {
	found := s.errorOf(kind, s.response)
	found.cause, found.TimedOut = s.cause(cause), kind == ErrTimeout
	found.Message = s.name + ": " + s.redact.Text(fmt.Sprintf(format, values...)) + requestNote(found.RequestID)
	return found
}

// decode decodes an event, or returns the failure that it reports.
func (s *stream) decode(event *sse.Event, target any) error {
	data := []byte(event.Data)
	if key := s.stream.errorKey; key != "" {
		var members map[string]any
		_ = record.Any(data, &members) // what is no object has no member
		if members[key] != nil {
			return s.reported(members[key])
		}
	}
	named, isNamed := target.(interface {
		decodeEvent(event string, data []byte) error
	})
	var err error
	switch {
	case !json.Valid(data):
		err = errors.New("it is not valid JSON")
	case isNamed:
		err = named.decodeEvent(event.Name, data)
	default:
		err = record.Decode(data, reflect.ValueOf(target).Elem(), "event")
	}
	if err == nil || s.isUsable(target) {
		return nil
	}
	found := s.failure(ErrStream, nil, "the stream sent an event that cannot be read (%v): %q", err, explain.Shorten(event.Data))
	found.Body = s.redact.Body(data)
	return found
}

// reported returns the error for a failure that the service reports in mid-stream.
func (s *stream) reported(failure any) error {
	failure = s.redact.Value(failure)
	members, ok := failure.(map[string]any)
	if !ok {
		members = map[string]any{"message": failure}
	}
	found := s.failure(kindOfFailure(members), nil, "the service reported a failure in mid-stream: %s", explain.Reason(members, "message", "type"))
	found.Detail, _ = record.Marshal(members) // it was decoded from JSON
	return found
}
