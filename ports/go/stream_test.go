package paretasdk

import (
	"context"
	"errors"
	"io"
	"iter"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
)

var sseHeader = map[string]string{"Content-Type": "text/event-stream"}

func chat() ChatCompletionRequest {
	return ChatCompletionRequest{Model: "ep_1", Messages: []ChatMessage{{Role: ChatRoleUser, Content: "hi"}}}
}

const (
	hello = "data: {\"choices\": [{\"index\": 0, \"delta\": {\"content\": \"hello\"}}]}\n\n"
	done  = "data: [DONE]\n\n"
)

func TestAChatStreamYieldsItsChunksAndItsReceipt(t *testing.T) {
	s := serve(t, reply{header: sseHeader, body: hello + ": pareta-billed-micro-usd 653\n\n" + done + hello})
	client, _ := pareta(t, s.URL)
	var info ResponseInfo
	var said []string
	for chunk, err := range client.Chat.Completions.CreateStream(context.Background(), chat(), WithResponse(&info)) {
		if err != nil {
			t.Fatal(err)
		}
		said = append(said, *chunk.Choices[0].Delta.Content)
	}
	if !reflect.DeepEqual(said, []string{"hello"}) || info.Receipt["billed"] != 653 {
		t.Error(said, info.Receipt)
	}
	if !strings.Contains(s.bodies[0], `"stream":true`) {
		t.Error(s.bodies[0])
	}
}

func TestAStreamEndsWithTheRightError(t *testing.T) {
	for _, one := range []struct {
		name, body string
		cut        bool
		kind       Kind
		events     int
	}{
		{"without its end", hello, false, ErrStreamEnded, 1},
		{"with a cut event", hello + "data: {", false, ErrStreamEnded, 1},
		{"with an end without a blank line", hello + "data: [DONE]", false, "", 1},
		{"with a lost connection", hello, true, ErrConnection, 1},
		{"with a failure in mid-stream", hello + `data: {"error": {"message": "slow down", "type": "rate_limit_error"}}` + "\n\n", false, ErrRateLimit, 1},
		{"with an event that is not valid JSON", hello + "data: {]\n\n", false, ErrStream, 1},
		{"with bytes that are not UTF-8", hello + "data: \xff\n\n", false, ErrStream, 1},
		{"with an event beyond the limit", hello + "data: " + strings.Repeat("a", 2000) + "\n\n", false, ErrStream, 1},
	} {
		t.Run(one.name, func(t *testing.T) {
			s := serve(t, reply{header: sseHeader, body: one.body, cut: one.cut})
			client, _ := pareta(t, s.URL, WithMaxEventBytes(1000))
			var last error
			events := 0
			for _, err := range client.Chat.Completions.CreateStream(context.Background(), chat()) {
				if last = err; err == nil {
					events++
				}
			}
			if kindOrNone(last) != one.kind || events != one.events || s.count() != 1 {
				t.Error(events, last)
			}
		})
	}
}

func TestAStreamThatStallsIsLost(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	s := serve(t, reply{header: sseHeader, body: hello + ": ping\n\n", then: release})
	client, _ := pareta(t, s.URL)
	var last error
	for _, last = range client.Chat.Completions.CreateStream(context.Background(), chat(), WithStallTimeout(50*time.Millisecond)) {
	}
	if !errors.Is(last, ErrTimeout) || !strings.Contains(last.Error(), "no event") {
		t.Error(last)
	}
}

func TestAStreamThatIsLeftReleasesItsConnection(t *testing.T) {
	left := make(chan error, 1)
	base, _ := rawServer(t, func(connection net.Conn, _ int) bool {
		io.WriteString(connection, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"+hello)
		_, err := connection.Read(make([]byte, 1))
		left <- err
		return false
	})
	client, _ := pareta(t, base)
	for range client.Chat.Completions.CreateStream(context.Background(), chat()) {
		break
	}
	if err := <-left; err == nil {
		t.Error("the connection is still open")
	}
}

func TestACancelledStreamEnds(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	s := serve(t, reply{header: sseHeader, body: hello, then: release})
	client, _ := pareta(t, s.URL)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var last error
	for _, last = range client.Chat.Completions.CreateStream(ctx, chat()) {
		cancel()
	}
	if !errors.Is(last, ErrCancelled) {
		t.Error(last)
	}
}

func state(id, status string, active bool) string {
	on := "false"
	if active {
		on = "true"
	}
	return `data: {"type": "task_run.state", "event_id": "` + id + `", "run": {"run_id": "trun_` + id + `", "status": "` + status +
		`", "is_active": ` + on + `, "processor": "base", "created_at": null, "modified_at": null}}` + "\n\n"
}

func TestAGroupStreamResumesAtItsCursor(t *testing.T) {
	s := serve(t,
		reply{header: sseHeader, body: state("1", "running", true), cut: true},
		reply{status: 503},
		reply{header: sseHeader, body: state("1", "running", true) + state("2", "completed", false)})
	client, _ := parallel(t, s.URL)
	var ids []string
	for event, err := range client.TaskGroup.GetRuns(context.Background(), "tgrp_1", nil) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, *event.TaskRunEvent.EventID)
	}
	if !reflect.DeepEqual(ids, []string{"1", "2"}) || s.requests[2].URL.Query().Get("last_event_id") != "1" {
		t.Error(ids, s.requests[2].URL)
	}
}

func TestTheEventsOfARunAreDeliveredOnceWithoutACursor(t *testing.T) {
	message := func(text string) string {
		return `data: {"type": "task_run.progress_msg.plan", "message": "` + text + `"}` + "\n\n"
	}
	s := serve(t,
		reply{header: sseHeader, body: state("1", "running", true) + message("a") + message("a"), cut: true},
		reply{header: sseHeader, body: state("1", "running", true) + message("a") + message("a") + message("b") + state("1", "completed", false)})
	client, _ := parallel(t, s.URL)
	var seen []string
	for event, err := range client.TaskRun.Events(context.Background(), "trun_1") {
		if err != nil {
			t.Fatal(err)
		}
		if event.TaskRunProgressMessageEvent != nil {
			seen = append(seen, event.TaskRunProgressMessageEvent.Message)
		} else {
			seen = append(seen, string(event.TaskRunEvent.Run.Status))
		}
	}
	if want := []string{"running", "a", "a", "b", "completed"}; !reflect.DeepEqual(seen, want) {
		t.Error(seen)
	}
}

func TestAResumedStreamGivesUp(t *testing.T) {
	s := serve(t, reply{header: sseHeader, body: state("1", "running", true), cut: true}, reply{status: 404})
	client, _ := parallel(t, s.URL)
	var last error
	for _, last = range client.TaskRun.Events(context.Background(), "trun_1") {
	}
	if !errors.Is(last, ErrNotFound) || s.count() != 2 {
		t.Error(last, s.count())
	}
}

func groupStatus(active string, completed string) string {
	return `{"num_task_runs": 1, "task_run_status_counts": {"completed": ` + completed + `}, "is_active": ` + active +
		`, "status_message": null, "modified_at": null}`
}

func TestTheEventsOfAGroupEndWithItsFinalStatus(t *testing.T) {
	event := func(id, status string) string {
		return `data: {"type": "task_group_status", "event_id": "` + id + `", "status": ` + status + "}\n\n"
	}
	group := func(status string) reply {
		return reply{body: `{"taskgroup_id": "tgrp_1", "status": ` + status + `, "created_at": null}`}
	}
	s := serve(t,
		reply{header: sseHeader, body: event("1", groupStatus("true", "0"))},
		group(groupStatus("true", "0")),
		reply{header: sseHeader, body: event("2", groupStatus("false", "1"))},
		group(groupStatus("false", "1")))
	client, _ := parallel(t, s.URL)
	events := 0
	for _, err := range client.TaskGroup.Events(context.Background(), "tgrp_1", nil) {
		if err != nil {
			t.Fatal(err)
		}
		events++
	}
	if events != 2 || s.count() != 4 || s.requests[2].URL.Query().Get("last_event_id") != "1" {
		t.Error(events, s.count())
	}
}

func TestAResponseThatIsNoStreamDoesNotHang(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	s := serve(t, reply{body: `{"detail": "`, then: release, cut: true})
	client, _ := pareta(t, s.URL, WithTimeout(50*time.Millisecond))
	var last error
	for _, last = range client.Chat.Completions.CreateStream(context.Background(), chat()) {
	}
	if !errors.Is(last, ErrResponse) || s.count() != 1 {
		t.Error(last)
	}
}

func TestAStreamThatOnlyRepeatsItselfIsGivenUp(t *testing.T) {
	state := func(status string) string {
		return `data: {"type": "task_run.state", "event_id": null, "run": {"run_id": "trun_1", "status": "` + status + `", "is_active": true}}` + "\n\n"
	}
	broken := reply{header: sseHeader, body: state("queued") + state("running"), cut: true}
	replies := make([]reply, 30)
	for i := range replies {
		replies[i] = broken
	}
	for name, read := range map[string]func(*Parallel) error{
		"states of a run": func(p *Parallel) (last error) {
			for _, last = range p.TaskRun.Events(context.Background(), "trun_1", WithStallTimeout(30*time.Second)) {
			}
			return last
		},
		"events without an id": func(p *Parallel) (last error) {
			for _, last = range p.TaskGroup.GetRuns(context.Background(), "tgrp_1", nil, WithStallTimeout(30*time.Second)) {
			}
			return last
		},
	} {
		s := serve(t, replies...)
		client, fake := parallel(t, s.URL)
		if err := read(client); !errors.Is(err, ErrConnection) || len(fake.pauses) > 12 {
			t.Error(name, err, len(fake.pauses))
		}
	}
}

// twice reads a stream in two goroutines at the same time, and returns how many events each has read.
func twice[E any](events iter.Seq2[E, error]) (counts [2]int, err error) {
	var errs [2]error
	var readers sync.WaitGroup
	for i := range counts {
		readers.Add(1)
		go func() {
			defer readers.Done()
			for _, err := range events {
				if errs[i] = err; err == nil {
					counts[i]++
				}
			}
		}()
	}
	readers.Wait()
	return counts, errors.Join(errs[:]...)
}

func TestEachReaderOfAStreamSendsARequestOfItsOwnAndLosesNothing(t *testing.T) {
	const ended = `data: {"type": "task_run.state", "event_id": "e_1", "run": {"run_id": "trun_1", "is_active": false, "status": "failed"}}` + "\n\n"
	const over = `{"taskgroup_id": "tgrp_1", "status": {"is_active": false, "num_task_runs": 0, "task_run_status_counts": {}}}`
	ctx := context.Background()
	for _, one := range []struct {
		name, body string
		read       func(base string) ([2]int, error)
	}{
		{"a chat", hello + done, func(base string) ([2]int, error) {
			client, _ := pareta(t, base)
			return twice(client.Chat.Completions.CreateStream(ctx, chat()))
		}},
		{"a deploy", "event: complete\ndata: {}\n\n", func(base string) ([2]int, error) {
			client, _ := pareta(t, base)
			return twice(client.Endpoints.Deploy(ctx, DeployRequest{Task: "t"}, WithOnStart(func(string) {})))
		}},
		{"a list of runs", ended, func(base string) ([2]int, error) {
			client, _ := parallel(t, base)
			return twice(client.TaskGroup.GetRuns(ctx, "tgrp_1", nil))
		}},
		{"a run", ended, func(base string) ([2]int, error) {
			client, _ := parallel(t, base)
			return twice(client.TaskRun.Events(ctx, "trun_1"))
		}},
		{"a group", ended, func(base string) ([2]int, error) {
			client, _ := parallel(t, base)
			return twice(client.TaskGroup.Events(ctx, "tgrp_1", nil))
		}},
	} {
		t.Run(one.name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if strings.HasSuffix(r.URL.Path, "/tgrp_1") {
					io.WriteString(w, over)
					return
				}
				w.Header().Set("Content-Type", "text/event-stream")
				io.WriteString(w, one.body)
			}))
			defer server.Close()
			if counts, err := one.read(server.URL); err != nil || counts != [2]int{1, 1} {
				t.Error(counts, err)
			}
		})
	}
}
