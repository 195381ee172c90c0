package paretasdk

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"pareta.ai/paretasdk/internal/explain"
)

// Kind is a kind of error. Compare with errors.Is:
//
//	if errors.Is(err, paretasdk.ErrNotFound) { … }
type Kind string

// The kinds of errors that are not a status.
const (
	// ErrConnection: there was no response, or the connection was lost.
	ErrConnection Kind = "connection"
	// ErrTimeout: there was no response within the timeout.
	ErrTimeout Kind = "timeout"
	// ErrWaitTimeout: a wait passed its deadline. The work continues; ID says which.
	ErrWaitTimeout Kind = "wait-timeout"
	// ErrOutcomeUnknown: a paid request may have been accepted. It was not sent again.
	ErrOutcomeUnknown Kind = "outcome-unknown"
	// ErrResponse: a success is not what the API documents.
	ErrResponse Kind = "response"
	// ErrStream: a stream sent something that cannot be read.
	ErrStream Kind = "stream"
	// ErrStreamEnded: a stream ended before its last event.
	ErrStreamEnded Kind = "stream-ended"
	// ErrDeployFailed: the service reported that a deploy failed, or the endpoint is stopped.
	ErrDeployFailed Kind = "deploy-failed"
	// ErrRunFailed: a task run failed or was cancelled.
	ErrRunFailed Kind = "run-failed"
	// ErrOutputParse: the output of a run does not fit the type that was asked for.
	ErrOutputParse Kind = "output-parse"
	// ErrBadArgument: an argument is invalid. Nothing was sent.
	ErrBadArgument Kind = "bad-argument"
	// ErrCancelled: the context was cancelled.
	ErrCancelled Kind = "cancelled"
	// ErrWebhook: a request is not a verified webhook.
	ErrWebhook Kind = "webhook"
)

// Error returns the kind, so that errors.Is can compare with it.
func (k Kind) Error() string { return string(k) }

// Error is every error that this package returns, except the errors of your own functions.
type Error struct {
	// Kind says what happened.
	Kind Kind
	// Message says what happened, in which call, and what to do next. Print the error instead: what the service said may
	// have characters that control a terminal.
	Message string
	// Status is the status of the response; 0 without one.
	Status int
	// RequestID is the service's id for the request.
	RequestID string
	// IdempotencyKey is the key that the request carried. Pass it with WithIdempotencyKey to repeat the call.
	IdempotencyKey string
	// Reference is the service's reference for the failure.
	Reference string
	// ID is the id of the run, the endpoint or the group that the call started or waited for.
	ID string
	// Detail is the service's own explanation.
	Detail json.RawMessage
	// Header has the headers of the response, without secrets.
	Header http.Header
	// Body is that of the response, up to a limit and without secrets; with ErrStream, the event that cannot be read.
	Body []byte
	// TimedOut is true if the service may still be processing the request.
	TimedOut bool
	// Partial is what was received or accepted before the failure.
	Partial any

	permanent, incomplete, unread, ambiguous, reached bool
	cause                                             error
}

// Error returns the message. It controls no terminal, whatever the service has sent.
func (e *Error) Error() string { return explain.Printable(e.Message) }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.cause }

// Is returns whether the target is the kind of this error.
func (e *Error) Is(target error) bool { return target == e.Kind }

func badArgument(format string, values ...any) *Error {
	return &Error{Kind: ErrBadArgument, Message: fmt.Sprintf(format, values...)}
}

// argument returns an error of a check as one for a bad argument.
func argument(err error) error {
	if err == nil {
		return nil
	}
	return badArgument("%v", err)
}

// ruleFor returns the rule of a status: a list goes before a range, and the last rule has the rest.
func ruleFor(status int) errorRule {
	for _, one := range errorRules {
		if slices.Contains(one.statuses, status) {
			return one
		}
	}
	for _, one := range errorRules {
		if one.hundreds == status/100 {
			return one
		}
	}
	return errorRules[len(errorRules)-1]
}

var errorStatus = regexp.MustCompile(`^[45][0-9][0-9]$`)

// kindOfFailure returns the kind that the code or the type of an error object in a stream means, or ErrStream.
func kindOfFailure(failure map[string]any) Kind {
	for _, name := range []string{"code", "type"} {
		word := fmt.Sprint(failure[name])
		if status, err := strconv.Atoi(word); err == nil && errorStatus.MatchString(word) {
			return ruleFor(status).kind
		}
		for _, rule := range errorRules {
			for _, one := range rule.words {
				if strings.Contains(word, one) {
					return rule.kind
				}
			}
		}
	}
	return ErrStream
}

func requestNote(requestID string) string {
	if requestID == "" {
		return ""
	}
	return " (request id " + requestID + ")"
}
