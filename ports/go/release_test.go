package paretasdk

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"
)

// watchedBody is a body that says when it is closed.
type watchedBody struct {
	io.Reader
	isClosed *bool
}

func (b *watchedBody) Close() error { *b.isClosed = true; return nil }

func TestACallReleasesWhatItHolds(t *testing.T) {
	broken := io.MultiReader(strings.NewReader("[]"), cutBody{io.ErrUnexpectedEOF})
	list := func(c *Pareta) { c.Endpoints.List(context.Background()) }
	read := func(c *Pareta) {
		for range c.Chat.Completions.CreateStream(context.Background(), chat()) {
		}
	}
	leave := func(c *Pareta) {
		for range c.Chat.Completions.CreateStream(context.Background(), chat()) {
			break
		}
	}
	for _, one := range []struct {
		name   string
		status int
		body   io.Reader
		call   func(*Pareta)
	}{
		{"a response", 200, strings.NewReader("[]"), list},
		{"an error", 404, strings.NewReader("{}"), list},
		{"a body that breaks off", 200, broken, list},
		{"a stream", 200, strings.NewReader(hello + done), read},
		{"a stream that is left", 200, strings.NewReader(hello + hello + done), leave},
		{"a stream that breaks off", 200, strings.NewReader(hello), read},
		{"a stream with an odd event", 200, strings.NewReader("data: 1\n\n"), read},
	} {
		t.Run(one.name, func(t *testing.T) {
			isClosed, isFreed := false, make(chan bool, 1)
			var ctx context.Context
			func() {
				client, _ := pareta(t, "https://api.example", WithMaxRetries(0), WithHTTPClient(&http.Client{Transport: transport(
					func(request *http.Request) (*http.Response, error) {
						ctx = request.Context()
						body := &watchedBody{one.body, &isClosed}
						runtime.SetFinalizer(body, func(*watchedBody) { isFreed <- true })
						header := http.Header{"Content-Type": {"text/event-stream"}}
						return &http.Response{StatusCode: one.status, Header: header, Body: body, Request: request}, nil
					})}))
				one.call(client)
			}()
			if !isClosed || ctx.Err() == nil {
				t.Error("the body is closed:", isClosed, "the context of the request is done:", ctx.Err())
			}
			ctx = nil
			for range 300 { // a timer that goes on would keep the response
				runtime.GC()
				select {
				case <-isFreed:
					return
				case <-time.After(10 * time.Millisecond):
				}
			}
			t.Error("the response is kept")
		})
	}
}

func TestAnAttemptWithoutAResponseReleasesItsContext(t *testing.T) {
	var ctx context.Context
	client, _ := pareta(t, "https://api.example", WithMaxRetries(0), WithHTTPClient(&http.Client{Transport: transport(
		func(request *http.Request) (*http.Response, error) {
			ctx = request.Context()
			return nil, io.ErrUnexpectedEOF
		})}))
	if _, err := client.Endpoints.List(context.Background()); err == nil || ctx.Err() == nil {
		t.Error(err, ctx.Err())
	}
}

// slowly serves events when they are asked for.
func slowly(t *testing.T, start func(*httptest.Server)) (*httptest.Server, chan string) {
	t.Helper()
	events := make(chan string)
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for {
			select {
			case event := <-events:
				io.WriteString(w, event)
				http.NewResponseController(w).Flush()
			case <-r.Context().Done():
				return
			}
		}
	}))
	start(s)
	t.Cleanup(s.Close)
	return s, events
}

func TestTheTimeOfTheCallerIsNotThatOfTheStream(t *testing.T) {
	const stall = 150 * time.Millisecond
	s, events := slowly(t, (*httptest.Server).Start)
	client, _ := pareta(t, s.URL, WithStallTimeout(stall), WithTimeout(stall))
	go func() { events <- hello }()
	count := 0
	for _, err := range client.Chat.Completions.CreateStream(context.Background(), chat()) {
		if err != nil {
			t.Fatal(err)
		}
		if count++; count == 3 {
			break
		}
		time.Sleep(stall * 3 / 2) // longer than the stream may pause, and than the attempt may take
		go func() { events <- hello }()
	}
}

func TestAStreamThatStallsIsLostOverHTTP2AsWell(t *testing.T) {
	s, events := slowly(t, func(s *httptest.Server) { s.EnableHTTP2 = true; s.StartTLS() })
	client, _ := pareta(t, s.URL, WithHTTPClient(s.Client()), WithStallTimeout(50*time.Millisecond))
	go func() { events <- hello }()
	var last error
	for _, last = range client.Chat.Completions.CreateStream(context.Background(), chat()) {
	}
	found := asError(last)
	if found == nil || found.Kind != ErrTimeout || !found.TimedOut || !strings.Contains(found.Message, "no event arrived for 50ms") {
		t.Error(last)
	}
}

func TestATimeoutIsNamedOverHTTP2AsWell(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	s.EnableHTTP2 = true
	s.StartTLS()
	defer s.Close()
	client, _ := pareta(t, s.URL, WithHTTPClient(s.Client()), WithTimeout(50*time.Millisecond), WithMaxRetries(0))
	_, err := client.Endpoints.List(context.Background())
	if !errors.Is(err, ErrTimeout) || !strings.Contains(err.Error(), "timed out (the timeout passed)") {
		t.Error(err)
	}
}

func TestAStreamThatEndsLateLeavesItsConnectionForTheNextRequest(t *testing.T) {
	chunk := func(text string) string { return strings.Join([]string{hexOf(len(text)), text, ""}, "\r\n") }
	connections := map[net.Conn]bool{}
	base, _ := rawServer(t, func(connection net.Conn, _ int) bool {
		connections[connection] = true
		io.WriteString(connection, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"+chunk(hello+done))
		time.Sleep(20 * time.Millisecond)
		io.WriteString(connection, "0\r\n\r\n")
		return true
	})
	client, _ := pareta(t, base, WithHTTPClient(&http.Client{Transport: &http.Transport{}}))
	for range 2 {
		for _, err := range client.Chat.Completions.CreateStream(context.Background(), chat()) {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(connections) != 1 {
		t.Error("each stream opened a connection")
	}
}

func hexOf(n int) string { return string("0123456789abcdef"[n/16]) + string("0123456789abcdef"[n%16]) }

func TestAStreamThatIsLeftWaitsForNothing(t *testing.T) {
	s, events := slowly(t, (*httptest.Server).Start)
	client, _ := pareta(t, s.URL)
	go func() { events <- hello }()
	began := time.Now()
	for range client.Chat.Completions.CreateStream(context.Background(), chat()) {
		break
	}
	if took := time.Since(began); took > secondsToFinish/2 {
		t.Error(took)
	}
}

func TestADeployThatHasEndedWaitsForNothing(t *testing.T) {
	s, events := slowly(t, (*httptest.Server).Start)
	client, _ := pareta(t, s.URL)
	go func() { events <- "event: complete\ndata: {\"endpoint\": {\"id\": \"ep_1\"}}\n\n" }()
	began := time.Now()
	for _, err := range client.Endpoints.Deploy(context.Background(), DeployRequest{Task: "t"}) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if took := time.Since(began); took > secondsToFinish/2 {
		t.Error(took)
	}
}

func TestAChatStreamNeedsNoPlaceForItsReceipt(t *testing.T) {
	s := serve(t, reply{header: sseHeader, body: hello + ": pareta-billed-micro-usd 653\n\n" + done})
	client, _ := pareta(t, s.URL)
	for _, err := range client.Chat.Completions.CreateStream(context.Background(), chat()) {
		if err != nil {
			t.Error(err)
		}
	}
}

func TestAFailureInMidStreamKeepsTheServicesWords(t *testing.T) {
	s := serve(t,
		reply{header: sseHeader, body: `data: {"error": {"message": "slow", "param": "model"}}` + "\n\n"},
		reply{header: sseHeader, body: hello, cut: true})
	client, _ := pareta(t, s.URL)
	var last error
	for range 2 {
		for _, err := range client.Chat.Completions.CreateStream(context.Background(), chat()) {
			if last = err; asError(err) != nil && s.count() == 1 && string(asError(err).Detail) != `{"message":"slow","param":"model"}` {
				t.Error(string(asError(err).Detail))
			}
		}
	}
	if !errors.Is(last, io.ErrUnexpectedEOF) {
		t.Error("the cause is", errors.Unwrap(last))
	}
}

func TestEachIterationOfAStreamBeginsAtItsStart(t *testing.T) {
	s := serve(t,
		reply{header: sseHeader, body: state("1", "running", true)},
		reply{header: sseHeader, body: state("1", "running", true)})
	client, _ := parallel(t, s.URL)
	runs := client.TaskGroup.GetRuns(context.Background(), "tgrp_1", nil)
	for range 2 {
		for _, err := range runs {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if s.count() != 2 || s.requests[1].URL.RawQuery != "" {
		t.Error("the second iteration began at the cursor of the first:", s.requests[1].URL)
	}
}

func TestAPauseOfAResumedStreamEndsWithItsContext(t *testing.T) {
	s := serve(t, reply{header: sseHeader, body: state("1", "running", true), cut: true})
	clock := newFakeTime().clock()
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	pauses := 0
	clock.Sleep = func(ctx context.Context, _ time.Duration) error {
		if pauses++; pauses > 1 {
			t.Fatal("it goes on after its deadline")
		}
		<-ctx.Done()
		return ctx.Err()
	}
	client, _ := parallel(t, s.URL, WithClock(clock))
	var last error
	for _, last = range client.TaskGroup.GetRuns(ctx, "tgrp_1", nil) {
	}
	if !errors.Is(last, ErrTimeout) || !errors.Is(last, context.DeadlineExceeded) || s.count() != 1 {
		t.Error(last, s.count())
	}
}

func TestACursorForgetsWhatIsLongAgo(t *testing.T) {
	at := &cursor{field: "id"}
	for i := range maxRemembered + 5 {
		if isNew, _ := at.isNew([]byte(`{"id": "` + strings.Repeat("a", i+1) + `"}`)); !isNew {
			t.Fatal(i)
		}
	}
	if len(at.seen) != maxRemembered || len(at.order) != maxRemembered {
		t.Error(len(at.seen), len(at.order))
	}
}
