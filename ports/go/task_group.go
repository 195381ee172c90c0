package paretasdk

import (
	"context"
	"iter"
	"reflect"
	"time"
)

// Events yields the events of a group until no run is active. The server closes the stream from time to time before that,
// and connections break: the stream reconnects, and each event is delivered once.
func (s *TaskGroupService) Events(
	ctx context.Context, taskGroupID string, params *StreamTaskGroupEventsParams, opts ...Option,
) iter.Seq2[TaskGroupStreamEvent, error] {
	args := argsOfStreamTaskGroupEvents(taskGroupID, params)
	return func(yield func(TaskGroupStreamEvent, error) bool) {
		seen := &groupEvents{cursor: params != nil && params.LastEventID != nil}
		isOver := func() (bool, error) {
			group, err := s.withStatus(ctx, taskGroupID, opts)
			if err != nil {
				return false, err
			}
			return seen.isOver(group.Status), nil
		}
		resumeUntil(ctx, s, OpStreamTaskGroupEvents, args, opts, seen.note, isOver)(yield)
	}
}

// withStatus retrieves a group, and checks that it says whether a run is active.
func (s *TaskGroupService) withStatus(ctx context.Context, id string, opts []Option) (*TaskGroup, error) {
	found, err := s.Retrieve(ctx, id, opts...)
	if err != nil {
		return nil, err
	}
	_, isMissing := found.Extra["status"]
	if _, isUnclear := found.Status.Extra["is_active"]; isMissing || isUnclear {
		return nil, &Error{Kind: ErrResponse, Partial: redacted(s.core, found), Message: OpGetTaskGroup.facts.id + ": the response has no valid status."}
	}
	return found, nil
}

// groupEvents tells whether a stream of a group has nothing left to deliver: it delivered the group's final status, or
// nothing at all since the last check.
type groupEvents struct {
	last            *TaskGroupStatus
	checked, cursor bool
}

func (e *groupEvents) note(one received[TaskGroupStreamEvent], isNew bool) {
	if status := one.value.TaskGroupStatusEvent; status != nil {
		e.last = &status.Status
	}
	e.checked = e.checked && !isNew
	e.cursor = e.cursor || isNew
}

func (e *groupEvents) isOver(status TaskGroupStatus) bool {
	if status.Outcome() == Active {
		return false
	}
	if e.last == nil {
		e.last = &TaskGroupStatus{}
		defer func() { e.last = nil }()
	}
	counts := reflect.DeepEqual(e.last.TaskRunStatusCounts, status.TaskRunStatusCounts) ||
		len(e.last.TaskRunStatusCounts)+len(status.TaskRunStatusCounts) == 0
	if counts && e.last.NumTaskRuns == status.NumTaskRuns {
		return true
	}
	nothingLeft := e.checked && e.cursor
	e.checked = true
	return nothingLeft
}

// Wait waits until no run of a group is active. The runs have completed, failed or been cancelled.
func (s *TaskGroupService) Wait(ctx context.Context, taskGroupID string, given *WaitOptions) (*TaskGroup, error) {
	w, err := newWait(s.core, OpGetTaskGroup.facts, taskGroupWork, taskGroupID, given)
	if err != nil {
		return nil, err
	}
	var ended *TaskGroup
	err = w.poll(ctx, func(time.Duration) (bool, error) {
		found, err := s.withStatus(ctx, w.id, w.options)
		if err != nil {
			return false, err
		}
		if found.Status.Outcome() != Active {
			ended = found
		}
		return ended != nil, nil
	})
	return ended, err
}
