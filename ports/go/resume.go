package paretasdk

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"time"

	"pareta.ai/paretasdk/internal/record"
)

// serverLimit is how long a stream lasts that was closed by a server's limit, and not by a fault.
const serverLimit = time.Minute

// maxRemembered is how many ids before the cursor are recognized, should a server resume too early.
const maxRemembered = 1000

// source says how to reopen a stream, which of its events are new, and whether a closed stream was complete.
type source[E any] struct {
	open   func() (*stream, error)
	isNew  func(received[E]) bool
	isOver func() (bool, error)
	// keepsOdd is true where the events are of many runs: one that differs from the spec is kept as it came, in Raw, and
	// hides no other.
	keepsOdd bool
}

// resumed yields the events of a stream that reconnects when it breaks, without duplicates or gaps. It gives up after
// the stall timeout without a new event.
func resumed[E any](ctx context.Context, r *call, from source[E]) iter.Seq2[E, error] {
	return func(yield func(E, error) bool) {
		var none E
		current, err := from.open()
		if err != nil {
			yield(none, err)
			return
		}
		again := &resumption{call: r}
		for {
			opened := r.options.clock.Now()
			more, failure := drain(current, from, again, yield)
			if !more {
				return
			}
			if failure == nil {
				over, err := from.isOver()
				if over {
					return
				}
				failure = again.closed(opened, err)
			}
			for failure != nil || current == nil {
				if err := again.pause(ctx, failure); err != nil {
					yield(none, err)
					return
				}
				current, failure = from.open()
			}
		}
	}
}

// drain yields the new events of one response. It returns whether to reconnect, and the error that ended the response.
func drain[E any](s *stream, from source[E], again *resumption, yield func(E, error) bool) (bool, error) {
	defer s.close()
	for {
		event, err := s.next()
		if err != nil || event == nil {
			return true, err
		}
		one := received[E]{raw: []byte(event.Data)}
		if err := s.decode(event, &one.value); err != nil && !(from.keepsOdd && record.Keep(one.raw, &one.value)) {
			return true, err
		}
		if from.isNew(one) {
			again.attempt, again.giveUp = 0, time.Time{}
			if !yield(one.value, nil) {
				return false, nil
			}
		}
	}
}

// resumption decides when to reconnect and when to give up.
type resumption struct {
	*call
	attempt int
	giveUp  time.Time
}

// closed returns the error for a stream that the server closed too early. A limit of the server is no failure.
func (a *resumption) closed(opened time.Time, err error) error {
	if err != nil {
		return err
	}
	if a.options.clock.Now().Sub(opened) > serverLimit {
		a.giveUp = time.Time{}
	}
	return &Error{Kind: ErrStreamEnded, IdempotencyKey: a.key, Message: fmt.Sprintf(
		"%s: the stream was closed before its last event; events are missing", a.name)}
}

// pause waits before the stream is opened again, or returns the error with which to give up.
func (a *resumption) pause(ctx context.Context, err error) error {
	clock := a.options.clock
	now := clock.Now()
	if a.giveUp.IsZero() {
		a.giveUp = now.Add(a.options.stallTimeout)
	}
	failure := asError(err)
	transient := failure != nil && (failure.Kind == ErrStreamEnded || a.class.isTransient(failure))
	if ctx.Err() != nil || !transient || !now.Before(a.giveUp) || a.remaining() <= 0 {
		return err
	}
	if clock.Sleep(ctx, backoff(a.attempt, clock.Random())) != nil {
		return a.cancelled(ctx, false)
	}
	a.attempt++
	return nil
}

// cursor remembers the last id of a stream's events, and those before it.
type cursor struct {
	field, last string
	seen        map[string]bool
	order       []string
}

func newCursor(field string) *cursor { return &cursor{field: field, seen: map[string]bool{}} }

// isNew returns whether the id of an event is new. An event without an id counts as new.
func (c *cursor) isNew(raw []byte) bool {
	var members map[string]json.RawMessage
	var id string
	_ = json.Unmarshal(raw, &members)
	_ = json.Unmarshal(members[c.field], &id) // an event without a valid id counts as new
	if id == "" {
		return true
	}
	if c.seen[id] {
		return false
	}
	c.last, c.seen[id], c.order = id, true, append(c.order, id)
	if len(c.order) > maxRemembered {
		delete(c.seen, c.order[0])
		c.order = c.order[1:]
	}
	return true
}

// resumeByCursor yields the events of an operation whose events carry the cursor to resume from.
func resumeByCursor[T, E any](ctx context.Context, c Caller, op Op[T, E], args Args, opts ...Option) iter.Seq2[E, error] {
	return resumeUntil(ctx, c, op, args, opts, func(received[E], bool) {}, func() (bool, error) { return true, nil })
}

// resumeUntil is resumeByCursor for a stream that the server closes from time to time before its end.
func resumeUntil[T, E any](
	ctx context.Context, c Caller, op Op[T, E], args Args, opts []Option, note func(received[E], bool), isOver func() (bool, error),
) iter.Seq2[E, error] {
	r, err := prepare(c.client(), op.facts, args, true, opts)
	if err != nil {
		return failed[E](err)
	}
	at := newCursor(op.facts.stream.cursorField)
	params := Params{}
	for name, value := range args.Params {
		params[name] = value
	}
	return resumed(ctx, r, source[E]{
		open: func() (*stream, error) {
			if at.last != "" {
				params[op.facts.stream.cursorParameter] = at.last
			}
			return openStream(ctx, c.client(), op.facts, Args{Params: params, Body: args.Body}, opts)
		},
		isNew: func(one received[E]) bool {
			isNew := at.isNew(one.raw)
			note(one, isNew)
			return isNew
		},
		isOver:   isOver,
		keepsOdd: true,
	})
}

func failed[E any](err error) iter.Seq2[E, error] {
	return func(yield func(E, error) bool) {
		var none E
		yield(none, err)
	}
}
