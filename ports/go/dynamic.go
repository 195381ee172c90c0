package paretasdk

import (
	"context"
	"iter"
)

// Dynamic is an operation without its types, for programs that choose one when they run.
type Dynamic struct {
	// ID is the id of the operation.
	ID string
	// Method is the name of the operation in every client, such as task_run.create.
	Method string
	// Parameters has the places of the parameters by their names: path, query or header.
	Parameters map[string]string
	// NewBody returns a pointer to an empty body of the operation's type, or nil if it sends none.
	NewBody func() any
	// Send sends a request and returns a pointer to its result.
	Send func(ctx context.Context, c Caller, args Args, opts ...Option) (any, error)
	// Events yields the events of the operation.
	Events func(ctx context.Context, c Caller, args Args, opts ...Option) iter.Seq2[any, error]
}

func dynamic[B, T, E any](op Op[T, E]) Dynamic {
	places := map[string]string{}
	for _, one := range op.facts.parameters {
		places[one.name] = one.in
	}
	return Dynamic{
		ID:         op.facts.id,
		Method:     op.facts.sdk,
		Parameters: places,
		NewBody: func() any {
			if op.facts.body == "" {
				return nil
			}
			return new(B)
		},
		Send: func(ctx context.Context, c Caller, args Args, opts ...Option) (any, error) {
			result, err := Send(ctx, c, op, args, opts...)
			if _, none := any(result).(*None); err != nil || none {
				return nil, err
			}
			return result, nil
		},
		Events: func(ctx context.Context, c Caller, args Args, opts ...Option) iter.Seq2[any, error] {
			return func(yield func(any, error) bool) {
				for event, err := range Events(ctx, c, op, args, opts...) {
					if !yield(event, err) {
						return
					}
				}
			}
		},
	}
}
