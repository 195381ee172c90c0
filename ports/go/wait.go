package paretasdk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"
)

// WaitOptions are the settings of a wait.
type WaitOptions struct {
	// Timeout limits the whole wait, with its failed attempts. 0 means the default of the wait.
	Timeout time.Duration
	// Interval is the pause between two polls. 0 means the default of the wait.
	Interval time.Duration
	// Options are those of each request of the wait.
	Options []Option
}

// lastPoll is the time that a wait leaves for the response of its last poll.
const lastPoll = time.Second

// work says in messages what a wait is for, and how to wait for it again.
type work struct{ noun, goal, again string }

var (
	taskRunWork   = work{"the task run", "end", "TaskRun.Result"}
	endpointWork  = work{"the endpoint", "become live", "Endpoints.Wait"}
	evalRunWork   = work{"the eval run", "end", "Evals.Runs.Wait"}
	taskGroupWork = work{"the task group", "end", "TaskGroup.Wait"}
)

// wait is a wait for work of the service.
type wait struct {
	work
	id        string
	key       string // of the deploy that starts the work
	begun     bool   // the service has accepted the work, as far as is known
	reached   bool   // a request may have reached the service
	announced bool   // the caller knows the id
	class     retryClass
	clock     Clock
	deadline  time.Time
	timeout   time.Duration
	interval  time.Duration
	options   []Option
}

// newWait returns a wait by the rule of the operation that starts or asks for the work.
func newWait(c *client, op *operation, what work, id string, given *WaitOptions) (*wait, error) {
	if given == nil {
		given = &WaitOptions{}
	}
	for name, value := range map[string]time.Duration{"timeout of a wait": given.Timeout, "interval of a wait": given.Interval} {
		if err := checkDuration(name, value); err != nil && value != 0 {
			return nil, err
		}
	}
	settled, err := c.settle(given.Options) // a mistake in them must not show only when the work has begun
	if err == nil && len(settled.body) > 0 {
		err = badArgument("a wait sends no body: pass fields of the body to the call that starts the work")
	}
	if err != nil {
		return nil, err
	}
	w := &wait{
		work: what, id: id, begun: id != "", class: retryClasses[op.retry], clock: c.options.clock,
		timeout: op.wait.timeout, interval: op.wait.interval,
	}
	if given.Timeout > 0 {
		w.timeout = given.Timeout
	}
	if given.Interval > 0 {
		w.interval = given.Interval
	}
	w.deadline = w.clock.Now().Add(w.timeout)
	w.options = append(given.Options[:len(given.Options):len(given.Options)], until(w.deadline))
	return w, nil
}

// begin records that the service has accepted the work.
func (w *wait) begin(id string) { w.id, w.begun = id, true }

// poll calls a function until it is done. Transient errors do not end the wait: it polls again after a growing pause, and
// never before Retry-After allows. A pause that would reach the deadline is cut short for a last poll.
func (w *wait) poll(ctx context.Context, once func(left time.Duration) (bool, error)) error {
	failures, isLast := 0, false
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
			if !w.class.isTransient(failure) {
				return w.withStarted(err)
			}
			noConnection := failure.Kind == ErrConnection || failure.Kind == ErrTimeout
			w.reached = w.reached || !noConnection || failure.ambiguous
			if !w.begun && !w.reached {
				return err // nothing was sent, and there is nothing to wait for
			}
			wanted, _ := retryAfter(failure.Header, w.clock.Now())
			pause = max(wanted, backoff(failures, w.clock.Random()))
			failures++
		}
		left := w.deadline.Sub(w.clock.Now())
		if left <= 0 {
			return w.timedOut(err)
		}
		longest, wasLast := left-min(lastPoll, left/4), isLast
		if isLast = pause > longest; isLast {
			pause = longest
		}
		if wasLast {
			pause = left
		}
		if err := w.clock.Sleep(ctx, pause); err != nil {
			return w.withStarted(cancelledWait(err))
		}
		if wasLast {
			return w.timedOut(err)
		}
	}
}

// timedOut returns the error for a wait that passed its deadline, with the last failure as its cause.
func (w *wait) timedOut(last error) *Error {
	found := &Error{Kind: ErrWaitTimeout, TimedOut: true, cause: last}
	found.Message = fmt.Sprintf("%s %s did not %s within %v.", w.noun, w.id, w.goal, w.timeout)
	w.withStarted(found)
	return found
}

func cancelledWait(err error) *Error {
	if errors.Is(err, context.DeadlineExceeded) {
		return &Error{Kind: ErrWaitTimeout, TimedOut: true, Message: "the wait did not end before the deadline of its context.", cause: err}
	}
	return &Error{Kind: ErrCancelled, Message: "the wait was cancelled.", cause: err}
}

// withStarted adds to an error the id of work that has begun or may have, and how to continue.
func (w *wait) withStarted(err error) error {
	found := asError(err)
	if found == nil || found.ID != "" || w.id == "" || found.Kind == ErrBadArgument {
		return err
	}
	isCut := found.Kind == ErrCancelled || found.Kind == ErrTimeout || found.Kind == ErrWaitTimeout
	if !w.begun && !found.ambiguous && !(isCut && (w.reached || found.reached)) {
		return err
	}
	found.ID, found.IdempotencyKey = w.id, cmp.Or(found.IdempotencyKey, w.key)
	switch {
	case found.Kind == ErrNotFound || found.Kind == ErrDeployFailed:
	case w.begun:
		found.Message += fmt.Sprintf(" It continues at the service: call %s with the id %s to wait for it.", w.again, w.id)
	default:
		found.Message += fmt.Sprintf(" Perhaps the deploy was accepted: Endpoints.Retrieve with the id %s shows it, and the same call "+
			"with the error's IdempotencyKey deploys it once.", w.id)
	}
	return err
}
