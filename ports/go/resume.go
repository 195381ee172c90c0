package paretasdk

import (
	"context"
	"encoding/json"
	"iter"
	"maps"
	"time"
)

// serverLimit is how long a stream lasts that was closed by a server's limit, and not by a fault.
const serverLimit = time.Minute

// maxRemembered is how many values, such as ids before the cursor, are recognized, should a server resume too early.
const maxRemembered = 1000

// resumption reads a stream that reconnects when it breaks, without duplicates or gaps. It gives up after the stall
// timeout without a new event.
type resumption[E any] struct {
	*call    // that of the latest response; nil before the first
	open     func() (*stream, error)
	isNew    func(received[E]) (isNew, isProgress bool) // a reopened stream does not repeat progress
	isOver   func() (bool, error)                       // whether a stream that was closed is complete
	keepsOdd bool                                       // the events are of many runs: an odd one hides no other

	failures int
	giveUp   time.Time
}

// read yields the events of as many responses as it takes.
func (a *resumption[E]) read(ctx context.Context, yield func(E, error) bool) {
	for {
		isOver, err := a.readOne(yield)
		if isOver {
			return
		}
		if err := a.pause(ctx, err); err != nil {
			var none E
			yield(none, err)
			return
		}
	}
}

// readOne yields the new events of one response. It returns whether they are all, and if not, why.
func (a *resumption[E]) readOne(yield func(E, error) bool) (bool, error) {
	current, err := a.open()
	if err != nil {
		return false, err
	}
	a.call = current.call
	opened := a.options.clock.Now()
	isLeft, err := drain(current, a.keepsOdd, func(one received[E]) bool {
		isNew, isProgress := a.isNew(one)
		if !isNew {
			return true
		}
		if isProgress || a.options.clock.Now().Sub(opened) > serverLimit {
			a.failures, a.giveUp = 0, time.Time{}
		}
		return yield(one.value, nil)
	})
	if isLeft || err != nil {
		return isLeft, err
	}
	if isOver, err := a.isOver(); isOver || err != nil {
		return isOver, err
	}
	if a.options.clock.Now().Sub(opened) > serverLimit { // which is no failure
		a.giveUp = time.Time{}
	}
	return false, current.failure(ErrStreamEnded, nil, "the stream was closed before its last event; events are missing")
}

// pause waits before the stream is opened again, or returns the error with which to give up.
func (a *resumption[E]) pause(ctx context.Context, err error) error {
	if a.call == nil {
		return err
	}
	clock := a.options.clock
	now := clock.Now()
	if a.giveUp.IsZero() {
		a.giveUp = now.Add(a.options.stallTimeout)
	}
	failure := asError(err)
	isTransient := failure.Kind == ErrStreamEnded || a.class.isTransient(failure)
	if !isTransient || !now.Before(a.giveUp) {
		return err
	}
	if clock.Sleep(ctx, backoff(a.failures, clock.Random())) != nil {
		return a.cancelled(ctx, false)
	}
	a.failures++
	return nil
}

// recent remembers the last values that were added, up to a limit.
type recent struct {
	seen  map[string]bool
	order []string
}

// add returns whether a value was not there.
func (r *recent) add(value string) bool {
	if r.seen[value] {
		return false
	}
	if r.seen == nil {
		r.seen = map[string]bool{}
	}
	if r.seen[value], r.order = true, append(r.order, value); len(r.order) > maxRemembered {
		delete(r.seen, r.order[0])
		r.order = r.order[1:]
	}
	return true
}

// cursor remembers the last id of a stream's events, and those before it.
type cursor struct {
	recent
	field, last string
}

// isNew returns whether the id of an event is new. An event without an id is new as well, but no progress.
func (c *cursor) isNew(raw []byte) (isNew, isProgress bool) {
	var members map[string]json.RawMessage
	var id string
	_ = json.Unmarshal(raw, &members)
	_ = json.Unmarshal(members[c.field], &id)
	if id == "" {
		return true, false
	}
	if !c.add(id) {
		return false, false
	}
	c.last = id
	return true, true
}

// resumeByCursor yields the events of an operation whose events carry the cursor to resume from.
func resumeByCursor[T, E any](ctx context.Context, c Caller, op Op[T, E], args Args, opts ...Option) iter.Seq2[E, error] {
	return resumeUntil(ctx, c, op, args, opts, func(received[E], bool) {}, func() (bool, error) { return true, nil })
}

// resumeUntil is resumeByCursor for a stream that the server closes from time to time before its end.
func resumeUntil[T, E any](
	ctx context.Context, c Caller, op Op[T, E], args Args, opts []Option, note func(received[E], bool), isOver func() (bool, error),
) iter.Seq2[E, error] {
	return func(yield func(E, error) bool) {
		args := Args{Params: maps.Clone(args.Params), Body: args.Body}
		at := &cursor{field: op.facts.stream.cursorField}
		a := &resumption[E]{isOver: isOver, keepsOdd: true}
		a.open = func() (*stream, error) {
			if at.last != "" {
				args.Params[op.facts.stream.cursorParameter] = at.last
			}
			return openStream(ctx, c.client(), op.facts, args, opts)
		}
		a.isNew = func(one received[E]) (bool, bool) {
			isNew, isProgress := at.isNew(one.raw)
			note(one, isNew)
			return isNew, isProgress
		}
		a.read(ctx, yield)
	}
}
