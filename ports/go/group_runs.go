package paretasdk

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// maxRunsPerRequest is how many runs the API takes in one request.
const maxRunsPerRequest = TaskGroupRunsInputInputsMaxItems

// AddRuns starts runs in a group, as many as you like: they are sent in requests of 1,000, one after the other. Each run is
// billed, and gets a key in its metadata (pareta_sdk_row). If it is unknown which runs were accepted, the group is read, and
// only what is missing is sent again. A call that failed can be repeated with the IdempotencyKey of its error: it adds what
// is missing. The Partial of that error is a *TaskGroupRuns with the ids that are known.
func (s *TaskGroupService) AddRuns(
	ctx context.Context, taskGroupID string, body TaskGroupRunsInput, params *AddTaskGroupRunsParams, opts ...Option,
) (*TaskGroupRuns, error) {
	first, err := prepare(s.core, OpAddTaskGroupRuns.facts, argsOfAddTaskGroupRuns(taskGroupID, body, params), false, opts)
	if err != nil {
		return nil, err
	}
	rows, err := keyRows(body.Inputs, body.DefaultTaskSpec, first.key)
	if err != nil {
		return nil, err
	}
	a := &runAdder{service: s, call: first, group: taskGroupID, body: body, params: params, opts: opts, known: newKnownRuns()}
	added, err := a.add(ctx, rows)
	if err != nil {
		return nil, a.withStarted(err, added, rows)
	}
	return joinRuns(added, a.known.idsOf(rows)), nil
}

// runAdder adds runs to a group. The keys of its requests are derived from the key of the call.
type runAdder struct {
	*call
	service *TaskGroupService
	group   string
	body    TaskGroupRunsInput
	params  *AddTaskGroupRunsParams
	opts    []Option
	known   *knownRuns
	latest  TaskGroup // as it was read last
}

// add adds all rows, one batch after the other, and returns what was added also if one fails.
func (a *runAdder) add(ctx context.Context, rows []groupRow) ([]*TaskGroupRuns, error) {
	isRepeated := false
	if a.options.key != "" {
		if err := a.read(ctx); err != nil {
			return nil, err
		}
		isRepeated = a.known.haveCall(a.key)
		doubt, err := a.doubt(ctx, rows)
		if err != nil {
			return nil, err
		}
		if doubt != "" {
			return nil, &Error{Kind: ErrOutcomeUnknown, IdempotencyKey: a.key, Message: a.name + ": " + doubt, ambiguous: true}
		}
	}
	var added []*TaskGroupRuns
	for start := 0; start < len(rows); start += maxRunsPerRequest {
		batch := rows[start:min(start+maxRunsPerRequest, len(rows))]
		key := a.key
		if start > 0 || isRepeated {
			key = batchKey(batch)
		}
		one, err := a.addBatch(ctx, batch, key)
		if err != nil {
			return added, err
		}
		added = append(added, one)
		for _, id := range a.known.idsOf(batch) {
			if a.options.onStart != nil {
				a.options.onStart(id)
			}
		}
	}
	return added, nil
}

// addBatch adds those rows that the group lacks. After an ambiguous outcome it reads the group and tries again.
func (a *runAdder) addBatch(ctx context.Context, rows []groupRow, key string) (*TaskGroupRuns, error) {
	found := &TaskGroupRuns{Status: a.latest.Status} // if a list of the group has all rows
	for attempt := 0; ; attempt++ {
		missing := a.known.missing(rows)
		if len(missing) == 0 {
			return found, nil
		}
		if len(missing) < len(rows) {
			key = batchKey(missing)
		}
		added, err := a.send(ctx, missing, key)
		failure := asError(err)
		switch {
		case err == nil:
			a.known.claim(missing, added.RunIDs)
			if found = added; len(missing) < len(rows) {
				found.RunCursor, found.EventCursor = nil, nil // they come after the runs that were found
			}
			continue
		case failure == nil || failure.Kind != ErrOutcomeUnknown:
			return nil, err
		}
		if err := a.options.clock.Sleep(ctx, backoff(attempt, a.options.clock.Random())); err != nil {
			return nil, a.cancelled(ctx, true)
		}
		if err := a.find(ctx, missing, failure); err != nil {
			return nil, err
		}
		// A batch that was accepted in an unreadable response, or that may still be in progress, is not sent again only
		// because the group does not list it yet.
		pending := failure.TimedOut || failure.unread
		if len(a.known.missing(rows)) > 0 && (pending || attempt == a.options.maxRetries) {
			return nil, failure
		}
	}
}

// send sends rows in one request.
func (a *runAdder) send(ctx context.Context, rows []groupRow, key string) (*TaskGroupRuns, error) {
	body := a.body
	body.Inputs = make([]TaskRunInput, len(rows))
	for i, one := range rows {
		body.Inputs[i] = one.TaskRunInput
	}
	opts := append(a.opts[:len(a.opts):len(a.opts)], WithIdempotencyKey(key))
	r, err := prepare(a.service.core, a.operation, argsOfAddTaskGroupRuns(a.group, body, a.params), false, opts)
	if err != nil {
		return nil, err
	}
	response, err := r.exchange(ctx, false)
	if err != nil {
		return nil, err
	}
	added := &TaskGroupRuns{}
	if err := r.decode(response, added); err != nil {
		return nil, err
	}
	if problem := a.known.checkRunIDs(added.RunIDs, len(rows)); problem != "" {
		return nil, r.malformed(response, problem)
	}
	return added, nil
}

// find finds the runs of rows that may have been accepted. It returns the failure if the group cannot be read completely,
// or has runs that may be these rows.
func (a *runAdder) find(ctx context.Context, sent []groupRow, failure *Error) error {
	err := a.read(ctx)
	var doubt string
	if err == nil {
		doubt, err = a.doubt(ctx, a.known.missing(sent))
	}
	if err != nil {
		doubt = "The runs of the group could not be listed: " + err.Error()
	}
	if doubt == "" {
		return nil
	}
	failure.Message += " " + doubt
	return failure
}

// read reads the group and its runs. The list is compared with the group's count: a proxy that closes the stream too early
// makes it look complete.
func (a *runAdder) read(ctx context.Context) error {
	group, err := a.service.Retrieve(ctx, a.group, reading(a.opts)...)
	if err != nil {
		return err
	}
	found := map[string]bool{}
	err = a.list(ctx, nil, func(event *TaskRunEvent) {
		found[event.Run.RunID] = true
		a.known.note(event.Run, nil)
	})
	if err != nil {
		return err
	}
	if _, missing := group.Status.Extra["num_task_runs"]; missing || int64(len(found)) < group.Status.NumTaskRuns {
		return &Error{Kind: ErrResponse, Partial: redacted(a.service.core, group), Message: fmt.Sprintf(
			"%s: only %d of its %d runs were listed", OpGetTaskGroup.facts.id, len(found), group.Status.NumTaskRuns)}
	}
	a.latest = *group
	return nil
}

// doubt returns why some runs of the group may be these rows, or an empty text. Runs without a key belong to other clients,
// or the service lists them without their metadata: their inputs distinguish them.
func (a *runAdder) doubt(ctx context.Context, rows []groupRow) (string, error) {
	rows = a.known.missing(rows)
	if a.known.doubt(rows) == "" {
		return "", nil
	}
	inputs := map[string]bool{}
	for _, one := range rows {
		inputs[one.input] = true
	}
	err := a.list(ctx, Ptr(true), func(event *TaskRunEvent) {
		a.known.note(event.Run, event.Input)
		a.known.compare(event.Run.RunID, event.Input, inputs)
	})
	return a.known.doubt(a.known.missing(rows)), err
}

func (a *runAdder) list(ctx context.Context, includeInput *bool, note func(*TaskRunEvent)) error {
	params := &StreamTaskGroupRunsParams{IncludeInput: includeInput}
	for event, err := range a.service.GetRuns(ctx, a.group, params, reading(a.opts)...) {
		if err != nil {
			return err
		}
		if one := event.TaskRunEvent; one != nil && checkSegment("run_id", one.Run.RunID) == nil {
			note(one)
		}
	}
	return nil
}

// withStarted adds to an error what is known to be in the group, and how to add the rest.
func (a *runAdder) withStarted(err error, added []*TaskGroupRuns, rows []groupRow) error {
	found := asError(err)
	if found == nil || errors.Is(err, ErrBadArgument) {
		return err
	}
	if found.IdempotencyKey != "" { // that of a batch
		found.Message = strings.ReplaceAll(found.Message, found.IdempotencyKey, a.key)
	}
	found.IdempotencyKey = a.key
	ids := a.known.idsOf(rows)
	if len(ids) > 0 {
		found.Partial = joinRuns(added, ids)
	}
	if len(ids) > 0 || found.ambiguous {
		found.ID = a.group
		found.Message += fmt.Sprintf(" %d of %d runs are known to be in the group %s. Repeat the call with the idempotency key %q: "+
			"only what is missing is sent.", len(ids), len(rows), a.group, a.key)
	}
	return err
}
