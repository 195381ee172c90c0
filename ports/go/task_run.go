package paretasdk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math"
	"reflect"
	"strings"
	"time"

	"pareta.ai/paretasdk/internal/explain"
	"pareta.ai/paretasdk/internal/record"
	"pareta.ai/paretasdk/internal/redact"
	"pareta.ai/paretasdk/internal/schema"
)

// Result waits for the result of a run by long polls.
func (s *TaskRunService) Result(ctx context.Context, runID string, given *WaitOptions) (*TaskRunResult, error) {
	w, err := newWait(s.core, OpGetTaskRunResult.facts, taskRunWork, runID, given)
	if err != nil {
		return nil, err
	}
	return s.result(ctx, w)
}

func (s *TaskRunService) result(ctx context.Context, w *wait) (*TaskRunResult, error) {
	facts := OpGetTaskRunResult.facts
	var ended *TaskRunResult
	err := w.poll(ctx, func(left time.Duration) (bool, error) {
		hold := max(1, min(facts.longPoll.slice, int(math.Ceil(left.Seconds()))))
		opts := append(w.options[:len(w.options):len(w.options)], WithTimeout(time.Duration(hold)*time.Second+facts.wait.grace))
		args := argsOfGetTaskRunResult(w.id)
		args.Params[facts.longPoll.parameter] = hold
		found, err := Send(ctx, s, OpGetTaskRunResult, args, opts...)
		switch failure := asError(err); {
		case failure != nil && failure.Status == facts.longPoll.stillRunning:
			return false, nil
		case errors.Is(err, ErrNotFound):
			return false, s.reasonWhyEnded(ctx, failure, w)
		case err != nil:
			return false, err
		case found.Output.Tag == "" && found.Output.Raw == nil:
			return false, &Error{Kind: ErrResponse, Partial: redacted(s.core, found), Message: facts.id + ": the response has no output."}
		}
		ended = found
		return true, nil
	})
	return ended, err
}

// reasonWhyEnded returns why a run has no result, or nil if it has not failed. A 404 means that the run is unknown or
// failed; the run itself says which, and why.
func (s *TaskRunService) reasonWhyEnded(ctx context.Context, missing *Error, w *wait) error {
	run, err := s.Retrieve(ctx, w.id, w.options...)
	if errors.Is(err, ErrNotFound) {
		return missing
	}
	if err != nil || run.Outcome() != Failed {
		return err
	}
	run = redacted(s.core, run)
	var members map[string]any
	raw, _ := record.Marshal(run) // it was decoded from JSON
	_ = record.Any(raw, &members) // and is an object
	found := &Error{Kind: ErrRunFailed, ID: w.id, Partial: run, RequestID: missing.RequestID, cause: missing}
	found.Message = fmt.Sprintf("the task run %s ended as %s: %s", w.id, run.Status, explain.Reason(members, "error.message", "error.detail"))
	if reference := explain.At(members, []string{"error.ref_id"}); reference != nil {
		found.Reference = explain.InWords(reference)
		found.Message += " (reference " + found.Reference + ")"
	}
	return found
}

// Events yields what a run does, until it has ended. Events have no cursor: a reopened stream repeats each message from
// the beginning, and what was delivered is left out.
func (s *TaskRunService) Events(ctx context.Context, runID string, opts ...Option) iter.Seq2[TaskRunStreamEvent, error] {
	args := argsOfStreamTaskRunEvents(runID)
	return func(yield func(TaskRunStreamEvent, error) bool) {
		seen := &runEvents{active: true, delivered: map[bool]int{}}
		a := &resumption[TaskRunStreamEvent]{
			open: func() (*stream, error) {
				seen.first, seen.received = true, map[bool]int{}
				return openStream(ctx, s.core, OpStreamTaskRunEvents.facts, args, opts)
			},
			isNew:  seen.isNew,
			isOver: func() (bool, error) { return !seen.active, nil },
		}
		a.read(ctx, yield)
	}
}

// runEvents tells which events of a reopened stream are new. Messages (false) and errors (true) are counted.
type runEvents struct {
	delivered, received map[bool]int
	state, stats        any
	values              recent // states and statistics that were delivered
	first, active       bool
}

func (e *runEvents) isNew(one received[TaskRunStreamEvent]) (isNew, isProgress bool) {
	first := e.first
	e.first = false
	var raw any
	_ = record.Any(one.raw, &raw) // the event was decoded before
	var previous any
	switch {
	case one.value.TaskRunEvent != nil:
		e.note(one.value.TaskRunEvent, first)
		previous, e.state = e.state, raw
		return e.isChange(previous, raw)
	case one.value.TaskRunProgressStatsEvent != nil:
		previous, e.stats = e.stats, raw
		return e.isChange(previous, raw)
	}
	isError := one.value.TaskErrorEvent != nil
	e.received[isError]++
	if e.received[isError] <= e.delivered[isError] {
		return false, false
	}
	e.delivered[isError] = e.received[isError]
	return true, true
}

// isChange returns whether a state or statistics differ from those before, and whether they were never there.
func (e *runEvents) isChange(previous, value any) (isNew, isProgress bool) {
	if reflect.DeepEqual(previous, value) {
		return false, false
	}
	return true, e.values.add(fmt.Sprint(value))
}

// note records whether more events follow. A stream begins with the current state and repeats the messages after it, even
// if the run has ended well; its last event is the one with the output.
func (e *runEvents) note(event *TaskRunEvent, first bool) {
	outcome := event.Run.Outcome()
	isMissing := reflect.ValueOf(event.Run).IsZero()
	_, isUnclear := event.Run.Extra["is_active"]
	switch {
	case isMissing || isUnclear:
	case first && outcome == Succeeded:
		e.active = event.Output == nil
	default:
		e.active = outcome == Active
	}
}

// Task is what Execute asks for.
type Task struct {
	// Input is what to research: a text, or a value that becomes a JSON object.
	Input any
	// Processor says how thoroughly.
	Processor TaskProcessor
	// Run has the further fields of the run. Its Input and Processor are replaced, and its TaskSpec is filled in if it is nil.
	Run TaskRunInput
	// Wait has the settings of the wait.
	Wait *WaitOptions
}

// Executed is the result of Execute: the output as a value of the type that was asked for, and the whole result.
type Executed[T any] struct {
	// Output is the content of the output.
	Output T
	// Result is the whole result, with the basis of the output.
	Result *TaskRunResult
}

// Execute starts a run, waits for its result, and returns it as a value of the output type. The type becomes the JSON
// schema of the output: a struct (see SchemaOf); a string for a text; or json.RawMessage, which leaves the schema to the
// service or to Run.TaskSpec. Billed.
func Execute[T any](ctx context.Context, s *TaskRunService, task Task, opts ...Option) (*Executed[T], error) {
	w, err := newWait(s.core, OpCreateTaskRun.facts, taskRunWork, "", task.Wait)
	if err != nil {
		return nil, err
	}
	run, err := task.input(reflect.TypeFor[T]())
	if err != nil {
		return nil, err
	}
	started, err := s.Create(ctx, run, append(opts[:len(opts):len(opts)], until(w.deadline))...)
	if err != nil {
		return nil, err
	}
	w.begin(started.RunID)
	result, err := s.result(ctx, w)
	if failure := asError(err); failure != nil && failure.Partial == nil {
		failure.Partial = redacted(s.core, started)
	}
	if err != nil {
		return nil, err
	}
	return parse[T](s.core, result, started.RunID)
}

// input returns the request of a run with a type of output.
func (t Task) input(output reflect.Type) (TaskRunInput, error) {
	run := t.Run
	run.Processor = t.Processor
	switch value := reflect.ValueOf(t.Input); value.Kind() {
	case reflect.Invalid:
		return run, badArgument("the input must not be nil")
	case reflect.String, reflect.Map:
		run.Input = t.Input
	default:
		raw, err := record.MarshalArgument(t.Input)
		if err != nil {
			return run, argument(record.Within("input", err))
		}
		if record.Kind(raw) != "an object" {
			return run, badArgument("the input must be a text or become a JSON object, not %s", record.Kind(raw))
		}
		run.Input = json.RawMessage(raw)
	}
	if text, isText := run.Input.(string); isText && strings.TrimSpace(text) == "" {
		return run, badArgument("the input must not be empty")
	}
	if run.TaskSpec != nil || output == reflect.TypeFor[json.RawMessage]() {
		return run, nil
	}
	if output.Kind() == reflect.String {
		run.TaskSpec = &TaskSpec{OutputSchema: TextSchema{Type: Ptr(TextSchemaType)}}
		return run, nil
	}
	schema, err := SchemaOf(output)
	if err != nil {
		return run, err
	}
	run.TaskSpec = &TaskSpec{OutputSchema: JSONSchema{Type: Ptr(JSONSchemaType), JSONSchema: schema}}
	return run, nil
}

// parse returns a result with its output as a value of a type.
func parse[T any](c *client, result *TaskRunResult, id string) (*Executed[T], error) {
	found := &Executed[T]{Result: result}
	var output struct{ Content any }
	whole, _ := record.Marshal(result.Output) // it was decoded from JSON
	_ = record.Any(whole, &output)            // and is an object
	raw, err := record.Marshal(output.Content)
	switch {
	case err == nil && output.Content == nil:
		err = fmt.Errorf("it is null of the type %q", result.Output.Tag)
	case err == nil:
		if form, none := schema.Of(reflect.TypeFor[T]()); none == nil {
			err = schema.Fits(raw, form, "output")
		}
	}
	if err == nil {
		err = json.Unmarshal(raw, &found.Output)
	}
	if err != nil {
		r := &call{redact: redact.New(c.key)}
		return nil, &Error{Kind: ErrOutputParse, ID: id, Partial: redacted(c, result), cause: r.cause(err), Message: fmt.Sprintf(
			"the task run %s completed, but its output does not fit the output type: %s. Partial has the result.", id,
			explain.Shorten(r.redact.Text(err.Error())))}
	}
	return found, nil
}
