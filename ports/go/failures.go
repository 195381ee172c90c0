package paretasdk

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"reflect"
	"slices"
	"strings"

	"pareta.ai/paretasdk/internal/explain"
	"pareta.ai/paretasdk/internal/oneshot"
	"pareta.ai/paretasdk/internal/record"
	"pareta.ai/paretasdk/internal/redact"
)

// noResponse returns the error for an attempt without a whole response.
func (r *call) noResponse(ctx, attempt context.Context, err error, wrote bool, retries int) *Error {
	isSent := oneshot.MaybeSent(err, wrote)
	if ctx.Err() != nil {
		return r.cancelled(ctx, isSent)
	}
	reason, timedOut := r.redact.Text(err.Error()), isTimeout(attempt, err)
	if timedOut {
		reason = errAttemptTimeout.Error()
	}
	found := &Error{Kind: ErrConnection, IdempotencyKey: r.key, TimedOut: timedOut, ambiguous: isSent, cause: r.cause(err)}
	if isSent && !r.class.retryLost {
		found.Message = fmt.Sprintf("%s: the connection was lost after the request was sent (%s).", r.name, reason)
		return r.unknown(*found, found.cause)
	}
	problem, advice := "got no response", "Check the network, and that the base URL is right: the request went to "+serverOf(r.url)+"."
	var untrusted *tls.CertificateVerificationError
	var network *net.OpError
	switch {
	case errors.As(err, &untrusted):
		found.permanent, problem = true, "got a certificate that is not trusted"
		advice = "Set SSL_CERT_FILE to the certificate of the authority that signed it, or pass an HTTP client that trusts it."
	case timedOut:
		found.Kind, problem, advice = ErrTimeout, "timed out", "Raise the timeout, or try again later."
	case errors.As(err, &network) && network.Op == "proxyconnect":
		advice = fmt.Sprintf("Check the proxy and its credentials, or add the host to NO_PROXY: the request was to go to %s "+
			"through it.", serverOf(r.url))
	}
	if retries > 0 {
		problem += fmt.Sprintf(" after %d attempts", retries+1)
	}
	found.Message = fmt.Sprintf("%s %s (%s). %s", r.name, problem, reason, advice)
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

// unknown returns an error as that of a paid request which may have been accepted.
func (r *call) unknown(found Error, cause error) *Error {
	found.unread, found.Kind = found.Kind == ErrResponse, ErrOutcomeUnknown
	found.ambiguous, found.cause = true, cause
	found.Message += fmt.Sprintf(" The request may have been accepted and billed, and it was not sent again. Check whether the "+
		"work exists before you retry with the idempotency key %q.", r.key)
	return &found
}

// statusError returns the error for a response with an error status.
func (r *call) statusError(response *response) *Error {
	rule := ruleFor(response.StatusCode)
	found := r.errorOf(rule.kind, response)
	said := r.errors.Read(found.Body)
	found.Message = fmt.Sprintf("%s returned %d", r.name, response.StatusCode)
	found.Detail, found.Reference = said.Detail, said.Reference
	if r.class.isAmbiguous(response.StatusCode) {
		found.TimedOut = slices.Contains(r.class.ambiguousTimeout, response.StatusCode)
		found.Message += requestNote(found.RequestID) + "."
		return r.unknown(*found, found)
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
	found := r.errorOf(ErrResponse, response)
	found.ambiguous = true
	shown := "is empty"
	if len(found.Body) > 0 {
		shown = fmt.Sprintf("begins with: %q", explain.Shorten(string(found.Body[:min(len(found.Body), explain.MaxShown)])))
	}
	found.Message = fmt.Sprintf("%s returned %d, but %s%s. The response %s. Check that the base URL points to the API and not to "+
		"a proxy.", r.name, response.StatusCode, r.redact.Text(problem), requestNote(found.RequestID), shown)
	if r.class.retryLost {
		return found
	}
	return r.unknown(*found, found)
}

// incomplete returns the error for a success whose body ended too early.
func (r *call) incomplete(ctx, attempt context.Context, response *response, err error, retries int) *Error {
	if ctx.Err() != nil || isTimeout(attempt, err) {
		found := r.noResponse(ctx, attempt, err, true, retries)
		found.RequestID = r.redact.Text(response.Header.Get(r.requestID))
		return found
	}
	found := r.malformed(response, "its body is incomplete: "+err.Error())
	found.incomplete = true
	if found.cause == nil {
		found.cause = r.cause(err)
	}
	return found
}

// errorOf returns an error with what a response says.
func (r *call) errorOf(kind Kind, response *response) *Error {
	header := r.redact.Header(response.Header)
	return &Error{
		Kind: kind, Status: response.StatusCode, Header: header, RequestID: header.Get(r.requestID),
		Body: r.redact.Body(response.body), IdempotencyKey: r.key,
	}
}

// redacted returns a record without the API key, should the service repeat it.
func redacted[T any](c *client, value *T) *T {
	raw, err := record.Marshal(value)
	clean := redact.New(c.key).Body(raw)
	again := new(T)
	if err != nil || bytes.Equal(raw, clean) || record.Decode(clean, reflect.ValueOf(again).Elem(), "") != nil {
		return value
	}
	return again
}

// serverOf returns the origin of a URL, for messages.
func serverOf(address string) string {
	scheme, rest, _ := strings.Cut(address, "://")
	host, _, _ := strings.Cut(rest, "/")
	return scheme + "://" + host
}
