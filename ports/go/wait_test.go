package paretasdk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
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
	}, WithBodyField("name", "mine"))
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

func TestAnErrorOfAWaitLeadsBackToWorkThatContinuesAndToNoOther(t *testing.T) {
	const continues = "It continues at the service"
	ctx := context.Background()
	result := func(p *Parallel, _ *Pareta, w *WaitOptions) (any, error) { return p.TaskRun.Result(ctx, "trun_1", w) }
	live := func(_ *Parallel, p *Pareta, w *WaitOptions) (any, error) { return p.Endpoints.Wait(ctx, "ep_1", w) }
	deploy := func(_ *Parallel, p *Pareta, w *WaitOptions) (any, error) {
		return p.Endpoints.DeployAndWait(ctx, DeployRequest{Task: "t", Name: Ptr("ep_1")}, nil, w)
	}
	for _, one := range []struct {
		name    string
		replies []reply
		call    func(*Parallel, *Pareta, *WaitOptions) (any, error)
		kind    Kind
		id      string
		has     string
		lacks   string
	}{
		{"a failed run", []reply{{status: 404}, {body: aFailure}}, result, ErrRunFailed, "trun_1", "no sources", continues},
		{"an unknown run", []reply{{status: 404}, {status: 404}}, result, ErrNotFound, "trun_1", "returned 404", continues},
		{"a result that is none", []reply{{body: "<html>"}}, result, ErrResponse, "trun_1", "TaskRun.Result with the id trun_1", "If it was"},
		{"a stopped endpoint", []reply{{body: `{"id": "ep_1", "status": "stopped"}`}}, live, ErrDeployFailed, "ep_1", "Start it", continues},
		{"a deploy that fails", []reply{{header: sseHeader, body: "event: error\ndata: {\"message\": \"no\"}\n\n"}}, deploy, ErrDeployFailed, "ep_1", "no", continues},
		{"a deploy that was refused", []reply{{status: 422}}, deploy, ErrUnprocessable, "", "returned 422", "ep_1"},
		{"a deploy whose response is none", []reply{{body: "<html>"}}, deploy, ErrResponse, "ep_1", "Perhaps the deploy was accepted: Endpoints.Retrieve with the id ep_1", continues},
	} {
		t.Run(one.name, func(t *testing.T) {
			s := serve(t, one.replies...)
			p, _ := parallel(t, s.URL)
			q, _ := pareta(t, s.URL)
			_, err := one.call(p, q, nil)
			found := asError(err)
			if found == nil || found.Kind != one.kind || found.ID != one.id {
				t.Fatalf("%#v", err)
			}
			if !strings.Contains(found.Message, one.has) || strings.Contains(found.Message, one.lacks) {
				t.Error(found.Message)
			}
		})
	}
}

func TestBadSettingsOfAWaitAreRefusedBeforeAnythingIsSent(t *testing.T) {
	s := serve(t)
	client, _ := pareta(t, s.URL)
	for _, one := range []WaitOptions{{Timeout: -1}, {Interval: -1}, {Options: []Option{WithTimeout(-1)}}} {
		_, err := client.Endpoints.Wait(context.Background(), "ep_1", &one)
		if !errors.Is(err, ErrBadArgument) || strings.Contains(err.Error(), "ep_1") || s.count() > 0 {
			t.Error(err)
		}
	}
}

func TestTheIntervalOfAWaitIsThePauseBetweenPolls(t *testing.T) {
	s := serve(t, reply{body: `{"id": "ep_1", "status": "starting"}`}, reply{body: `{"id": "ep_1", "status": "live"}`})
	client, fake := pareta(t, s.URL)
	_, err := client.Endpoints.Wait(context.Background(), "ep_1", &WaitOptions{Interval: 7 * time.Second})
	if err != nil || !reflect.DeepEqual(fake.pauses, []time.Duration{7 * time.Second}) {
		t.Error(err, fake.pauses)
	}
}

func TestTheDeadlineOfAWaitEndsAStream(t *testing.T) {
	s, events := slowly(t, (*httptest.Server).Start)
	client, err := NewPareta(testKey, WithBaseURL(s.URL))
	if err != nil {
		t.Fatal(err)
	}
	go func() { events <- "event: progress\ndata: {}\n\n" }()
	given := &WaitOptions{Timeout: 100 * time.Millisecond}
	_, err = client.Endpoints.DeployAndWait(context.Background(), DeployRequest{Task: "t", Name: Ptr("ep_1")}, nil, given)
	cause := errors.Unwrap(err)
	if !errors.Is(err, ErrWaitTimeout) || cause == nil || !strings.Contains(cause.Error(), "the deadline passed before the last event") {
		t.Error(err, cause)
	}
}

func TestATimeoutWithinABodyKeepsTheRequestID(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	s := serve(t, reply{header: map[string]string{"X-Request-Id": "req_7"}, body: "[", cut: true, then: release})
	client, _ := pareta(t, s.URL, WithTimeout(50*time.Millisecond), WithMaxRetries(0))
	_, err := client.Endpoints.List(context.Background())
	if found := asError(err); found == nil || found.Kind != ErrTimeout || found.RequestID != "req_7" {
		t.Error(err)
	}
}

func TestAnInvalidIDIsNotTold(t *testing.T) {
	s := serve(t, reply{body: strings.Replace(aRun, "trun_1", "..", 1)})
	client, _ := parallel(t, s.URL)
	_, err := client.TaskRun.Create(context.Background(), runInput(), WithOnStart(func(id string) { t.Error(id) }))
	if !errors.Is(err, ErrOutcomeUnknown) {
		t.Error(err)
	}
}

func TestADeployWhoseServerCannotBeReachedEndsAfterItsRetries(t *testing.T) {
	server := httptest.NewServer(nil)
	server.Close()
	client, fake := pareta(t, server.URL)
	_, err := client.Endpoints.DeployAndWait(context.Background(), DeployRequest{Task: "t"}, nil, nil)
	if !errors.Is(err, ErrConnection) || len(fake.pauses) != 2 || asError(err).IdempotencyKey == "" {
		t.Error(err, fake.pauses)
	}
}

func TestAGroupThatDoesNotSayWhetherARunIsActiveHasNotEnded(t *testing.T) {
	for _, body := range []string{
		`{"taskgroup_id": "tgrp_1"}`, `{"taskgroup_id": "tgrp_1", "status": null}`, `{"taskgroup_id": "tgrp_1", "status": {"num_task_runs": 2}}`,
		`{"taskgroup_id": "tgrp_1", "status": {"is_active": null}}`, `{"taskgroup_id": "tgrp_1", "status": {"is_active": "no"}}`,
	} {
		s := serve(t, reply{body: body})
		client, _ := parallel(t, s.URL)
		_, err := client.TaskGroup.Wait(context.Background(), "tgrp_1", nil)
		found := asError(err)
		if !errors.Is(err, ErrResponse) || found.ID != "tgrp_1" || !strings.Contains(err.Error(), "no valid status") {
			t.Error(body, err)
		}
	}
}

func TestARunWithoutAResultHasFailedOnlyIfItSaysSo(t *testing.T) {
	for status, continues := range map[string]bool{
		`"status": "completed", "is_active": false`: true, `"status": "running"`: true, `"status": "running", "is_active": "yes"`: true,
		`"status": "failed"`: false, `"status": "failed", "is_active": null`: false, `"status": "expired", "is_active": false`: false,
	} {
		s := serve(t, reply{status: 404}, reply{body: `{"run_id": "trun_1", ` + status + `}`}, finished(anOutput))
		client, _ := parallel(t, s.URL)
		_, err := client.TaskRun.Result(context.Background(), "trun_1", nil)
		if continues != (err == nil) || !continues && !errors.Is(err, ErrRunFailed) {
			t.Error(status, err)
		}
	}
}

func TestAReasonThatIsNoTextIsShown(t *testing.T) {
	for _, one := range []struct{ reason, want, reference string }{
		{`{"ref_id": 7, "message": {"text": "gone ` + testKey + `"}}`, `ended as failed: {"text":"gone ***"} (reference 7)`, "7"},
		{`{"ref_id": null, "message": null, "detail": {"page": 3}}`, `ended as failed: {"page":3}`, ""},
		{`{"ref_id": "", "message": ""}`, "ended as failed: the service gave no reason", ""},
		{`{"ref_id": "r", "message": "a\n` + strings.Repeat("b", 400) + `"}`, "ended as failed: a " + strings.Repeat("b", 297) + "… (reference r)", "r"},
	} {
		s := serve(t, reply{status: 404}, reply{body: `{"run_id": "trun_1", "status": "failed", "is_active": false, "error": ` + one.reason + `}`})
		client, _ := parallel(t, s.URL)
		_, err := client.TaskRun.Result(context.Background(), "trun_1", nil)
		if found := asError(err); found == nil || found.Message != "the task run trun_1 "+one.want || found.Reference != one.reference {
			t.Error(err)
		}
	}
}

func TestADeployThatIsRefusedAfterItWasMissingDoesNotContinue(t *testing.T) {
	s := serve(t, reply{header: sseHeader, cut: true}, reply{status: 404}, reply{status: 402})
	client, _ := pareta(t, s.URL)
	calls := 0
	request := DeployRequest{Task: "t", Name: Ptr("ep_1")}
	_, err := client.Endpoints.DeployAndWait(context.Background(), request, nil, nil, WithOnStart(func(string) { calls++ }))
	if found := asError(err); found == nil || found.Kind != ErrInsufficientCredits || found.ID != "" || strings.Contains(found.Message, "continues") {
		t.Error(err)
	}
	if calls != 1 {
		t.Error(calls)
	}
}

func TestAMistakeInTheOptionsOfAWaitIsFoundBeforeTheWorkIsStarted(t *testing.T) {
	for _, option := range []Option{nil, WithTimeout(-1), WithIdempotencyKey(""), WithBodyField("a", 1)} {
		s := serve(t)
		client, _ := parallel(t, s.URL)
		task := Task{Input: "a", Processor: TaskProcessorBase, Wait: &WaitOptions{Options: []Option{option}}}
		if _, err := Execute[string](context.Background(), client.TaskRun, task); !errors.Is(err, ErrBadArgument) || s.count() > 0 {
			t.Error(err, s.count())
		}
	}
}

func TestWhatAnErrorKeepsOfTheWorkHasNotTheKey(t *testing.T) {
	secret := strings.Replace(aFailure, "no sources", testKey, 1)
	odd := strings.ReplaceAll(anOutput, "1945", `\u006b`+testKey[1:])
	for _, one := range []struct {
		kind    Kind
		replies []reply
	}{
		{ErrRunFailed, []reply{{status: 202, body: aRun}, {status: 404}, {body: secret}}},
		{ErrAuthentication, []reply{{status: 202, body: strings.Replace(aRun, "base", testKey, 1)}, {status: 401}}},
		{ErrOutputParse, []reply{{status: 202, body: aRun}, finished(strings.Replace(odd, `: 3`, `: "3"`, 1))}},
		{ErrOutputParse, []reply{{status: 202, body: aRun}, finished(strings.Replace(anOutput, `: 3`, `: "`+testKey+`"`, 1))}},
	} {
		s := serve(t, one.replies...)
		client, _ := parallel(t, s.URL)
		_, err := Execute[company](context.Background(), client.TaskRun, Task{Input: "a", Processor: TaskProcessorBase})
		raw, bad := json.Marshal(err)
		shown := fmt.Sprintf("%s %+v %v", raw, asError(err), errors.Unwrap(err))
		if !errors.Is(err, one.kind) || bad != nil || asError(err).Partial == nil || strings.Contains(shown, testKey) {
			t.Error(one.kind, shown)
		}
	}
}
