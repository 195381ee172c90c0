package paretasdk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// step is what a group service does with one request to add runs.
type step struct {
	accepts int // how many of the runs; -1 means all
	status  int // 0 closes the connection
	body    string
}

var (
	all            = step{accepts: -1, status: 200}
	lost           = step{}
	lostAfterAll   = step{accepts: -1}
	lostAfterTwo   = step{accepts: 2}
	unreadable     = step{accepts: -1, status: 200, body: "<html>"}
	gatewayTimeout = step{status: 504}
	busy           = step{status: 503}
	refused        = step{status: 402}
)

// groupService is a service with one group. It plays a step for each request to add runs, and then accepts everything.
type groupService struct {
	*httptest.Server
	mu       sync.Mutex
	steps    []step
	posts    [][]TaskRunInput
	keys     []string
	runs     []TaskRunInput
	shows    func(run TaskRunInput) (metadata, input bool)
	unlisted int // how many runs the list lacks
}

func newGroupService(t *testing.T, steps ...step) *groupService {
	t.Helper()
	g := &groupService{steps: steps, shows: func(TaskRunInput) (bool, bool) { return true, true }}
	g.Server = httptest.NewServer(g)
	t.Cleanup(g.Close)
	return g
}

func (g *groupService) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case r.Method == http.MethodPost:
		g.post(w, r)
	case strings.HasSuffix(r.URL.Path, "/runs"):
		g.list(w, r)
	default:
		fmt.Fprintf(w, `{"taskgroup_id": "tgrp_1", "created_at": null, "status": %s}`, g.status())
	}
}

func (g *groupService) status() string {
	return fmt.Sprintf(`{"num_task_runs": %d, "task_run_status_counts": {}, "is_active": true, "status_message": null, "modified_at": null}`, len(g.runs))
}

func (g *groupService) post(w http.ResponseWriter, r *http.Request) {
	now := all
	if len(g.steps) > 0 {
		now, g.steps = g.steps[0], g.steps[1:]
	}
	var sent TaskGroupRunsInput
	raw, _ := io.ReadAll(r.Body)
	if err := json.Unmarshal(raw, &sent); err != nil {
		panic(err)
	}
	g.posts, g.keys = append(g.posts, sent.Inputs), append(g.keys, r.Header.Get("Idempotency-Key"))
	ids := []string{}
	for i, one := range sent.Inputs {
		if now.accepts >= 0 && i >= now.accepts {
			break
		}
		g.runs = append(g.runs, one)
		ids = append(ids, fmt.Sprintf("trun_%d", len(g.runs)))
	}
	if now.status == 0 {
		if connection, _, err := http.NewResponseController(w).Hijack(); err == nil {
			connection.Close()
		}
		return
	}
	w.WriteHeader(now.status)
	if now.body == "" && now.status == 200 {
		listed, _ := json.Marshal(ids)
		now.body = fmt.Sprintf(`{"status": %s, "run_ids": %s, "run_cursor": "r%d", "event_cursor": "e%d"}`, g.status(), listed, len(g.runs), len(g.runs))
	}
	io.WriteString(w, now.body)
}

func (g *groupService) list(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", eventStream)
	for i, one := range g.runs[:max(0, len(g.runs)-g.unlisted)] {
		metadata, input := g.shows(one)
		event := TaskRunEvent{EventID: Ptr(fmt.Sprint(i)), Run: TaskRun{RunID: fmt.Sprintf("trun_%d", i+1), Status: TaskRunStatusQueued}}
		event.Type = TaskRunEventType
		if metadata {
			event.Run.Metadata = one.Metadata
		}
		if input && r.URL.Query().Get("include_input") == "true" {
			event.Input = &TaskRunInput{Input: one.Input, Processor: one.Processor}
		}
		raw, err := json.Marshal(event)
		if err != nil {
			panic(err)
		}
		fmt.Fprintf(w, "data: %s\n\n", raw)
	}
}

func rowsOf(inputs ...string) TaskGroupRunsInput {
	var body TaskGroupRunsInput
	for _, one := range inputs {
		body.Inputs = append(body.Inputs, TaskRunInput{Input: one, Processor: TaskProcessorBase})
	}
	return body
}

func sizes(posts [][]TaskRunInput) string {
	var found []string
	for _, one := range posts {
		found = append(found, fmt.Sprint(len(one)))
	}
	return strings.Join(found, " ")
}

func TestRunsAreAddedOnceWhateverHappensToTheirRequest(t *testing.T) {
	for _, one := range []struct {
		name  string
		steps []step
		posts string // how many rows each request had
		ids   string
	}{
		{"nothing happens", nil, "3", "trun_1 trun_2 trun_3"},
		{"the service is busy", []step{busy}, "3 3", "trun_1 trun_2 trun_3"},
		{"the request is lost", []step{lost}, "3 3", "trun_1 trun_2 trun_3"},
		{"the response is lost", []step{lostAfterAll}, "3", "trun_1 trun_2 trun_3"},
		{"the response of a part is lost", []step{lostAfterTwo}, "3 1", "trun_1 trun_2 trun_3"},
		{"the response cannot be read", []step{unreadable}, "3", "trun_1 trun_2 trun_3"},
		{"ids are missing", []step{{accepts: -1, status: 200, body: `{"status": {}, "run_ids": ["trun_1"]}`}}, "3", "trun_1 trun_2 trun_3"},
		{"two requests are lost", []step{lost, lostAfterTwo}, "3 3 1", "trun_1 trun_2 trun_3"},
	} {
		t.Run(one.name, func(t *testing.T) {
			g := newGroupService(t, one.steps...)
			client, _ := parallel(t, g.URL)
			started := []string{}
			added, err := client.TaskGroup.AddRuns(context.Background(), "tgrp_1", rowsOf("a", "b", "a"), nil,
				WithOnStart(func(id string) { started = append(started, id) }))
			if err != nil {
				t.Fatal(err)
			}
			if ids := strings.Join(added.RunIDs, " "); ids != one.ids || strings.Join(started, " ") != ids {
				t.Error(ids, started)
			}
			if sizes(g.posts) != one.posts || len(g.runs) != 3 {
				t.Error(sizes(g.posts), len(g.runs))
			}
		})
	}
}

func TestWhatRemainsUnknownIsNotSentAgain(t *testing.T) {
	for _, one := range []struct {
		name    string
		steps   []step
		change  func(*groupService)
		message string
	}{
		{"it may still be in progress", []step{gatewayTimeout}, nil, "was not sent again"},
		{"it is lost each time", []step{lost, lost, lost}, nil, "was not sent again"},
		{"the list is incomplete", []step{lostAfterAll}, func(g *groupService) { g.unlisted = 1 }, "only 2 of its 3 runs were listed"},
		{"the list has no metadata", []step{lostAfterAll}, func(g *groupService) {
			g.shows = func(TaskRunInput) (bool, bool) { return false, true }
		}, "3 runs without the metadata"},
		{"the list has neither metadata nor inputs", []step{lostAfterTwo}, func(g *groupService) {
			g.shows = func(TaskRunInput) (bool, bool) { return false, false }
		}, "2 runs without the metadata that identifies them (trun_1, trun_2). They may be 3"},
	} {
		t.Run(one.name, func(t *testing.T) {
			g := newGroupService(t, one.steps...)
			if one.change != nil {
				one.change(g)
			}
			client, _ := parallel(t, g.URL)
			_, err := client.TaskGroup.AddRuns(context.Background(), "tgrp_1", rowsOf("a", "b", "c"), nil)
			found := asError(err)
			if !errors.Is(err, ErrOutcomeUnknown) || !strings.Contains(err.Error(), one.message) || found.ID != "tgrp_1" {
				t.Fatal(err)
			}
			if len(g.posts) != len(one.steps) || !strings.Contains(err.Error(), fmt.Sprintf("idempotency key %q", found.IdempotencyKey)) {
				t.Error(len(g.posts), err)
			}
		})
	}
}

func TestThousandsOfRunsAreSentInBatches(t *testing.T) {
	body := TaskGroupRunsInput{}
	for i := range 2500 {
		body.Inputs = append(body.Inputs, TaskRunInput{Input: fmt.Sprint(i), Processor: TaskProcessorBase})
	}
	g := newGroupService(t, all, all, refused)
	client, _ := parallel(t, g.URL)
	_, err := client.TaskGroup.AddRuns(context.Background(), "tgrp_1", body, nil)
	found := asError(err)
	if !errors.Is(err, ErrInsufficientCredits) || len(found.Partial.(*TaskGroupRuns).RunIDs) != 2000 || found.ID != "tgrp_1" {
		t.Fatal(err)
	}
	if g.keys[0] != found.IdempotencyKey || g.keys[1] == g.keys[0] || g.keys[2] == g.keys[1] {
		t.Error(g.keys, found.IdempotencyKey)
	}
	added, err := client.TaskGroup.AddRuns(context.Background(), "tgrp_1", body, nil, WithIdempotencyKey(found.IdempotencyKey))
	if err != nil || len(added.RunIDs) != 2500 || len(g.runs) != 2500 || sizes(g.posts) != "1000 1000 500 500" {
		t.Fatal(err, sizes(g.posts))
	}
	if added.RunIDs[0] != "trun_1" || added.RunIDs[2499] != "trun_2500" || g.keys[3] != g.keys[2] {
		t.Error(g.keys)
	}
	g = newGroupService(t)
	client, _ = parallel(t, g.URL)
	added, err = client.TaskGroup.AddRuns(context.Background(), "tgrp_1", body, nil)
	if err != nil || *added.RunCursor != "r1000" || *added.EventCursor != "e1000" || added.Status.NumTaskRuns != 2500 {
		t.Error(err, added)
	}
}

func TestARepeatedCallKnowsItsRowsWhereverTheyAre(t *testing.T) {
	g := newGroupService(t)
	client, _ := parallel(t, g.URL)
	add := func(inputs ...string) []string {
		t.Helper()
		added, err := client.TaskGroup.AddRuns(context.Background(), "tgrp_1", rowsOf(inputs...), nil, WithIdempotencyKey("k"))
		if err != nil {
			t.Fatal(err)
		}
		return added.RunIDs
	}
	add("a", "b", "b")
	if ids := strings.Join(add("b", "new", "b", "a"), " "); ids != "trun_2 trun_4 trun_3 trun_1" || sizes(g.posts) != "3 1" {
		t.Error(ids, sizes(g.posts))
	}
	if g.keys[0] != "k" || g.keys[1] == "k" {
		t.Error(g.keys)
	}
}

func TestRunsOfOtherClientsDoNotStandInTheWay(t *testing.T) {
	g := newGroupService(t, lostAfterTwo)
	g.runs = []TaskRunInput{{Input: "foreign", Processor: TaskProcessorBase}}
	client, _ := parallel(t, g.URL)
	added, err := client.TaskGroup.AddRuns(context.Background(), "tgrp_1", rowsOf("a", "b", "c"), nil)
	if err != nil || strings.Join(added.RunIDs, " ") != "trun_2 trun_3 trun_4" {
		t.Error(err, added)
	}
}

func TestAResponseWithTheIDOfAnotherRunIsNotBelieved(t *testing.T) {
	for _, ids := range []string{`["trun_1", "trun_1"]`, `["trun_1", ""]`, `["trun_1", null]`, `["trun_1"]`, `["a", "b", "c"]`, `[]`, `null`} {
		g := newGroupService(t, step{status: 200, body: `{"status": {}, "run_ids": ` + ids + `}`})
		client, _ := parallel(t, g.URL)
		_, err := client.TaskGroup.AddRuns(context.Background(), "tgrp_1", rowsOf("a", "b"), nil)
		if !errors.Is(err, ErrOutcomeUnknown) || len(g.posts) != 1 || !strings.Contains(string(asError(err).Body), "run_ids") {
			t.Error(ids, err)
		}
	}
}

func TestAnInvalidRowSendsNothing(t *testing.T) {
	for name, body := range map[string]TaskGroupRunsInput{
		"inputs[1].input":     {Inputs: []TaskRunInput{{Input: "a", Processor: TaskProcessorBase}, {Processor: TaskProcessorBase}}},
		"inputs[0].processor": {Inputs: []TaskRunInput{{Input: "a"}}},
		"inputs":              {},
	} {
		g := newGroupService(t)
		client, _ := parallel(t, g.URL)
		_, err := client.TaskGroup.AddRuns(context.Background(), "tgrp_1", body, nil)
		if !errors.Is(err, ErrBadArgument) || !strings.Contains(err.Error(), name) || len(g.posts) > 0 {
			t.Error(name, err)
		}
	}
}

func TestTheRowsOfTheCallerStayAsTheyAre(t *testing.T) {
	g := newGroupService(t)
	client, _ := parallel(t, g.URL)
	body := rowsOf("a")
	body.Inputs[0].Metadata = JSONObject{"mine": "b"}
	if _, err := client.TaskGroup.AddRuns(context.Background(), "tgrp_1", body, nil); err != nil {
		t.Fatal(err)
	}
	if len(body.Inputs[0].Metadata) != 1 || g.posts[0][0].Metadata["mine"] != "b" || g.posts[0][0].Metadata[rowKey] == nil {
		t.Error(body.Inputs[0].Metadata, g.posts[0][0].Metadata)
	}
}

func TestACancelledCallHasTheKnownRunsAndTheKeyToRepeatIt(t *testing.T) {
	body := TaskGroupRunsInput{}
	for i := range 1500 {
		body.Inputs = append(body.Inputs, TaskRunInput{Input: fmt.Sprint(i), Processor: TaskProcessorBase})
	}
	g := newGroupService(t)
	client, _ := parallel(t, g.URL)
	ctx, cancel := context.WithCancel(context.Background())
	_, err := client.TaskGroup.AddRuns(ctx, "tgrp_1", body, nil, WithOnStart(func(string) { cancel() }))
	found := asError(err)
	if !errors.Is(err, ErrCancelled) || len(found.Partial.(*TaskGroupRuns).RunIDs) != 1000 || found.IdempotencyKey != g.keys[0] {
		t.Fatal(err)
	}
	added, err := client.TaskGroup.AddRuns(context.Background(), "tgrp_1", body, nil, WithIdempotencyKey(found.IdempotencyKey))
	if err != nil || len(added.RunIDs) != 1500 || len(g.runs) != 1500 {
		t.Error(err)
	}
}
