package paretasdk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"
)

const aRun = `{"run_id": "trun_1", "status": "queued", "is_active": true, "processor": "base", "created_at": null, "modified_at": null}`

func runInput() TaskRunInput { return TaskRunInput{Input: "a", Processor: TaskProcessorBase} }

func TestARequestCarriesWhatTheSpecSays(t *testing.T) {
	s := serve(t, reply{status: 202, body: aRun})
	client, _ := parallel(t, s.URL)
	run, err := client.TaskRun.Create(context.Background(), runInput(), WithParallelBeta("a", "b"), WithHeader("X-Team", "red"))
	if err != nil || run.RunID != "trun_1" {
		t.Fatal(run, err)
	}
	header := s.requests[0].Header
	for name, want := range map[string]string{
		"X-Api-Key": testKey, "Parallel-Beta": "a,b", "X-Team": "red", "Content-Type": "application/json", "Accept": "application/json",
	} {
		if header.Get(name) != want {
			t.Errorf("%s is %q, not %q", name, header.Get(name), want)
		}
	}
	if len(header.Get("Idempotency-Key")) != 36 {
		t.Error("the idempotency key is not a UUID:", header.Get("Idempotency-Key"))
	}
	if want := `{"input":"a","processor":"base"}`; s.bodies[0] != want {
		t.Errorf("the body is %s, not %s", s.bodies[0], want)
	}
}

func TestAFailedAttemptIsRepeatedByItsRetryClass(t *testing.T) {
	busy := reply{status: 503, body: `{"detail": "busy"}`}
	lost := reply{drop: true}
	late := reply{status: 504}
	for _, one := range []struct {
		name    string
		replies []reply
		paid    bool
		kind    Kind
		sent    int
		pauses  []time.Duration
	}{
		{"a status that may be retried", []reply{busy, {body: aRun}}, true, "", 2, []time.Duration{250 * time.Millisecond}},
		{"retry-after in seconds", []reply{after(busy, "7"), {body: aRun}}, true, "", 2, []time.Duration{7 * time.Second}},
		{"retry-after beyond the limit", []reply{after(busy, "61")}, true, ErrUnavailable, 1, nil},
		{"the budget of retries", []reply{busy, busy, busy}, true, ErrUnavailable, 3, []time.Duration{250 * time.Millisecond, 500 * time.Millisecond}},
		{"a lost connection of a safe call", []reply{lost, {body: aRun}}, false, "", 2, []time.Duration{250 * time.Millisecond}},
		{"a lost connection of a paid call", []reply{lost}, true, ErrOutcomeUnknown, 1, nil},
		{"an ambiguous status of a paid call", []reply{late}, true, ErrOutcomeUnknown, 1, nil},
		{"a cut body of a safe call", []reply{{body: aRun, cut: true}, {body: aRun}}, false, "", 2, []time.Duration{250 * time.Millisecond}},
		{"a cut body of a paid call", []reply{{body: aRun, cut: true}}, true, ErrOutcomeUnknown, 1, nil},
		{"a success of a paid call without an id", []reply{{body: `{}`}}, true, ErrOutcomeUnknown, 1, nil},
		{"a permanent status", []reply{{status: 404}}, false, ErrNotFound, 1, nil},
	} {
		t.Run(one.name, func(t *testing.T) {
			s := serve(t, one.replies...)
			client, fake := parallel(t, s.URL)
			var err error
			if one.paid {
				_, err = client.TaskRun.Create(context.Background(), runInput())
			} else {
				_, err = client.TaskRun.Retrieve(context.Background(), "trun_1")
			}
			if kind := kindOrNone(err); kind != one.kind {
				t.Errorf("the error is %v, not %q", err, one.kind)
			}
			if s.count() != one.sent || !reflect.DeepEqual(fake.pauses, one.pauses) {
				t.Errorf("%d requests and the pauses %v", s.count(), fake.pauses)
			}
			for _, request := range s.requests[1:] {
				if request.Header.Get("Idempotency-Key") != s.requests[0].Header.Get("Idempotency-Key") {
					t.Error("an attempt has another idempotency key")
				}
			}
		})
	}
}

func after(one reply, value string) reply {
	one.header = map[string]string{"Retry-After": value}
	return one
}

func kindOrNone(err error) Kind {
	if found := asError(err); found != nil {
		return found.Kind
	}
	return ""
}

func TestAnUnknownOutcomeLeadsBackByItsKey(t *testing.T) {
	s := serve(t, reply{status: 500, header: map[string]string{"X-Request-Id": "req_9"}, body: `{"detail": "oops"}`})
	client, _ := parallel(t, s.URL)
	_, err := client.TaskRun.Create(context.Background(), runInput(), WithIdempotencyKey("mine"))
	found := asError(err)
	if !errors.Is(err, ErrOutcomeUnknown) || found.IdempotencyKey != "mine" || found.RequestID != "req_9" || found.Status != 500 {
		t.Fatalf("%+v", found)
	}
	if !errors.Is(err, ErrServer) {
		t.Error("the cause is lost")
	}
}

// net/http repeats a request with a canonical Idempotency-Key header, or one that changes nothing, when a connection that
// was used before is lost.
func TestTheHTTPLibraryRepeatsNothingOnAReusedConnection(t *testing.T) {
	for _, one := range []struct {
		name string
		call func(*Pareta, *Parallel) error
		kind Kind
	}{
		{"a paid request with a body", func(_ *Pareta, c *Parallel) error {
			_, err := c.TaskRun.Create(context.Background(), runInput())
			return err
		}, ErrOutcomeUnknown},
		{"a POST without a body", func(c *Pareta, _ *Parallel) error {
			_, err := c.Endpoints.Start(context.Background(), "ep_1", WithMaxRetries(0))
			return err
		}, ErrConnection},
		{"a GET", func(c *Pareta, _ *Parallel) error {
			_, err := c.Models.List(context.Background(), WithMaxRetries(0))
			return err
		}, ErrConnection},
	} {
		t.Run(one.name, func(t *testing.T) {
			base, count := rawServer(t, func(connection net.Conn, number int) bool {
				if number == 0 {
					io.WriteString(connection, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
				}
				return number == 0
			})
			shared := &http.Client{Transport: &http.Transport{}}
			first, _ := pareta(t, base, WithHTTPClient(shared))
			second, _ := parallel(t, base, WithHTTPClient(shared))
			if _, err := first.Models.List(context.Background()); err != nil {
				t.Fatal(err)
			}
			err := one.call(first, second)
			if kindOrNone(err) != one.kind || count() != 2 {
				t.Errorf("%d requests, and the error %v", count(), err)
			}
		})
	}
}

func TestTheKeyGoesNowhereElse(t *testing.T) {
	other := serve(t)
	for _, location := range []string{other.URL + "/v1/models", "http://[::1", ""} {
		s := serve(t, reply{status: 307, header: map[string]string{"Location": location}})
		client, _ := pareta(t, s.URL)
		_, err := client.Models.List(context.Background())
		if !errors.Is(err, ErrRedirect) || other.count() != 0 {
			t.Errorf("%d requests to the other origin, and the error %v", other.count(), err)
		}
	}
}

func TestNoErrorRepeatsTheKey(t *testing.T) {
	for _, body := range []string{
		`{"detail": "the key ` + testKey + ` is unknown"}`, testKey, `{"detail": ["` + testKey + `"]}`,
		`{"detail": "\u006bey_of_the_tests_0123456789"}`,
	} {
		s := serve(t, reply{status: 401, body: body, header: map[string]string{"X-Echo": testKey, "X-Request-Id": testKey}})
		client, _ := pareta(t, s.URL)
		_, err := client.Models.List(context.Background())
		found := asError(err)
		shown := fmt.Sprintf("%v %+v %s %s %v", err, *found, found.Body, found.Detail, found.Header)
		if strings.Contains(shown, testKey) || !errors.Is(err, ErrAuthentication) {
			t.Error(shown)
		}
	}
}

func TestAClientDoesNotPrintItsKey(t *testing.T) {
	client, _ := pareta(t, "http://127.0.0.1:1")
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("client", "client", client)
	if strings.Contains(log.String(), testKey) {
		t.Error(log.String())
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x", "%q"} {
		for _, one := range []any{client, *client, client.Chat, *client.Chat.Completions, []any{client}} {
			shown := fmt.Sprintf(verb, one)
			if strings.Contains(shown, testKey) || strings.Contains(shown, fmt.Sprintf("%x", testKey)) {
				t.Error(verb, shown)
			}
		}
	}
}

func TestSecretFieldsAreNotPrinted(t *testing.T) {
	run := TaskRunInput{MCPServers: []MCPServer{{Name: "tools", URL: "https://a.example", Headers: SecretHeaders{"a": "s3cret-value"}}}}
	if shown := fmt.Sprintf("%v %+v %s", run, run, run.MCPServers); strings.Contains(shown, "s3cret-value") {
		t.Error(shown)
	}
	if raw, err := run.MarshalJSON(); err != nil || !strings.Contains(string(raw), "s3cret-value") {
		t.Error("the secret is not sent", err)
	}
}

func TestATimeoutReachesToTheLastByte(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	s := serve(t, reply{body: `{"data": [`, then: release, cut: true})
	client, _ := pareta(t, s.URL, WithTimeout(50*time.Millisecond), WithMaxRetries(0))
	_, err := client.Models.List(context.Background())
	if !errors.Is(err, ErrTimeout) {
		t.Error(err)
	}
}

func TestACancelledContextEndsACall(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	s := serve(t, reply{body: aRun[:10], then: release, cut: true})
	client, _ := parallel(t, s.URL)
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(50*time.Millisecond, cancel)
	_, err := client.TaskRun.Create(ctx, runInput(), WithIdempotencyKey("mine"))
	if !errors.Is(err, ErrCancelled) || !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), `"mine"`) {
		t.Error(err)
	}
}

func TestBodiesAreLimited(t *testing.T) {
	s := serve(t, reply{status: 400, body: strings.Repeat("a", 3_000_000)}, reply{body: strings.Repeat(" ", 200)})
	client, _ := pareta(t, s.URL, WithMaxBodyBytes(100))
	_, err := client.Models.List(context.Background())
	if found := asError(err); found == nil || len(found.Body) != maxErrorBytes || found.Kind != ErrBadRequest {
		t.Error("the body of an error is not limited")
	}
	if _, err := client.Models.List(context.Background()); !errors.Is(err, ErrResponse) {
		t.Error(err)
	}
}

func TestBadInputIsRefusedBeforeAnythingIsSent(t *testing.T) {
	s := serve(t)
	client, _ := parallel(t, s.URL)
	pa, _ := pareta(t, s.URL)
	ctx := context.Background()
	for name, call := range map[string]func() error{
		"run_id": func() error { _, err := client.TaskRun.Retrieve(ctx, ".."); return err },
		"blank":  func() error { _, err := client.TaskRun.Retrieve(ctx, " "); return err },
		"processor": func() error {
			_, err := client.TaskRun.Create(ctx, TaskRunInput{Input: "a"})
			return err
		},
		"input": func() error {
			_, err := client.TaskRun.Create(ctx, TaskRunInput{Processor: TaskProcessorBase})
			return err
		},
		"metadata.x": func() error {
			run := runInput()
			run.Metadata = JSONObject{"x": make(chan int)}
			_, err := client.TaskRun.Create(ctx, run)
			return err
		},
		"messages": func() error { _, err := pa.Chat.Completions.Create(ctx, ChatCompletionRequest{Model: "a"}); return err },
		"stream": func() error {
			request := ChatCompletionRequest{Model: "a", Messages: []ChatMessage{{Role: ChatRoleUser}}, Stream: Ptr(true)}
			_, err := pa.Chat.Completions.Create(ctx, request)
			return err
		},
		"line break": func() error { _, err := client.TaskRun.Retrieve(ctx, "a", WithHeader("X-A", "a\r\nb")); return err },
		"Host":       func() error { _, err := client.TaskRun.Retrieve(ctx, "a", WithHeader("host", "b")); return err },
		"timeout":    func() error { _, err := client.TaskRun.Retrieve(ctx, "a", WithTimeout(0)); return err },
		"parallel":   func() error { _, err := Send(ctx, pa, OpGetTaskRun, Args{Params: Params{"run_id": "a"}}); return err },
		"parameter":  func() error { _, err := Send(ctx, pa, OpListModels, Args{Params: Params{"a": 1}}); return err },
		"streams":    func() error { _, err := Send(ctx, client, OpStreamTaskRunEvents, Args{}); return err },
	} {
		if err := call(); !errors.Is(err, ErrBadArgument) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if s.count() != 0 {
		t.Error("something was sent")
	}
}

func TestAnUntrustedCertificateIsNotRetried(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	server.Config.ErrorLog = slog.NewLogLogger(slog.NewTextHandler(io.Discard, nil), slog.LevelError)
	client, fake := pareta(t, server.URL)
	_, err := client.Models.List(context.Background())
	if !errors.Is(err, ErrConnection) || !strings.Contains(err.Error(), "not trusted") || !strings.Contains(err.Error(), "SSL_CERT_FILE") || fake.pauses != nil {
		t.Error(err, fake.pauses)
	}
}

func TestAFormIsSentWithItsFiles(t *testing.T) {
	s := serve(t, reply{status: 201, body: `{"eval_set": {"id": "es_1"}}`})
	client, _ := pareta(t, s.URL)
	rows, err := Rows([]map[string]any{{"a": "<ü>"}})
	if err != nil {
		t.Fatal(err)
	}
	set, err := client.Evals.Sets.Create(context.Background(), EvalSetUpload{Items: rows, Name: Ptr("mine")})
	if err != nil || *set.EvalSet.ID != "es_1" {
		t.Fatal(set, err)
	}
	for _, want := range []string{"{\"a\":\"<ü>\"}\n", `name="name"`, "Content-Type: application/jsonl"} {
		if !strings.Contains(s.bodies[0], want) {
			t.Errorf("the form lacks %q: %s", want, s.bodies[0])
		}
	}
}

func TestALargeDocumentGoesToTheStorageHostWithoutTheKey(t *testing.T) {
	storage := serve(t, reply{status: 503}, reply{status: 201})
	api := serve(t,
		reply{body: `{"upload_url": "` + storage.URL + `/put?sig=s3cret-signature", "storage_uri": "s3://b/1"}`},
		reply{body: `{"kind": "blob", "uri": "s3://b/1"}`})
	client, _ := pareta(t, api.URL)
	content := strings.NewReader(strings.Repeat("a", directUpload))
	blob, err := client.Evals.Sets.UploadDocument(context.Background(), "es_1", 0, "input", Document{Name: "a.pdf", Content: content})
	if err != nil || *blob.URI != "s3://b/1" {
		t.Fatal(blob, err)
	}
	for _, request := range storage.requests {
		if request.Header.Get("Authorization") != "" || request.ContentLength != directUpload || request.Method != http.MethodPut {
			t.Error(request.Method, request.ContentLength, request.Header)
		}
	}
	if api.requests[0].Header.Get("Idempotency-Key") == api.requests[1].Header.Get("Idempotency-Key") {
		t.Error("two requests share an idempotency key")
	}
}

func TestHTTP2CarriesRequestsAndStreams(t *testing.T) {
	s := &script{replies: []reply{{body: `{"data": [{"id": "auto"}]}`}, {header: sseHeader, body: hello + done}, {body: `{"status": "live"}`}}}
	s.Server = httptest.NewUnstartedServer(s)
	s.EnableHTTP2 = true
	s.StartTLS()
	defer s.Close()
	client, _ := pareta(t, s.URL, WithHTTPClient(s.Client()))
	ctx := context.Background()
	if models, err := client.Models.List(ctx); err != nil || models.Data[0].ID != "auto" {
		t.Fatal(models, err)
	}
	for _, err := range client.Chat.Completions.CreateStream(ctx, chat()) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := client.Endpoints.Start(ctx, "ep_1"); err != nil {
		t.Fatal(err)
	}
	for _, request := range s.requests {
		if request.ProtoMajor != 2 || request.Header.Get("Authorization") != "Bearer "+testKey {
			t.Error(request.Proto, request.Header)
		}
	}
	if s.requests[2].Header.Get("Idempotency-Key") == "" {
		t.Error("the idempotency key is missing")
	}
}

func TestAStreamThatHasEndedLeavesItsConnectionForTheNextRequest(t *testing.T) {
	ended := reply{header: sseHeader, body: hello + done}
	s := serve(t, ended, ended)
	client, _ := pareta(t, s.URL, WithHTTPClient(&http.Client{Transport: &http.Transport{}}))
	for range 2 {
		for _, err := range client.Chat.Completions.CreateStream(context.Background(), chat()) {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if s.requests[0].RemoteAddr != s.requests[1].RemoteAddr {
		t.Error("each stream opened a connection")
	}
}

func TestParametersAreEscaped(t *testing.T) {
	s := serve(t, reply{body: `{}`}, reply{body: `{}`})
	client, _ := pareta(t, s.URL)
	filters := JSONObject{"a b": "c&d=ü", "n": 3, "tags": []string{"x", "y"}}
	params := &GetEndpointMetricsParams{Filters: filters}
	if _, err := client.Endpoints.Metrics(context.Background(), "a/b?c#d é%", MetricDimensionCost, params); err != nil {
		t.Fatal(err)
	}
	if want := "/v1/endpoints/a%2Fb%3Fc%23d%20%C3%A9%25/cost?a%20b=c%26d%3D%C3%BC&n=3&tags=x&tags=y"; s.requests[0].RequestURI != want {
		t.Errorf("%s, not %s", s.requests[0].RequestURI, want)
	}
	if _, err := client.Endpoints.Retrieve(context.Background(), "...", WithQuery("x", "1 2")); err != nil || s.requests[1].RequestURI != "/v1/endpoints/...?x=1%202" {
		t.Error(err, s.requests[1].RequestURI)
	}
}
