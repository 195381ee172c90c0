package paretasdk

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"pareta.ai/paretasdk/internal/explain"
	"pareta.ai/paretasdk/internal/record"
)

// Deploy deploys a model, and yields the events of the deploy. The request is sent when the iteration begins. An endpoint
// that you name, or for whose id there is a function (WithOnStart), can be waited for whatever happens to the events.
func (s *EndpointsService) Deploy(ctx context.Context, body DeployRequest, opts ...Option) iter.Seq2[DeployEndpointEvent, error] {
	o, err := s.core.settle(opts)
	if err != nil {
		return func(yield func(DeployEndpointEvent, error) bool) { yield(DeployEndpointEvent{}, err) }
	}
	var key string
	if o.onStart != nil {
		key, opts = nameEndpoint(&body, o.key, opts)
	}
	return func(yield func(DeployEndpointEvent, error) bool) {
		w := &wait{work: endpointWork, id: text(body.Name), key: key}
		for event, err := range eventsOf[DeployEndpointEvent](func() (*stream, error) { return s.openDeploy(ctx, w, body, opts) }) {
			if !yield(event, w.withStarted(err)) {
				return
			}
		}
	}
}

// nameEndpoint names the endpoint of a deploy by the key of the call: repeated with the key, it finds the first deploy.
func nameEndpoint(body *DeployRequest, key string, opts []Option) (string, []Option) {
	if key == "" {
		key = newKey()
	}
	if body.Name == nil {
		id := uuidOf(key)
		body.Name = Ptr(fmt.Sprintf("ep_%x", id[:6]))
	}
	return key, append(opts[:len(opts):len(opts)], WithIdempotencyKey(key))
}

// DeployAndWait deploys a model and waits until the endpoint is live. It reads the events of the deploy, and calls
// onEvent with each if it is not nil. If they break, it polls the endpoint; if there is no such endpoint, the deploy was
// not accepted and is sent again with the same key. There is never more than one deploy.
func (s *EndpointsService) DeployAndWait(
	ctx context.Context, body DeployRequest, onEvent func(DeployEndpointEvent), given *WaitOptions, opts ...Option,
) (*Endpoint, error) {
	o, err := s.core.settle(opts)
	if err != nil {
		return nil, err
	}
	key, opts := nameEndpoint(&body, o.key, opts)
	if err := checkSegment("name", *body.Name); err != nil {
		return nil, err
	}
	w, err := newWait(s.core, OpDeployEndpoint.facts, endpointWork, "", given)
	if err != nil {
		return nil, err
	}
	w.id, w.key = *body.Name, key
	opts = append(opts, until(w.deadline))
	var live *Endpoint
	err = w.poll(ctx, func(time.Duration) (_ bool, err error) {
		if w.begun {
			live, err = s.live(ctx, w.id, w.options)
			if live != nil || !errors.Is(err, ErrNotFound) {
				return live != nil, err
			}
			w.begun = false // an endpoint that is missing was not accepted
		}
		events, err := s.openDeploy(ctx, w, body, opts)
		if err == nil {
			live, err = events.readDeploy(onEvent)
		}
		return live != nil, err
	})
	return live, err
}

// openDeploy sends a deploy. Once there is a response, it is accepted.
func (s *EndpointsService) openDeploy(ctx context.Context, w *wait, body DeployRequest, opts []Option) (*stream, error) {
	r, err := openStream(ctx, s.core, OpDeployEndpoint.facts, argsOfDeployEndpoint(body), opts)
	if err != nil || w.id == "" {
		return r, err
	}
	w.begun, w.reached = true, true
	if r.options.onStart != nil && !w.announced {
		w.announced = true
		returned := false
		defer func() {
			if !returned { // it panics
				r.close()
			}
		}()
		r.options.onStart(w.id)
		returned = true
	}
	return r, nil
}

// readDeploy reads the events of a deploy to their end.
func (r *stream) readDeploy(onEvent func(DeployEndpointEvent)) (*Endpoint, error) {
	defer r.close()
	for {
		event, err := r.next()
		if failure := asError(err); failure != nil && failure.Kind == ErrStreamEnded {
			failure.Kind = ErrConnection // A proxy closed the stream properly. To the wait that is a lost connection.
		}
		if err != nil {
			return nil, err
		}
		if event == nil {
			return nil, r.failure(ErrConnection, nil, "the stream of the deploy ended without an endpoint")
		}
		var found DeployEndpointEvent
		if err := r.decode(event, &found); err != nil {
			return nil, err
		}
		if onEvent != nil {
			onEvent(found)
		}
		if slices.Contains(r.stream.failures, event.Name) {
			return nil, deployFailed(r, event.Data)
		}
		if found.DeployComplete != nil && found.DeployComplete.Endpoint != nil {
			return found.DeployComplete.Endpoint, nil
		}
	}
}

func deployFailed(r *stream, data string) error {
	var members map[string]any
	clean := r.redact.Body([]byte(data))
	_ = record.Any(clean, &members) // the event was decoded before
	found := r.failure(ErrDeployFailed, nil, "the deploy failed: %s", explain.Reason(members, r.errors.Message...))
	found.Detail = clean
	return found
}

// Wait waits until an endpoint is live: after a start, or after a deploy that you did not wait for.
func (s *EndpointsService) Wait(ctx context.Context, endpointID string, given *WaitOptions) (*Endpoint, error) {
	w, err := newWait(s.core, OpGetEndpoint.facts, endpointWork, endpointID, given)
	if err != nil {
		return nil, err
	}
	var live *Endpoint
	err = w.poll(ctx, func(time.Duration) (done bool, err error) {
		live, err = s.live(ctx, endpointID, w.options)
		return live != nil, err
	})
	return live, err
}

// live returns an endpoint if it is live, and nil while it is starting.
func (s *EndpointsService) live(ctx context.Context, id string, opts []Option) (*Endpoint, error) {
	found, err := s.Retrieve(ctx, id, opts...)
	if err != nil {
		return nil, err
	}
	switch found.Outcome() {
	case Succeeded:
		return found, nil
	case Failed:
		return nil, &Error{Kind: ErrDeployFailed, ID: id, Message: fmt.Sprintf(
			"the endpoint %s is %s. Start it, then wait again.", id, text(found.Status))}
	}
	return nil, nil
}
