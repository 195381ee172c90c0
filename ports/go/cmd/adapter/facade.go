package main

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"

	sdk "pareta.ai/paretasdk"
)

type arguments map[string]json.RawMessage

type method func(ctx context.Context, c *call, opts []sdk.Option) (outcome, error)

// callMethod calls a method of the facade. One that takes what its operation takes is called by its operation: that is
// what the generated methods do.
func callMethod(ctx context.Context, cancel context.CancelFunc, caller sdk.Caller, c *call, opts []sdk.Option) (outcome, error) {
	var known map[string]method
	switch client := caller.(type) {
	case *sdk.Parallel:
		known = parallelMethods(client, cancel)
	case *sdk.Pareta:
		known = paretaMethods(client, cancel)
	}
	if one, ok := known[c.Method]; ok {
		found, err := one(ctx, c, opts)
		return reshaped(c.Method, found), err
	}
	for _, op := range sdk.Operations {
		if op.Method == c.Method {
			found, err := callOperation(ctx, cancel, caller, op, c, opts)
			return reshaped(c.Method, found), err
		}
	}
	return outcome{broken: "the adapter does not know the method " + c.Method}, nil
}

// contents has the member of a result that the cases want alone, where this package returns the whole result.
var contents = map[string]string{
	"tasks.list": "tasks", "evals.frontier_models": "frontier_models", "evals.sets.list": "eval_sets",
	"evals.sets.create": "eval_set", "evals.sets.retrieve": "eval_set",
}

// reshaped returns a result as the cases have it.
func reshaped(name string, found outcome) outcome {
	member, ok := contents[name]
	if !ok || found.value == nil {
		return found
	}
	raw, err := json.Marshal(found.value)
	must(err)
	var whole map[string]json.RawMessage
	must(json.Unmarshal(raw, &whole))
	if found.value = whole[member]; whole[member] == nil {
		found.value = []any{}
	}
	return found
}

func callOperation(
	ctx context.Context, cancel context.CancelFunc, caller sdk.Caller, op sdk.Dynamic, c *call, opts []sdk.Option,
) (outcome, error) {
	args, members := sdk.Args{Params: sdk.Params{}}, arguments{}
	for name, one := range c.Args {
		if name == "betas" {
			name, one = "parallel-beta", joined(one)
		}
		switch op.Parameters[name] {
		case "":
			members[name] = one
		default:
			if args.Params[name] = any(one); one[0] != '{' {
				args.Params[name] = decoded(one)
			}
		}
	}
	if body := op.NewBody(); body != nil {
		raw, err := json.Marshal(members)
		if err != nil {
			return outcome{broken: err.Error()}, nil
		}
		if args.Body, err = decodeBody(raw, body); err != nil {
			return outcome{broken: err.Error()}, nil
		}
	}
	if c.Stream {
		return collect(op.Events(ctx, caller, args, opts...), cancel, c)
	}
	value, err := op.Send(ctx, caller, args, opts...)
	return outcome{value: value}, err
}

func joined(betas json.RawMessage) json.RawMessage {
	var names []string
	must(json.Unmarshal(betas, &names))
	raw, err := json.Marshal(strings.Join(names, ","))
	must(err)
	return raw
}

// into decodes the arguments that a type has, and leaves out the others.
func into[T any](args arguments, without ...string) (T, error) {
	members := arguments{}
	for name, one := range args {
		members[name] = one
	}
	for _, name := range without {
		delete(members, name)
	}
	var found T
	raw, err := json.Marshal(members)
	if err == nil {
		err = json.Unmarshal(raw, &found)
	}
	return found, err
}

func optional[T any](args arguments, name string) *T {
	var found *T
	_ = json.Unmarshal(args[name], &found) // a missing argument is nil
	return found
}

func parallelMethods(client *sdk.Parallel, cancel context.CancelFunc) map[string]method {
	return map[string]method{
		"task_run.result": func(ctx context.Context, c *call, opts []sdk.Option) (outcome, error) {
			value, err := client.TaskRun.Result(ctx, text(c.Args, "run_id"), waitOptions(c.Args, opts))
			return outcome{value: orNil(value)}, err
		},
		"task_run.events": func(ctx context.Context, c *call, opts []sdk.Option) (outcome, error) {
			return collect(client.TaskRun.Events(ctx, text(c.Args, "run_id"), opts...), cancel, c)
		},
		"task_group.add_runs": func(ctx context.Context, c *call, opts []sdk.Option) (outcome, error) {
			body, err := into[sdk.TaskGroupRunsInput](c.Args, "taskgroup_id", "refresh_status", "betas")
			if err != nil {
				return outcome{broken: err.Error()}, nil
			}
			if betas := optional[[]string](c.Args, "betas"); betas != nil {
				opts = append(opts, sdk.WithParallelBeta(*betas...))
			}
			params := &sdk.AddTaskGroupRunsParams{RefreshStatus: optional[bool](c.Args, "refresh_status")}
			value, err := client.TaskGroup.AddRuns(ctx, text(c.Args, "taskgroup_id"), body, params, opts...)
			return outcome{value: orNil(value)}, err
		},
		"task_group.events": func(ctx context.Context, c *call, opts []sdk.Option) (outcome, error) {
			params := &sdk.StreamTaskGroupEventsParams{
				LastEventID: optional[string](c.Args, "last_event_id"), Timeout: optional[float64](c.Args, "timeout"),
			}
			return collect(client.TaskGroup.Events(ctx, text(c.Args, "taskgroup_id"), params, opts...), cancel, c)
		},
		"task_group.get_runs": func(ctx context.Context, c *call, opts []sdk.Option) (outcome, error) {
			params := &sdk.StreamTaskGroupRunsParams{
				LastEventID: optional[string](c.Args, "last_event_id"), Status: optional[sdk.TaskRunStatus](c.Args, "status"),
				IncludeInput: optional[bool](c.Args, "include_input"), IncludeOutput: optional[bool](c.Args, "include_output"),
			}
			return collect(client.TaskGroup.GetRuns(ctx, text(c.Args, "taskgroup_id"), params, opts...), cancel, c)
		},
		"task_group.wait": func(ctx context.Context, c *call, opts []sdk.Option) (outcome, error) {
			value, err := client.TaskGroup.Wait(ctx, text(c.Args, "taskgroup_id"), waitOptions(c.Args, opts))
			return outcome{value: orNil(value)}, err
		},
		"task_run.execute": func(ctx context.Context, c *call, opts []sdk.Option) (outcome, error) {
			run, err := into[sdk.TaskRunInput](c.Args, "output", "timeout")
			if err != nil {
				return outcome{broken: err.Error()}, nil
			}
			task := sdk.Task{Input: run.Input, Processor: run.Processor, Run: run, Wait: waitOptions(c.Args, nil)}
			schema := c.Args["output"]
			if bytes.HasPrefix(schema, []byte(`{"$type"`)) {
				return executed(sdk.Execute[answer](ctx, client.TaskRun, task, opts...))
			}
			if schema != nil {
				task.Run.TaskSpec = &sdk.TaskSpec{OutputSchema: outputSchema(schema)}
			}
			return executed(sdk.Execute[json.RawMessage](ctx, client.TaskRun, task, opts...))
		},
	}
}

// answer is the type of an output that the cases ask for: {$type: {year: integer}}.
type answer struct {
	Year int64 `json:"year"`
}

func executed[T any](found *sdk.Executed[T], err error) (outcome, error) {
	if err != nil {
		return outcome{}, err
	}
	return outcome{value: found.Result}, nil
}

// outputSchema returns a text as it is, and a JSON schema as the form that the spec has for it.
func outputSchema(raw json.RawMessage) any {
	if raw[0] == '"' {
		return decoded(raw)
	}
	var schema sdk.JSONObject
	must(json.Unmarshal(raw, &schema))
	return sdk.JSONSchema{Type: sdk.Ptr(sdk.JSONSchemaType), JSONSchema: schema}
}

// orNil returns nil for a nil pointer.
func orNil[T any](value *T) any {
	if value == nil {
		return nil
	}
	return value
}

func paretaMethods(client *sdk.Pareta, cancel context.CancelFunc) map[string]method {
	return map[string]method{
		"endpoints.deploy": func(ctx context.Context, c *call, opts []sdk.Option) (outcome, error) {
			body, err := into[sdk.DeployRequest](c.Args, "wait", "timeout")
			if err != nil {
				return outcome{broken: err.Error()}, nil
			}
			if body.Model == nil {
				body.Model = sdk.Ptr(sdk.DeployRequestModelDefault) // what the service takes where it is left out; the cases want it said
			}
			if wait := optional[bool](c.Args, "wait"); wait == nil || !*wait {
				return collect(client.Endpoints.Deploy(ctx, body, opts...), cancel, c)
			}
			value, err := client.Endpoints.DeployAndWait(ctx, body, nil, waitOptions(c.Args, nil), opts...)
			return outcome{value: orNil(value)}, err
		},
		"endpoints.wait": func(ctx context.Context, c *call, opts []sdk.Option) (outcome, error) {
			value, err := client.Endpoints.Wait(ctx, text(c.Args, "endpoint_id"), waitOptions(c.Args, opts))
			return outcome{value: orNil(value)}, err
		},
		"evals.runs.wait": func(ctx context.Context, c *call, opts []sdk.Option) (outcome, error) {
			value, err := client.Evals.Runs.Wait(ctx, text(c.Args, "run_id"), waitOptions(c.Args, opts))
			return outcome{value: runOf(value)}, err
		},
		"evals.runs.retrieve": func(ctx context.Context, c *call, opts []sdk.Option) (outcome, error) {
			value, err := client.Evals.Runs.Retrieve(ctx, text(c.Args, "run_id"), opts...)
			return outcome{value: runOf(value)}, err
		},
		"evals.runs.create": func(ctx context.Context, c *call, opts []sdk.Option) (outcome, error) {
			return createRun(ctx, client, c, opts)
		},
		"evals.sets.create": func(ctx context.Context, c *call, opts []sdk.Option) (outcome, error) {
			rows, err := sdk.Rows(rowsOf(c.Args))
			if err != nil {
				return outcome{}, err
			}
			upload := sdk.EvalSetUpload{
				Items: rows, Prompt: optional[string](c.Args, "prompt"), TaskID: optional[string](c.Args, "task"),
				Name: optional[string](c.Args, "name"),
			}
			value, err := client.Evals.Sets.Create(ctx, upload, opts...)
			return outcome{value: orNil(value)}, err
		},
		"evals.sets.propose_contract": func(ctx context.Context, c *call, opts []sdk.Option) (outcome, error) {
			rows, err := sdk.Rows(rowsOf(c.Args))
			if err != nil {
				return outcome{}, err
			}
			upload := sdk.EvalContractUpload{Items: rows, Prompt: text(c.Args, "prompt")}
			value, err := client.Evals.Sets.ProposeContract(ctx, upload, opts...)
			return outcome{value: orNil(value)}, err
		},
		"evals.sets.upload_document": func(ctx context.Context, c *call, opts []sdk.Option) (outcome, error) {
			file, _, err := fileOf(c.Args["file"])
			if err != nil {
				return outcome{broken: err.Error()}, nil
			}
			document := sdk.Document{Name: file.Name, MediaType: text(c.Args, "mime"), Content: bytes.NewReader(file.Content)}
			value, err := client.Evals.Sets.UploadDocument(
				ctx, text(c.Args, "eval_set_id"), int64(number(c.Args, "idx")), text(c.Args, "field_name"), document, opts...)
			return outcome{value: orNil(value)}, err
		},
	}
}

func rowsOf(args arguments) []json.RawMessage {
	var rows []json.RawMessage
	if args["items"] != nil {
		must(json.Unmarshal(args["items"], &rows))
	}
	return rows
}

func createRun(ctx context.Context, client *sdk.Pareta, c *call, opts []sdk.Option) (outcome, error) {
	evaluation := sdk.Evaluation{
		EvalSetID: text(c.Args, "eval_set"), Prompt: text(c.Args, "prompt"), TaskID: text(c.Args, "task"),
		Name: text(c.Args, "name"),
	}
	if items := rowsOf(c.Args); len(items) > 0 {
		rows, err := sdk.Rows(items)
		if err != nil {
			return outcome{}, err
		}
		evaluation.Rows = rows
	}
	if models := optional[[]string](c.Args, "models"); models != nil {
		evaluation.Models = *models
	}
	if ids := optional[[]string](c.Args, "frontier"); ids != nil {
		evaluation.Frontier = *ids
	}
	evaluation.AllFrontier = text(c.Args, "frontier") == "all"
	evaluation.BenchmarkedFrontier = text(c.Args, "frontier") == "benchmarked"
	request, err := client.Evals.Runs.Prepare(ctx, evaluation, opts...)
	if err != nil {
		return outcome{}, err
	}
	if wait := optional[bool](c.Args, "wait"); wait == nil || !*wait {
		value, err := client.Evals.Runs.Create(ctx, request, opts...)
		if err != nil {
			return outcome{}, err
		}
		return outcome{value: map[string]any{"id": value.RunID, "status": value.Status}}, nil
	}
	value, err := client.Evals.Runs.CreateAndWait(ctx, request, waitOptions(c.Args, nil), opts...)
	return outcome{value: runOf(value)}, err
}

// runOf returns a run with its results, as the cases have it.
func runOf(found *sdk.EvalRunEnvelope) any {
	if found == nil {
		return nil
	}
	raw, err := json.Marshal(found.Run)
	must(err)
	var run map[string]any
	must(json.Unmarshal(raw, &run))
	run["results"] = found.Results
	return run
}
