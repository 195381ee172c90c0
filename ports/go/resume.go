package paretasdk

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"time"
)

// serverLimit is how long a stream lasts that was closed by a server's limit, and not by a fault.
const serverLimit = time.Minute

// maxRemembered is how many ids before the cursor are recognized, should a server resume too early.
const maxRemembered = 1000

// source says how to reopen a stream, which of its events are new, and whether a closed stream was complete.
type source[E any] struct {
	open   func() iter.Seq2[received[E], error]
	isNew  func(received[E]) bool
	isOver func() (bool, error)
}

// resumed yields the events of a stream that reconnects when it breaks, without duplicates or gaps. It gives up after
// the stall timeout without a new event.
func resumed[E any](ctx context.Context, r *call, from source[E]) iter.Seq2[E, error] {
	return func(yield func(E, error) bool) {
		var none E
		var giveUp time.Time
		clock, started := r.options.clock, false
		for attempt := 0; ; attempt++ {
			opened := clock.Now()
			var failure *Error
			for one, err := range from.open() {
				if err != nil {
					if failure = asError(err); failure == nil || !started {
						yield(none, err)
						return
					}
					break
				}
				started = true
				if from.isNew(one) {
					attempt, giveUp = 0, time.Time{}
					if !yield(one.value, nil) {
						return
					}
				}
			}
			started = true
			if failure == nil {
				over, err := from.isOver()
				if failure = asError(err); over || err != nil && failure == nil {
					return
				}
				if err == nil && clock.Now().Sub(opened) > serverLimit {
					giveUp = time.Time{}
				}
			}
			if failure == nil {
				failure = &Error{Kind: ErrStreamEnded, Message: fmt.Sprintf(
					"%s: the stream was closed before its last event; events are missing", r.name)}
			}
			if giveUp.IsZero() {
				giveUp = clock.Now().Add(r.options.stallTimeout)
			}
			transient := failure.Kind == ErrStreamEnded || r.class.isTransient(failure)
			if !transient || !clock.Now().Before(giveUp) || r.remaining() <= 0 {
				yield(none, failure)
				return
			}
			if clock.Sleep(ctx, backoff(attempt, clock.Random())) != nil {
				yield(none, r.cancelled(ctx, false))
				return
			}
		}
	}
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
		open: func() iter.Seq2[received[E], error] {
			if at.last != "" {
				params[op.facts.stream.cursorParameter] = at.last
			}
			return open[E](ctx, c.client(), op.facts, Args{Params: params, Body: args.Body}, opts)
		},
		isNew: func(one received[E]) bool {
			isNew := at.isNew(one.raw)
			note(one, isNew)
			return isNew
		},
		isOver: isOver,
	})
}

func failed[E any](err error) iter.Seq2[E, error] {
	return func(yield func(E, error) bool) {
		var none E
		yield(none, err)
	}
}
