package paretasdk

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"
)

// oddValues are values of each kind.
var oddValues = []string{`null`, `1.5`, `"x"`, `[null]`, `[{}]`, `{"x": null}`}

// variants returns copies of JSON with each value inside replaced or left out.
func variants(text string) []string {
	found := slices.Clone(oddValues)
	var members map[string]json.RawMessage
	var items []json.RawMessage
	if json.Unmarshal([]byte(text), &members) == nil {
		for name, member := range members {
			changed := maps.Clone(members)
			delete(changed, name)
			found = append(found, encoded(changed))
			for _, one := range variants(string(member)) {
				changed[name] = json.RawMessage(one)
				found = append(found, encoded(changed))
			}
		}
	}
	if json.Unmarshal([]byte(text), &items) == nil {
		for i, item := range items {
			for _, one := range variants(string(item)) {
				changed := slices.Clone(items)
				changed[i] = json.RawMessage(one)
				found = append(found, encoded(changed))
			}
		}
	}
	return found
}

func encoded(value any) string {
	raw, _ := json.Marshal(value) // it was decoded from JSON
	return string(raw)
}

func TestNoOddMemberOfAResponseLeadsToAnythingButAnError(t *testing.T) {
	const (
		run        = `{"run_id": "trun_1", "status": "completed", "is_active": false, "error": {"message": "m", "detail": {}}, "warnings": [{"message": "m"}]}`
		output     = `{"type": "json", "content": {"year": 1}, "basis": [{"field": "a", "citations": [{"url": "u"}]}]}`
		event      = `{"type": "task_run.state", "event_id": "e_1", "run": ` + run + `, "input": {"input": "a"}, "output": ` + output + `}`
		status     = `{"num_task_runs": 1, "task_run_status_counts": {"completed": 1}, "is_active": false}`
		group      = `{"taskgroup_id": "tgrp_1", "metadata": {"a": 1}, "status": ` + status + `}`
		added      = `{"status": ` + status + `, "run_ids": ["trun_8"], "run_cursor": "c"}`
		evaluation = `{"run": {"id": "er_1", "status": "completed", "candidate_model_ids": ["a"]}, "results": [{"model_id": "a"}]}`
		completion = `{"choices": [{"index": 0, "message": {"content": "a", "tool_calls": [{"function": {"name": "n"}}]}}]}`
	)
	ctx := context.Background()
	for _, one := range []struct {
		name      string
		responses []string
		streams   []bool
		id        string // of what the first response has started
		call      func(base string) error
	}{
		{"execute", []string{run, `{"run": ` + run + `, "output": ` + output + `}`}, []bool{false, false}, "trun_1", func(base string) error {
			client, _ := parallel(t, base)
			_, err := Execute[json.RawMessage](ctx, client.TaskRun, Task{Input: "a", Processor: "base"})
			return err
		}},
		{"a group that is waited for", []string{group}, []bool{false}, "", func(base string) error {
			client, _ := parallel(t, base)
			_, err := client.TaskGroup.Wait(ctx, "tgrp_1", nil)
			return err
		}},
		{"runs of a group", []string{event}, []bool{true}, "", func(base string) error {
			client, _ := parallel(t, base)
			for one, err := range client.TaskGroup.GetRuns(ctx, "tgrp_1", nil) {
				if _ = fmt.Sprint(one); err != nil {
					return err
				}
			}
			return nil
		}},
		{"events of a group", []string{`{"type": "task_group_status", "event_id": "e_2", "status": ` + status + `}`, group}, []bool{true, false}, "", func(base string) error {
			client, _ := parallel(t, base)
			for one, err := range client.TaskGroup.Events(ctx, "tgrp_1", nil) {
				if _ = fmt.Sprint(one); err != nil {
					return err
				}
			}
			return nil
		}},
		{"runs that are added", []string{group, event, event, added}, []bool{false, true, true, false}, "", func(base string) error {
			client, _ := parallel(t, base)
			body := TaskGroupRunsInput{Inputs: []TaskRunInput{{Input: "b", Processor: "base"}}}
			_, err := client.TaskGroup.AddRuns(ctx, "tgrp_1", body, nil, WithIdempotencyKey("k"))
			return err
		}},
		{"an evaluation", []string{`{"run_id": "er_1"}`, evaluation}, []bool{false, false}, "er_1", func(base string) error {
			client, _ := pareta(t, base)
			_, err := client.Evals.Runs.CreateAndWait(ctx, EvalRunRequest{EvalSetID: "es_1", CandidateModelIDs: []string{"a"}}, nil)
			return err
		}},
		{"a chat", []string{completion}, []bool{false}, "", func(base string) error {
			client, _ := pareta(t, base)
			_, err := client.Chat.Completions.Create(ctx, chat())
			return err
		}},
	} {
		t.Run(one.name, func(t *testing.T) {
			for i, response := range one.responses {
				for _, changed := range append(variants(response), response) {
					var replies []reply
					for at, text := range slices.Replace(slices.Clone(one.responses), i, i+1, changed) {
						next := reply{body: text}
						if one.streams[at] {
							next = reply{header: sseHeader, body: "data: " + text + "\n\n"}
						}
						replies = append(replies, next)
					}
					s := serve(t, replies...)
					err := one.call(s.URL)
					s.Close()
					found := asError(err)
					switch {
					case err == nil:
					case found == nil || found.Kind == "":
						t.Errorf("%s: %v", changed, err)
					case i > 0 && one.id != "" && found.ID != one.id:
						t.Errorf("%s: %v has no id", changed, err)
					case changed == response:
						t.Error(err)
					}
				}
			}
		})
	}
}
