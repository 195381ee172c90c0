package paretasdk

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"

	"pareta.ai/paretasdk/internal/explain"
	"pareta.ai/paretasdk/internal/oneshot"
)

// noResponse returns the error for an attempt without a response.
func (r *call) noResponse(ctx, attempt context.Context, err error, wrote bool, retries int) *Error {
	sent := oneshot.MaybeSent(err, wrote)
	if ctx.Err() != nil {
		return r.cancelled(ctx, sent)
	}
	timedOut := isTimeout(attempt, err)
	reason := r.redact.Text(err.Error())
	if timedOut {
		reason = errAttemptTimeout.Error()
	}
	if sent && !r.class.retryLost {
		return r.unknown(fmt.Sprintf("%s: the connection was lost after the request was sent (%s).", r.name, reason), nil, timedOut)
	}
	attempts := ""
	if retries > 0 {
		attempts = fmt.Sprintf(" after %d attempts", retries+1)
	}
	found := &Error{Kind: ErrConnection, IdempotencyKey: r.key, ambiguous: sent, cause: r.cause(err)}
	var network *net.OpError
	switch {
	case isUntrusted(err):
		found.permanent = true
		found.Message = fmt.Sprintf("%s: the server's certificate is not trusted (%s). Set SSL_CERT_FILE to the certificate of "+
			"the authority that signed it, or pass an HTTP client that trusts it.", r.name, reason)
	case timedOut:
		found.Kind, found.TimedOut = ErrTimeout, true
		found.Message = fmt.Sprintf("%s timed out%s (%s). Raise the timeout, or try again later.", r.name, attempts, reason)
	case errors.As(err, &network) && network.Op == "proxyconnect":
		found.Message = fmt.Sprintf("%s got no response%s (%s). Check the proxy and its credentials, or add the host to "+
			"NO_PROXY: the request was to go to %s through it.", r.name, attempts, reason, serverOf(r.url))
	default:
		found.Message = fmt.Sprintf("%s got no response%s (%s). Check the network, and that the base URL is right: the request "+
			"went to %s.", r.name, attempts, reason, serverOf(r.url))
	}
	return found
}

func isTimeout(attempt context.Context, err error) bool {
	var network net.Error
	return context.Cause(attempt) == errAttemptTimeout || errors.As(err, &network) && network.Timeout()
}

// cause returns an error as a cause, unless its message has the API key.
func (r *call) cause(err error) error {
	if err == nil || r.redact.Text(err.Error()) != err.Error() {
		return nil
	}
	return err
}

// cancelled returns the error for a call whose context is done.
func (r *call) cancelled(ctx context.Context, sent bool) *Error {
	found := &Error{Kind: ErrCancelled, IdempotencyKey: r.key, ambiguous: sent, cause: ctx.Err()}
	verb := "was cancelled"
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		found.Kind, found.TimedOut, verb = ErrTimeout, true, "did not end before the deadline of its context"
	}
	found.Message = fmt.Sprintf("%s %s.", r.name, verb)
	if sent && r.key != "" {
		found.Message += fmt.Sprintf(" The request may have been accepted and billed. Check whether the work exists before you "+
			"repeat the call with the idempotency key %q.", r.key)
	}
	return found
}

// unknown returns the error for a paid request that may have been accepted.
func (r *call) unknown(message string, cause *Error, timedOut bool) *Error {
	found := &Error{Kind: ErrOutcomeUnknown, IdempotencyKey: r.key, TimedOut: timedOut, ambiguous: true}
	if cause != nil {
		found.Status, found.RequestID, found.Header, found.Body = cause.Status, cause.RequestID, cause.Header, cause.Body
		found.cause, found.unread = cause, cause.Kind == ErrResponse
	}
	found.Message = fmt.Sprintf("%s The request may have been accepted and billed, and it was not sent again. Check whether the "+
		"work exists before you retry with the idempotency key %q.", message, r.key)
	return found
}

// statusError returns the error for a response with an error status.
func (r *call) statusError(response *response) *Error {
	found := r.errorOf(response)
	said := r.errors.Read(found.Body)
	rule := ruleFor(response.status)
	found.Kind, found.Detail, found.Reference = rule.kind, said.Detail, said.Reference
	found.Message = fmt.Sprintf("%s returned %d", r.name, response.status)
	if r.class.isAmbiguous(response.status) {
		message := fmt.Sprintf("%s%s.", found.Message, requestNote(found.RequestID))
		return r.unknown(message, found, slices.Contains(r.class.ambiguousTimeout, response.status))
	}
	if said.Text != "" {
		found.Message += ": " + said.Text
	}
	found.Message += requestNote(found.RequestID)
	if rule.advice != "" {
		found.Message += ". " + rule.advice
	}
	return found
}

// malformed returns the error for a success whose body is not what the API documents.
func (r *call) malformed(response *response, problem string) *Error {
	found := r.errorOf(response)
	found.Kind, found.ambiguous = ErrResponse, true
	shown := "is empty"
	if len(found.Body) > 0 {
		shown = fmt.Sprintf("begins with: %q", explain.Shorten(string(found.Body[:min(len(found.Body), explain.MaxShown)])))
	}
	found.Message = fmt.Sprintf("%s returned %d, but %s%s. The response %s. Check that the base URL points to the API and not to "+
		"a proxy.", r.name, response.status, r.redact.Text(problem), requestNote(found.RequestID), shown)
	if r.class.retryLost {
		return found
	}
	return r.unknown(found.Message, found, false)
}

// incomplete returns the error for a success whose body ended too early.
func (r *call) incomplete(ctx, attempt context.Context, response *response, err error, retries int) *Error {
	if ctx.Err() != nil || isTimeout(attempt, err) {
		found := r.noResponse(ctx, attempt, err, true, retries)
		found.RequestID = r.redact.Text(response.header.Get(r.requestID))
		return found
	}
	found := r.malformed(response, "its body is incomplete: "+err.Error())
	found.incomplete = true
	if found.cause == nil {
		found.cause = r.cause(err)
	}
	return found
}

func (r *call) errorOf(response *response) *Error {
	header := r.redact.Header(response.header)
	return &Error{
		Status: response.status, Header: header, RequestID: header.Get(r.requestID), Body: r.redact.Body(response.body),
		IdempotencyKey: r.key,
	}
}

// serverOf returns the origin of a URL, for messages.
func serverOf(address string) string {
	found, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return found.Scheme + "://" + found.Host
}
