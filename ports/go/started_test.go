package paretasdk

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// interrupted plays replies, and cancels a context in the middle of one of them, or in a pause after one.
type interrupted struct {
	replies []reply
	at      int // the request whose response does not come
	inPause bool
	seen    int
	cancel  context.CancelFunc
}

func (s *interrupted) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	io.Copy(io.Discard, r.Body)
	number := s.seen
	s.seen++
	if number == s.at && !s.inPause {
		s.cancel()
		<-r.Context().Done()
		return
	}
	one := s.replies[min(number, len(s.replies)-1)]
	for name, value := range one.header {
		w.Header().Set(name, value)
	}
	w.WriteHeader(max(one.status, 200))
	io.WriteString(w, one.body)
	if one.then != nil { // the body goes on until the caller leaves it
		http.NewResponseController(w).Flush()
		s.cancel()
		<-r.Context().Done()
	}
}

func (s *interrupted) clock() Clock {
	clock := newFakeTime().clock()
	sleep := clock.Sleep
	clock.Sleep = func(ctx context.Context, d time.Duration) error {
		if s.inPause && s.seen > s.at {
			s.cancel()
		}
		return sleep(ctx, d)
	}
	return clock
}

func TestStartedWorkIsNeverLost(t *testing.T) {
	running := reply{status: 408}
	starting := reply{body: `{"id": "mine", "status": "starting"}`}
	deploy := reply{header: sseHeader, body: "event: progress\ndata: {}\n\n"}
	accepted := reply{status: 202, body: `{"run_id": "erun_1", "status": "queued"}`}
	queued := reply{body: `{"run": {"id": "erun_1", "status": "queued"}}`}
	endless := deploy
	endless.then = make(chan struct{})
	execute := func(ctx context.Context, base string, opts ...Option) error {
		client, err := NewParallel(testKey, append(opts, WithBaseURL(base))...)
		if err == nil {
			_, err = Execute[company](ctx, client.TaskRun, Task{Input: "a", Processor: TaskProcessorBase})
		}
		return err
	}
	deployAndWait := func(ctx context.Context, base string, opts ...Option) error {
		client, err := NewPareta(testKey, append(opts, WithBaseURL(base))...)
		if err == nil {
			_, err = client.Endpoints.DeployAndWait(ctx, DeployRequest{Task: "t", Name: Ptr("mine")}, nil, nil)
		}
		return err
	}
	deployEvents := func(ctx context.Context, base string, opts ...Option) error {
		client, err := NewPareta(testKey, append(opts, WithBaseURL(base))...)
		if err != nil {
			return err
		}
		for _, err = range client.Endpoints.Deploy(ctx, DeployRequest{Task: "t", Name: Ptr("mine")}) {
		}
		return err
	}
	evaluate := func(ctx context.Context, base string, opts ...Option) error {
		client, err := NewPareta(testKey, append(opts, WithBaseURL(base))...)
		if err == nil {
			_, err = client.Evals.Runs.CreateAndWait(ctx, EvalRunRequest{EvalSetID: "s", CandidateModelIDs: []string{"m"}}, nil)
		}
		return err
	}
	for _, one := range []struct {
		name    string
		call    func(ctx context.Context, base string, opts ...Option) error
		replies []reply
		at      int
		inPause bool
		id      string
		again   string
	}{
		{"a run, in its request", execute, []reply{{}}, 0, false, "", "idempotency key"},
		{"a run, in a poll", execute, []reply{{status: 202, body: aRun}, running, running}, 2, false, "trun_1", "TaskRun.Result"},
		{"a run, between polls", execute, []reply{{status: 202, body: aRun}, running}, 1, true, "trun_1", "TaskRun.Result"},
		{"a run, in the look at its reason", execute, []reply{{status: 202, body: aRun}, {status: 404}}, 2, false, "trun_1", "TaskRun.Result"},
		{"a deploy, in its request", deployAndWait, []reply{{}}, 0, false, "mine", "deploys it once"},
		{"a deploy, in a pause of its request", deployAndWait, []reply{{status: 503}}, 0, true, "mine", "Perhaps the deploy was accepted"},
		{"a deploy, in its events", deployAndWait, []reply{endless}, 1, false, "mine", "Endpoints."},
		{"a deploy, between polls", deployAndWait, []reply{deploy, starting}, 1, true, "mine", "Endpoints.Wait"},
		{"a deploy, in a poll", deployAndWait, []reply{deploy, starting}, 1, false, "mine", "Endpoints.Wait"},
		{"the events of a deploy, in its request", deployEvents, []reply{{}}, 0, false, "mine", "deploys it once"},
		{"the events of a deploy, in a pause of its request", deployEvents, []reply{{status: 503}}, 0, true, "mine", "Perhaps the deploy was accepted"},
		{"the events of a deploy, in its events", deployEvents, []reply{endless}, 1, false, "mine", "Endpoints."},
		{"an eval run, in its request", evaluate, []reply{{}}, 0, false, "", "idempotency key"},
		{"an eval run, in a poll", evaluate, []reply{accepted, queued}, 1, false, "erun_1", "Evals.Runs.Wait"},
		{"an eval run, between polls", evaluate, []reply{accepted, queued}, 1, true, "erun_1", "Evals.Runs.Wait"},
	} {
		t.Run(one.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			s := &interrupted{replies: one.replies, at: one.at, inPause: one.inPause, cancel: cancel}
			server := httptest.NewServer(s)
			defer server.Close()
			err := one.call(ctx, server.URL, WithClock(s.clock()))
			found := asError(err)
			if !errors.Is(err, ErrCancelled) || found.ID != one.id || !strings.Contains(err.Error(), one.again) {
				t.Error(err, found)
			}
			if one.id == "mine" && found.IdempotencyKey == "" {
				t.Error("the error has no key")
			}
		})
	}
}

func TestTheIDIsToldBeforeTheWaitBegins(t *testing.T) {
	for name, one := range map[string]struct {
		reply reply
		id    string
		call  func(base string, opts ...Option) error
	}{
		"a run": {reply{status: 202, body: aRun}, "trun_1", func(base string, opts ...Option) error {
			client, _ := parallel(t, base)
			_, err := Execute[company](context.Background(), client.TaskRun, Task{Input: "a", Processor: TaskProcessorBase}, opts...)
			return err
		}},
		"an endpoint": {reply{header: sseHeader, body: "event: progress\ndata: {}\n\n"}, "mine", func(base string, opts ...Option) error {
			client, _ := pareta(t, base)
			_, err := client.Endpoints.DeployAndWait(context.Background(), DeployRequest{Task: "t", Name: Ptr("mine")}, nil, nil, opts...)
			return err
		}},
		"an endpoint without a name": {reply{header: sseHeader, body: liveDeploy}, "ep_a1e2a18d3295", func(base string, opts ...Option) error {
			client, _ := pareta(t, base)
			for _, err := range client.Endpoints.Deploy(context.Background(), DeployRequest{Task: "t"}, append(opts, WithIdempotencyKey("k"))...) {
				if err != nil {
					return err
				}
			}
			return errors.New("the events ended")
		}},
		"an eval run": {reply{status: 202, body: `{"run_id": "erun_1"}`}, "erun_1", func(base string, opts ...Option) error {
			client, _ := pareta(t, base)
			request := EvalRunRequest{EvalSetID: "s", CandidateModelIDs: []string{"m"}}
			_, err := client.Evals.Runs.CreateAndWait(context.Background(), request, nil, opts...)
			return err
		}},
	} {
		s := serve(t, one.reply)
		requests := 0
		var ids []string
		err := one.call(s.URL, WithOnStart(func(id string) { ids, requests = append(ids, id), s.count() }))
		if err == nil || strings.Join(ids, " ") != one.id || requests != 1 {
			t.Error(name, err, ids, requests)
		}
	}
}

func TestAMadeEvalSetIsNotLost(t *testing.T) {
	s := serve(t, reply{status: 201, body: `{"eval_set": {"id": "es_1", "task_id": "t"}}`}, reply{status: 403})
	client, _ := pareta(t, s.URL)
	rows, err := Rows([]JSONObject{{"a": 1}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Evals.Runs.Prepare(context.Background(), Evaluation{Rows: rows, Prompt: "p", AllFrontier: true})
	if found := asError(err); !errors.Is(err, ErrPermissionDenied) || found.ID != "es_1" || !strings.Contains(err.Error(), "EvalSetID") {
		t.Error(err)
	}
}

func TestAFunctionThatPanicsLeavesTheCallAtOnceAndNoConnectionOpen(t *testing.T) {
	const event = "event: progress\ndata: {}\n\n"
	panics := WithOnStart(func(id string) { panic(id) })
	deploy := DeployRequest{Task: "t", Name: Ptr("ep_1")}
	ctx := context.Background()
	for name, call := range map[string]func(*Pareta){
		"the id of a deploy": func(p *Pareta) { p.Endpoints.DeployAndWait(ctx, deploy, nil, nil, panics) },
		"an event of a deploy": func(p *Pareta) {
			p.Endpoints.DeployAndWait(ctx, deploy, func(DeployEndpointEvent) { panic("ep_1") }, nil)
		},
		"the id of the events": func(p *Pareta) {
			p.Endpoints.Deploy(ctx, deploy, panics)(func(DeployEndpointEvent, error) bool { return true })
		},
		"an event of those of the range": func(p *Pareta) {
			p.Endpoints.Deploy(ctx, deploy)(func(DeployEndpointEvent, error) bool { panic("ep_1") })
		},
	} {
		left := make(chan struct{})
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			io.WriteString(w, event)
			http.NewResponseController(w).Flush()
			<-r.Context().Done()
			close(left)
		}))
		client, _ := pareta(t, s.URL)
		func() {
			defer func() {
				if found := recover(); found != "ep_1" {
					t.Error(name, found)
				}
			}()
			call(client)
		}()
		select {
		case <-left:
		case <-time.After(5 * time.Second):
			t.Error(name, "the connection stayed open")
		}
		s.CloseClientConnections()
		s.Close()
	}
}

func TestADeployThatIsRefusedInASecondRangeHasNoID(t *testing.T) {
	s := serve(t, reply{header: sseHeader, body: liveDeploy}, reply{status: 402})
	client, _ := pareta(t, s.URL)
	events := client.Endpoints.Deploy(context.Background(), DeployRequest{Task: "t", Name: Ptr("mine")})
	var last error
	for range 2 {
		for _, last = range events {
		}
	}
	if found := asError(last); !errors.Is(last, ErrInsufficientCredits) || found.ID != "" {
		t.Error(last)
	}
}

func TestTheEventsOfADeployWithoutANameNameNone(t *testing.T) {
	client, _ := pareta(t, "https://api.example", WithHTTPClient(&http.Client{Transport: sending(false, io.EOF)}), WithMaxRetries(0))
	for _, err := range client.Endpoints.Deploy(context.Background(), DeployRequest{Task: "t"}) {
		if found := asError(err); found == nil || found.ID != "" || found.IdempotencyKey == "" || strings.Contains(err.Error(), "Perhaps") {
			t.Error(err)
		}
	}
}
