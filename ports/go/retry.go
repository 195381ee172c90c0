package paretasdk

import (
	"errors"
	"math"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// isAmbiguous returns whether it is unknown after a status if the request was accepted.
func (c retryClass) isAmbiguous(status int) bool {
	status = validStatus(status)
	return status/100 == c.ambiguous && !slices.Contains(c.statuses, status)
}

// validStatus returns the status, or 500 for one above 599: an invalid status is treated as 5xx (RFC 9110, 15).
func validStatus(status int) int {
	if status > 599 {
		return http.StatusInternalServerError
	}
	return status
}

// mayRepeat returns whether an attempt that failed may be repeated.
func (c retryClass) mayRepeat(err *Error) bool {
	switch err.Kind {
	case ErrConnection, ErrTimeout:
		return !err.permanent
	case ErrResponse:
		return err.incomplete
	}
	return slices.Contains(c.statuses, validStatus(err.Status))
}

// isTransient returns whether a wait continues after an error: the same request may succeed later.
func (c retryClass) isTransient(err *Error) bool {
	return c.mayRepeat(err) && !slices.Contains(c.permanent, err.Status)
}

// pauseAfter returns the pause before a failed attempt is repeated. Retry-After goes before the backoff.
func (o options) pauseAfter(failure *Error, attempt int) time.Duration {
	if pause, ok := retryAfter(failure.Header, o.clock.Now()); ok {
		return pause
	}
	return backoff(attempt, o.clock.Random())
}

// backoff returns the pause before a retry: exponential, with full jitter.
func backoff(attempt int, random float64) time.Duration {
	longest := float64(firstBackoff) * math.Pow(2, float64(min(attempt, 30)))
	return time.Duration(random * min(float64(longestBackoff), longest))
}

var (
	secondsForm = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?$`)
	dateForms   = []string{http.TimeFormat, time.RFC850, time.ANSIC, time.RFC1123Z, "Mon, 2 Jan 2006 15:04:05 MST"}
)

// longestSeconds is the longest Retry-After that is distinguished from a longer one.
const longestSeconds = 1e9

// retryAfter returns how long a response asks to wait. A date is compared with the response's own.
func retryAfter(header http.Header, now time.Time) (time.Duration, bool) {
	value := strings.TrimSpace(header.Get("Retry-After"))
	if secondsForm.MatchString(value) {
		seconds, _ := strconv.ParseFloat(value, 64) // of digits; too many of them are infinite
		return time.Duration(min(seconds, longestSeconds) * float64(time.Second)), true
	}
	until, ok := httpDate(value)
	if !ok {
		return 0, false
	}
	if sent, ok := httpDate(header.Get("Date")); ok {
		now = sent
	}
	return max(0, until.Sub(now)), true
}

// httpDate parses a date in any of the forms of RFC 9110, 5.6.7.
func httpDate(value string) (time.Time, bool) {
	for _, form := range dateForms {
		if found, err := time.Parse(form, value); err == nil {
			return found, true
		}
	}
	return time.Time{}, false
}

// asError returns the error of this package that an error is, or nil.
func asError(err error) *Error {
	var found *Error
	if errors.As(err, &found) {
		return found
	}
	return nil
}
