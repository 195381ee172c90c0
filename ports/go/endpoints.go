package paretasdk

import (
	"context"
	"crypto/sha1"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// objectIDs is the namespace for ids of objects (RFC 4122, appendix C).
var objectIDs = []byte{0x6b, 0xa7, 0xb8, 0x12, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}

// nameFor returns the name of an endpoint that a call deploys. A repeated call with the same key finds the first deploy.
func nameFor(key string) string {
	sum := sha1.Sum(append(objectIDs[:len(objectIDs):len(objectIDs)], key...))
	sum[6], sum[8] = sum[6]&0x0f|0x50, sum[8]&0x3f|0x80
	return fmt.Sprintf("ep_%x", sum[:6])
}

// DeployAndWait deploys a model and waits until the endpoint is live. It reads the events of the deploy, and calls
// onEvent with each if it is not nil. If they break, it polls the endpoint; if there is no such endpoint, the deploy was
// not accepted and is sent again with the same key. There is never more than one deploy.
func (s *EndpointsService) DeployAndWait(
	ctx context.Context, body DeployRequest, onEvent func(DeployEndpointEvent), given *WaitOptions, opts ...Option,
) (*Endpoint, error) {
	w, err := newWait(s.core, OpDeployEndpoint.facts, given)
	if err != nil {
		return nil, err
	}
	r, err := prepare(s.core, OpDeployEndpoint.facts, Args{Body: &body}, true, opts)
	if err != nil {
		return nil, err
	}
	if body.Name == nil {
		body.Name = Ptr(nameFor(r.key))
	}
	opts = append(opts[:len(opts):len(opts)], WithIdempotencyKey(r.key), until(w.deadline))
	var live *Endpoint
	accepted, started := false, ""
	onStart := func() {
		accepted = true
		if started == "" {
			started = *body.Name
			w.onStart(started)
		}
	}
	once := func(time.Duration) (bool, error) {
		if accepted {
			found, err := s.live(ctx, *body.Name, w.options)
			if found != nil || !errors.Is(err, ErrNotFound) {
				live = found
				return found != nil, err
			}
			accepted = false
		}
		found, err := s.readDeploy(ctx, body, opts, onStart, onEvent)
		live = found
		return found != nil, err
	}
	if err := w.poll(ctx, once, func() *Error { return notLive(*body.Name, w.timeout) }); err != nil {
		return nil, leadBack(err, started)
	}
	return live, nil
}

// readDeploy deploys and reads the events to their end.
func (s *EndpointsService) readDeploy(
	ctx context.Context, body DeployRequest, opts []Option, onStart func(), onEvent func(DeployEndpointEvent),
) (*Endpoint, error) {
	r, err := openStream(ctx, s.core, OpDeployEndpoint.facts, Args{Body: &body}, opts)
	if err != nil {
		return nil, err
	}
	defer r.close()
	onStart()
	for {
		event, err := r.next()
		if failure := asError(err); failure != nil && failure.Kind == ErrStreamEnded {
			failure.Kind = ErrConnection // A proxy closed the stream properly. To the wait that is a lost connection.
		}
		if err != nil {
			return nil, err
		}
		if event == nil {
			return nil, r.failure(ErrConnection, "the stream of the deploy ended without an endpoint", nil)
		}
		var found DeployEndpointEvent
		if err := r.decode(event, &found); err != nil {
			return nil, err
		}
		if onEvent != nil {
			onEvent(found)
		}
		if contains(r.stream.failures, event.Name) {
			return nil, deployFailed(r, event.Data)
		}
		if found.DeployComplete != nil && found.DeployComplete.Endpoint != nil {
			return found.DeployComplete.Endpoint, nil
		}
	}
}

func deployFailed(r *stream, data string) error {
	var members map[string]any
	_ = json.Unmarshal([]byte(data), &members) // the event was decoded before
	reason := at(members, r.api.message)
	if reason == nil {
		reason = "the service gave no reason"
	}
	found := r.failure(ErrDeployFailed, fmt.Sprintf("the deploy failed: %v", reason), nil)
	found.Detail = json.RawMessage(r.redact.body([]byte(data)))
	return found
}

// Wait waits until an endpoint is live: after a start, or after a deploy that you did not wait for.
func (s *EndpointsService) Wait(ctx context.Context, endpointID string, given *WaitOptions) (*Endpoint, error) {
	w, err := newWait(s.core, OpGetEndpoint.facts, given)
	if err != nil {
		return nil, err
	}
	var live *Endpoint
	once := func(time.Duration) (done bool, err error) {
		live, err = s.live(ctx, endpointID, w.options)
		return live != nil, err
	}
	if err := w.poll(ctx, once, func() *Error { return notLive(endpointID, w.timeout) }); err != nil {
		return nil, leadBack(err, endpointID)
	}
	return live, nil
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

func notLive(id string, timeout time.Duration) *Error {
	return &Error{ID: id, Message: fmt.Sprintf(
		"the endpoint %s was not live within %v. It is still starting: call Endpoints.Wait with its id to continue waiting.", id, timeout)}
}
