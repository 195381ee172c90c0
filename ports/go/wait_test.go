package paretasdk

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
)

const (
	anOutput   = `{"type": "json", "content": {"founded": "1945", "people": 3}, "basis": []}`
	aFailure   = `{"run_id": "trun_1", "status": "failed", "is_active": false, "processor": "base", "created_at": null, "modified_at": null, "error": {"ref_id": "r1", "message": "no sources"}}`
	liveDeploy = "event: progress\ndata: {\"stage\": \"a\", \"pct\": 50}\n\nevent: complete\ndata: {\"endpoint\": {\"id\": \"mine\", \"status\": \"live\"}}\n\n"
)

func finished(output string) reply {
	return reply{body: `{"run": ` + strings.Replace(aRun, `"queued", "is_active": true`, `"completed", "is_active": false`, 1) + `, "output": ` + output + `}`}
}

type company struct {
	Founded string `json:"founded" jsonschema:"description=The year"`
	People  int    `json:"people"`
}

func TestExecuteReturnsAValueOfTheType(t *testing.T) {
	s := serve(t, reply{status: 202, body: aRun}, reply{status: 408}, finished(anOutput))
	client, fake := parallel(t, s.URL)
	started := ""
	found, err := Execute[company](context.Background(), client.TaskRun, Task{
		Input: map[string]any{"name": "UN"}, Processor: TaskProcessorBase,
	}, WithOnStart(func(id string) { started = id }))
	if err != nil || found.Output != (company{"1945", 3}) || started != "trun_1" {
		t.Fatal(found, err, started)
	}
	want := `{"additionalProperties":false,"properties":{"founded":{"description":"The year","type":"string"},"people":{"type":"integer"}},"required":["founded","people"],"type":"object"}`
	if !strings.Contains(s.bodies[0], want) {
		t.Error(s.bodies[0])
	}
	if s.requests[1].URL.RawQuery != "timeout=50" || !reflect.DeepEqual(fake.pauses, []time.Duration{250 * time.Millisecond}) {
		t.Error(s.requests[1].URL, fake.pauses)
	}
}

func TestAnOutputThatDoesNotFitIsReportedWithTheResult(t *testing.T) {
	for _, output := range []string{
		`{"type": "json", "content": {"founded": "1945"}, "basis": []}`,
		`{"type": "json", "content": {"founded": 1, "people": 2}, "basis": []}`,
		`{"type": "json", "content": {"founded": null, "people": 2}, "basis": []}`,
		`{"type": "json", "content": null, "basis": []}`,
		`{"type": "text", "content": "1945", "basis": []}`,
		`{"type": "table", "rows": []}`,
	} {
		s := serve(t, reply{status: 202, body: aRun}, finished(output))
		client, _ := parallel(t, s.URL)
		_, err := Execute[company](context.Background(), client.TaskRun, Task{Input: "a", Processor: TaskProcessorBase})
		found := asError(err)
		if !errors.Is(err, ErrOutputParse) || found.ID != "trun_1" || found.Partial.(*TaskRunResult).Run.RunID != "trun_1" {
			t.Error(output, err)
		}
	}
}

func TestARunThatFailsLeadsBackToItsReason(t *testing.T) {
	s := serve(t, reply{status: 404, body: `{"detail": "no result"}`}, reply{body: aFailure})
	client, _ := parallel(t, s.URL)
	_, err := client.TaskRun.Result(context.Background(), "trun_1", nil)
	found := asError(err)
	if !errors.Is(err, ErrRunFailed) || found.ID != "trun_1" || found.Reference != "r1" || !strings.Contains(err.Error(), "no sources") {
		t.Error(err)
	}
}

func TestAWaitEndsAtItsDeadline(t *testing.T) {
	s := serve(t, reply{status: 408}, reply{status: 503}, reply{status: 408}, reply{status: 408}, reply{status: 408}, reply{status: 408})
	client, fake := parallel(t, s.URL, WithMaxRetries(0))
	_, err := client.TaskRun.Result(context.Background(), "trun_1", &WaitOptions{Timeout: time.Second})
	if found := asError(err); !errors.Is(err, ErrWaitTimeout) || found.ID != "trun_1" {
		t.Error(err)
	}
	total := time.Duration(0)
	for _, one := range fake.pauses {
		total += one
	}
	if total != time.Second {
		t.Error(fake.pauses)
	}
}

func TestADeployThatBreaksOffIsPolled(t *testing.T) {
	s := serve(t,
		reply{header: sseHeader, body: "event: progress\ndata: {}\n\n", cut: true},
		reply{body: `{"id": "mine", "status": "starting"}`},
		reply{body: `{"id": "mine", "status": "live"}`})
	client, _ := pareta(t, s.URL)
	var events int
	endpoint, err := client.Endpoints.DeployAndWait(
		context.Background(), DeployRequest{Task: "t"}, func(DeployEndpointEvent) { events++ }, nil, WithIdempotencyKey("k"))
	if err != nil || *endpoint.Status != EndpointStatusLive || events != 1 {
		t.Fatal(endpoint, err)
	}
	if want := "/v1/endpoints/ep_a1e2a18d3295"; s.requests[1].URL.Path != want {
		t.Error(s.requests[1].URL.Path, want)
	}
}

func TestADeployThatWasNotAcceptedIsSentAgainWithItsKey(t *testing.T) {
	s := serve(t, reply{header: sseHeader, cut: true}, reply{status: 404}, reply{header: sseHeader, body: liveDeploy})
	client, _ := pareta(t, s.URL)
	if _, err := client.Endpoints.DeployAndWait(context.Background(), DeployRequest{Task: "t"}, nil, nil); err != nil {
		t.Fatal(err)
	}
	if a, b := s.requests[0].Header.Get("Idempotency-Key"), s.requests[2].Header.Get("Idempotency-Key"); a != b {
		t.Error(a, b)
	}
}

func TestADeployThatFailsSaysWhy(t *testing.T) {
	failed := reply{header: sseHeader, body: "event: error\ndata: {\"message\": \"no GPUs\"}\n\n"}
	s := serve(t, failed, failed, reply{body: `{"id": "mine", "status": "stopped"}`})
	client, _ := pareta(t, s.URL)
	_, err := client.Endpoints.DeployAndWait(context.Background(), DeployRequest{Task: "t"}, nil, nil)
	if !errors.Is(err, ErrDeployFailed) || !strings.Contains(err.Error(), "no GPUs") {
		t.Error(err)
	}
	for event, err := range client.Endpoints.Deploy(context.Background(), DeployRequest{Task: "t"}) {
		if err != nil || event.DeployFailed == nil || *event.DeployFailed.Message != "no GPUs" {
			t.Error(event, err)
		}
	}
	if _, err := client.Endpoints.Wait(context.Background(), "mine", nil); !errors.Is(err, ErrDeployFailed) {
		t.Error(err)
	}
}

func TestAnEvalRunIsPolledUntilItHasEnded(t *testing.T) {
	envelope := func(status string) reply { return reply{body: `{"run": {"id": "er_1", "status": "` + status + `"}}`} }
	s := serve(t, reply{status: 202, body: `{"run_id": "er_1"}`}, envelope("running"), envelope("asleep"), envelope("failed"))
	client, fake := pareta(t, s.URL)
	run, err := client.Evals.Runs.CreateAndWait(context.Background(), EvalRunRequest{EvalSetID: "es_1", CandidateModelIDs: []string{"m"}}, nil)
	if err != nil || run.Run.Outcome() != Failed || !reflect.DeepEqual(fake.pauses, []time.Duration{3 * time.Second, 3 * time.Second}) {
		t.Error(run, err, fake.pauses)
	}
}

func TestPrepareNamesEachCandidateOnce(t *testing.T) {
	s := serve(t,
		reply{status: 201, body: `{"eval_set": {"id": "es_1", "task_id": "t"}}`},
		reply{body: `{"frontier_models": [{"id": "f1", "benchmarked": true}, {"id": "f2"}]}`})
	client, _ := pareta(t, s.URL)
	rows, err := Rows([]json.RawMessage{[]byte(`{"b": 1, "a": 2}`)})
	if err != nil {
		t.Fatal(err)
	}
	request, err := client.Evals.Runs.Prepare(context.Background(), Evaluation{
		Rows: rows, Prompt: "p", Models: []string{"m", "f1"}, BenchmarkedFrontier: true,
	})
	if err != nil || request.EvalSetID != "es_1" || !reflect.DeepEqual(request.CandidateModelIDs, []string{"m", "f1"}) {
		t.Error(request, err)
	}
}

func TestAWaitObeysRetryAfter(t *testing.T) {
	s := serve(t, after(reply{status: 503}, "90"), reply{status: 503}, reply{body: `{"id": "ep_1", "status": "live"}`})
	client, fake := pareta(t, s.URL, WithMaxRetries(0))
	if _, err := client.Endpoints.Wait(context.Background(), "ep_1", nil); err != nil {
		t.Fatal(err)
	}
	if want := []time.Duration{90 * time.Second, 500 * time.Millisecond}; !reflect.DeepEqual(fake.pauses, want) {
		t.Error(fake.pauses)
	}
}

func TestAWaitEndsWithItsContext(t *testing.T) {
	s := serve(t, reply{body: `{"id": "ep_1", "status": "starting"}`})
	client, err := NewPareta(testKey, WithBaseURL(s.URL))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	_, err = client.Endpoints.Wait(ctx, "ep_1", nil)
	if found := asError(err); !errors.Is(err, ErrWaitTimeout) || !errors.Is(err, context.DeadlineExceeded) || found.ID != "ep_1" {
		t.Error(err)
	}
}
