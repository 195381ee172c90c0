package paretasdk

import (
	"context"
	"errors"
	"time"
)

// WaitOptions are the settings of a wait.
type WaitOptions struct {
	// Timeout limits the whole wait, with its failed attempts. 0 means the default of the wait.
	Timeout time.Duration
	// Interval is the pause between two polls. 0 means the default of the wait.
	Interval time.Duration
	// OnStart is called with the id of the work as soon as it is known.
	OnStart func(id string)
	// Options are those of each request of the wait.
	Options []Option
}

// lastPoll is the time that a wait leaves for the response of its last poll.
const lastPoll = time.Second

// wait is a wait for work of the service.
type wait struct {
	client   *client
	class    retryClass
	clock    Clock
	deadline time.Time
	timeout  time.Duration
	interval time.Duration
	options  []Option
	onStart  func(string)
}

// newWait returns a wait by the rule of the operation that starts or asks for the work.
func newWait(c *client, op *operation, given *WaitOptions) (*wait, error) {
	if given == nil {
		given = &WaitOptions{}
	}
	if given.Timeout < 0 || given.Interval < 0 {
		return nil, badArgument("the timeout and the interval of a wait must not be negative")
	}
	w := &wait{
		client: c, class: retryClasses[op.retry], clock: c.options.clock, timeout: op.wait.timeout, interval: op.wait.interval,
		onStart: given.OnStart,
	}
	if given.Timeout > 0 {
		w.timeout = given.Timeout
	}
	if given.Interval > 0 {
		w.interval = given.Interval
	}
	if w.onStart == nil {
		w.onStart = func(string) {}
	}
	w.deadline = w.clock.Now().Add(w.timeout)
	w.options = append(given.Options[:len(given.Options):len(given.Options)], until(w.deadline))
	return w, nil
}

// poll calls a function until it is done. Transient errors do not end the wait: it polls again after a growing pause, and
// never before Retry-After allows. A pause that would reach the deadline is cut short for a last poll.
func (w *wait) poll(ctx context.Context, once func(left time.Duration) (bool, error), timedOut func() *Error) error {
	failures, last := 0, false
	for {
		done, err := once(w.deadline.Sub(w.clock.Now()))
		if done {
			return nil
		}
		pause := w.interval
		if err == nil {
			failures = 0
		} else {
			failure := asError(err)
			if failure == nil || ctx.Err() != nil || !w.class.isTransient(failure) {
				return err
			}
			wanted, _ := retryAfter(failure.Header, w.clock.Now())
			pause = max(wanted, backoff(failures, w.clock.Random()))
			failures++
		}
		left := w.deadline.Sub(w.clock.Now())
		if last && left > 0 {
			if err := w.clock.Sleep(ctx, left); err != nil {
				return w.cancelled(err)
			}
			left = 0
		}
		if left <= 0 {
			found := timedOut()
			found.Kind, found.TimedOut, found.cause = ErrWaitTimeout, true, err
			return found
		}
		longest := left - min(lastPoll, left/4)
		last = pause > longest
		if err := w.clock.Sleep(ctx, min(pause, longest)); err != nil {
			return w.cancelled(err)
		}
	}
}

// cancelled returns the error for a wait whose context is done.
func (w *wait) cancelled(err error) *Error {
	if errors.Is(err, context.DeadlineExceeded) {
		message := "the wait did not end before the deadline of its context; the work continues at the service"
		return &Error{Kind: ErrWaitTimeout, TimedOut: true, Message: message, cause: err}
	}
	return &Error{Kind: ErrCancelled, Message: "the wait was cancelled; the work continues at the service", cause: err}
}

// leadBack adds the id of started work to an error, so that the caller can wait again.
func leadBack(err error, id string) error {
	if found := asError(err); found != nil && id != "" && found.ID == "" {
		found.ID = id
		found.Message += " The work " + id + " was started: wait for it with its id."
	}
	return err
}
