package paretasdk

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"
)

// transport is an HTTP transport without a network.
type transport func(*http.Request) (*http.Response, error)

func (t transport) RoundTrip(request *http.Request) (*http.Response, error) { return t(request) }

func responding(status int, header http.Header, body io.Reader) transport {
	return func(request *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(body), Request: request}, nil
	}
}

func failing(err error) transport {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

// sending is a transport that has sent the request before it fails, once its context is done if it waits for that.
func sending(waits bool, err error) transport {
	return func(request *http.Request) (*http.Response, error) {
		httptrace.ContextClientTrace(request.Context()).WroteHeaders()
		if waits {
			<-request.Context().Done()
		}
		return nil, err
	}
}

// cutBody is a body that breaks off.
type cutBody struct{ err error }

func (b cutBody) Read([]byte) (int, error) { return 0, b.err }

func TestAMessageSaysWhatHappenedInWhichCallAndWhatToDo(t *testing.T) {
	const base = "https://api.example"
	json := http.Header{"X-Request-Id": {"req_1"}}
	proxy := &net.OpError{Op: "proxyconnect", Net: "tcp", Err: errors.New("refused")}
	dial := &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("refused")}
	const list, create = "GET /v1/endpoints (listEndpoints)", "POST /v1/tasks/runs (createTaskRun)"
	const billed = ` The request may have been accepted and billed, and it was not sent again. Check whether the work exists before you retry with the idempotency key "mine".`
	for _, one := range []struct {
		transport transport
		retries   int
		paid      bool
		kind      Kind
		timedOut  bool
		want      string
	}{
		{responding(404, json, strings.NewReader(`{"detail": "no"}`)), 0, false, ErrNotFound, false,
			list + " returned 404: no (request id req_1). Check the id, and that the API key belongs to the same account."},
		{responding(409, nil, strings.NewReader("")), 0, false, ErrConflict, false, list + " returned 409"},
		{responding(200, json, strings.NewReader("<html>")), 0, false, ErrResponse, false,
			list + " returned 200, but its body is not what the API documents: listEndpoints: expected an array, found a number (request id " +
				`req_1). The response begins with: "<html>". Check that the base URL points to the API and not to a proxy.`},
		{responding(200, nil, strings.NewReader("")), 0, false, ErrResponse, false,
			list + " returned 200, but its body is not what the API documents: listEndpoints: expected an array, found nothing. The " +
				"response is empty. Check that the base URL points to the API and not to a proxy."},
		{responding(200, nil, cutBody{io.ErrUnexpectedEOF}), 0, false, ErrResponse, false,
			list + " returned 200, but its body is incomplete: unexpected EOF. The response is empty. Check that the base URL " +
				"points to the API and not to a proxy."},
		{responding(502, json, strings.NewReader("")), 0, true, ErrOutcomeUnknown, false, create + " returned 502 (request id req_1)." + billed},
		{responding(504, nil, strings.NewReader("")), 0, true, ErrOutcomeUnknown, true, create + " returned 504." + billed},
		{responding(200, nil, strings.NewReader(`{"run_id": ""}`)), 0, true, ErrOutcomeUnknown, false,
			create + ` returned 200, but it has no valid run_id. The response begins with: "{\"run_id\": \"\"}". Check that the base URL ` +
				"points to the API and not to a proxy." + billed},
		{sending(false, io.EOF), 0, true, ErrOutcomeUnknown, false,
			create + ": the connection was lost after the request was sent (EOF)." + billed},
		{failing(io.EOF), 2, true, ErrOutcomeUnknown, false, // of a transport that does not say what it sent
			create + ": the connection was lost after the request was sent (EOF)." + billed},
		{failing(dial), 0, true, ErrConnection, false,
			create + " got no response (tcp: refused). Check the network, and that the base URL is right: the request went to " + base + "."},
		{failing(dial), 2, false, ErrConnection, false,
			list + " got no response after 3 attempts (tcp: refused). Check the network, and that the base URL is right: the request went " +
				"to " + base + "."},
		{failing(proxy), 0, false, ErrConnection, false,
			list + " got no response (tcp: refused). Check the proxy and its credentials, or add the host to NO_PROXY: the request was to go " +
				"to " + base + " through it."},
		{failing(os.ErrDeadlineExceeded), 0, false, ErrTimeout, true,
			list + " timed out (the timeout passed). Raise the timeout, or try again later."},
		{failing(context.Canceled), 0, false, ErrConnection, false,
			list + " got no response (context canceled). Check the network, and that the base URL is right: the request went to " + base + "."},
	} {
		opts := []Option{WithHTTPClient(&http.Client{Transport: one.transport}), WithMaxRetries(one.retries)}
		var err error
		if one.paid {
			client, _ := parallel(t, base, opts...)
			_, err = client.TaskRun.Create(context.Background(), runInput(), WithIdempotencyKey("mine"))
		} else {
			client, _ := pareta(t, base, opts...)
			_, err = client.Endpoints.List(context.Background())
		}
		found := asError(err)
		if found == nil || found.Kind != one.kind || found.TimedOut != one.timedOut {
			t.Errorf("%#v", found)
			continue
		}
		found.Message = strings.ReplaceAll(found.Message, "proxyconnect ", "")
		if got := strings.ReplaceAll(found.Message, "dial ", ""); got != one.want {
			t.Errorf("%s\nnot\n%s", got, one.want)
		}
	}
}

func TestTheCauseOfAnErrorIsKeptUnlessItHasTheKey(t *testing.T) {
	for _, one := range []struct {
		transport transport
		cause     error
		isKept    bool
	}{
		{failing(io.ErrUnexpectedEOF), io.ErrUnexpectedEOF, true},
		{responding(200, nil, cutBody{io.ErrUnexpectedEOF}), io.ErrUnexpectedEOF, true},
		{failing(&url.Error{Op: "Get", URL: "https://" + testKey, Err: io.ErrClosedPipe}), io.ErrClosedPipe, false},
		{failing(errorWith(testKey)), nil, false},
	} {
		client, _ := pareta(t, "https://api.example", WithHTTPClient(&http.Client{Transport: one.transport}), WithMaxRetries(0))
		_, err := client.Endpoints.List(context.Background())
		if err == nil || strings.Contains(err.Error(), testKey) {
			t.Error(err)
		}
		if one.isKept != errors.Is(err, one.cause) || !one.isKept && errors.Unwrap(err) != nil {
			t.Errorf("%v has the cause %v", err, errors.Unwrap(err))
		}
	}
}

func errorWith(text string) error { return errors.New("the proxy refused " + text) }

func TestAContextThatEndsSaysWhetherWorkMayHaveBegun(t *testing.T) {
	waiting := transport(func(request *http.Request) (*http.Response, error) {
		httptrace.ContextClientTrace(request.Context()).GetConn("api.example:443") // it gets none
		<-request.Context().Done()
		return nil, request.Context().Err()
	})
	passed, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	ended, end := context.WithCancel(context.Background())
	end()
	sends := 0
	careless := transport(func(request *http.Request) (*http.Response, error) {
		sends++ // whatever its context says
		return responding(200, nil, strings.NewReader(aRun))(request)
	})
	for _, one := range []struct {
		ctx       context.Context
		transport transport
		kind      Kind
		cause     error
		want      string
	}{
		{passed, waiting, ErrTimeout, context.DeadlineExceeded, "did not end before the deadline of its context."},
		{ended, careless, ErrCancelled, context.Canceled, "was cancelled."},
	} {
		client, _ := parallel(t, "https://api.example", WithHTTPClient(&http.Client{Transport: one.transport}))
		_, err := client.TaskRun.Create(one.ctx, runInput(), WithIdempotencyKey("mine"))
		found := asError(err)
		if found == nil || found.Kind != one.kind || found.TimedOut != (one.kind == ErrTimeout) || !errors.Is(err, one.cause) ||
			found.Message != "POST /v1/tasks/runs (createTaskRun) "+one.want {
			t.Errorf("%v", err)
		}
	}
	if sends > 0 {
		t.Error("a call whose context was done was sent")
	}
}

func TestATransportThatReturnsNothingIsAnError(t *testing.T) {
	nothing := transport(func(*http.Request) (*http.Response, error) { return nil, nil })
	client, _ := parallel(t, "https://api.example", WithHTTPClient(&http.Client{Transport: nothing}))
	if _, err := client.TaskRun.Create(context.Background(), runInput()); !errors.Is(err, ErrOutcomeUnknown) {
		t.Error(err)
	}
}

func TestAnUnknownOutcomeHasWhatTheServiceSaid(t *testing.T) {
	s := serve(t, reply{status: 500, body: `{"type": "error", "error": {"ref_id": "r1", "message": "oh", "detail": {"a": 1}}}`})
	client, _ := parallel(t, s.URL)
	_, err := client.TaskRun.Create(context.Background(), runInput())
	if found := asError(err); !errors.Is(err, ErrOutcomeUnknown) || found.Reference != "r1" || len(found.Detail) == 0 {
		t.Error(err, string(found.Detail))
	}
}

func TestACallThatBillsNothingSaysNothingOfBills(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	client, _ := pareta(t, "https://api.example", WithHTTPClient(&http.Client{Transport: sending(true, io.EOF)}))
	_, err := client.Endpoints.List(ctx)
	if err == nil || err.Error() != "GET /v1/endpoints (listEndpoints) did not end before the deadline of its context." {
		t.Error(err)
	}
}

func TestADeployThatIsCancelledInAPauseMayHaveBeenAccepted(t *testing.T) {
	clock := newFakeTime().clock()
	ctx, cancel := context.WithCancel(context.Background())
	clock.Sleep = func(ctx context.Context, _ time.Duration) error { cancel(); return ctx.Err() }
	client, _ := pareta(t, "https://api.example", WithClock(clock), WithHTTPClient(&http.Client{Transport: sending(false, io.EOF)}))
	_, err := client.Endpoints.DeployAndWait(ctx, DeployRequest{Task: "t", Name: Ptr("ep_1")}, nil, nil)
	if found := asError(err); found == nil || found.Kind != ErrCancelled || found.ID != "ep_1" {
		t.Error(err)
	}
}

func TestACallThatIsCancelledInAPauseEnds(t *testing.T) {
	s := serve(t, reply{status: 503}, reply{body: "[]"})
	clock := newFakeTime().clock()
	ctx, cancel := context.WithCancel(context.Background())
	clock.Sleep = func(ctx context.Context, _ time.Duration) error { cancel(); return ctx.Err() }
	client, _ := pareta(t, s.URL, WithClock(clock))
	if _, err := client.Endpoints.List(ctx); !errors.Is(err, ErrCancelled) || s.count() != 1 {
		t.Error(err, s.count())
	}
}

func TestACallOfAnotherKindIsRefused(t *testing.T) {
	client, _ := pareta(t, "http://127.0.0.1:1")
	ctx := context.Background()
	if _, err := Send(ctx, client, OpDeployEndpoint, Args{}); !errors.Is(err, ErrBadArgument) || !strings.Contains(err.Error(), "use Events") {
		t.Error(err)
	}
	for _, err := range Events(ctx, client, OpListEndpoints, Args{}) {
		if !errors.Is(err, ErrBadArgument) || !strings.Contains(err.Error(), "use Send") {
			t.Error(err)
		}
	}
	other, _ := parallel(t, "http://127.0.0.1:1")
	for _, err := range other.TaskGroup.GetRuns(ctx, "", nil) {
		if !errors.Is(err, ErrBadArgument) {
			t.Error(err)
		}
	}
}

func TestADeleteIsDoneWhateverJSONTheServiceSaysAboutIt(t *testing.T) {
	for _, body := range []string{"", " ", "null", `{"deleted": true}`} {
		s := serve(t, reply{body: body})
		client, _ := pareta(t, s.URL)
		if err := client.Endpoints.Delete(context.Background(), "ep_1"); err != nil {
			t.Errorf("%q: %v", body, err)
		}
	}
}

func TestADocumentThatCannotBeReadIsNotSent(t *testing.T) {
	s := serve(t, reply{body: `{"upload_url": "https://storage.example/a", "storage_uri": "gs://a"}`})
	client, _ := pareta(t, s.URL, WithMaxRetries(0))
	document := Document{Name: "a.pdf", Content: &seekerThatFails{left: 2}}
	_, err := client.Evals.Sets.UploadDocument(context.Background(), "es_1", 0, "file", document)
	if err == nil || !strings.Contains(err.Error(), "the disk is gone") || s.count() != 1 {
		t.Error(err, s.count())
	}
}

// seekerThatFails is a large document that can be sought for only so often.
type seekerThatFails struct{ left int }

func (s *seekerThatFails) Read([]byte) (int, error) { return 0, io.EOF }
func (s *seekerThatFails) Seek(_ int64, whence int) (int64, error) {
	if s.left--; s.left < 0 {
		return 0, errors.New("the disk is gone")
	}
	return int64(whence) * 10 << 20, nil
}

// brokenDocument is a large document that cannot be read as a whole.
type brokenDocument struct{ *strings.Reader }

var errDisk = errors.New("the disk is gone")

func (brokenDocument) Read([]byte) (int, error) { return 0, errDisk }

func TestAnErrorOfADocumentLeavesItsUploadAtOnce(t *testing.T) {
	for name, content := range map[string]io.ReadSeeker{
		"a failed read": brokenDocument{strings.NewReader(strings.Repeat("a", int(directUpload)))},
		"a failed seek": &seekerThatFails{left: 2},
	} {
		storage := serve(t, reply{})
		s := serve(t, reply{body: `{"upload_url": "` + storage.URL + `/a", "storage_uri": "gs://a"}`})
		client, fake := pareta(t, s.URL)
		_, err := client.Evals.Sets.UploadDocument(context.Background(), "es_1", 0, "file", Document{Name: "a.pdf", Content: content})
		if err == nil || asError(err) != nil || !strings.Contains(err.Error(), "the disk is gone") || len(fake.pauses) > 0 {
			t.Error(name, err, fake.pauses)
		}
	}
}

func TestAnUploadWithoutAnAddressSaysWhatIsMissing(t *testing.T) {
	for body, want := range map[string]string{
		`{"upload_url": 7, "storage_uri": "gs://a"}`: "it has no valid upload URL", `{"upload_url": "https://a.example/a"}`: "it has no valid storage URI",
	} {
		s := serve(t, reply{body: body})
		client, _ := pareta(t, s.URL)
		content := strings.NewReader(strings.Repeat("a", int(directUpload)))
		_, err := client.Evals.Sets.UploadDocument(context.Background(), "es_1", 0, "file", Document{Name: "a.pdf", Content: content})
		if !errors.Is(err, ErrResponse) || !strings.Contains(err.Error(), want) {
			t.Error(body, err)
		}
	}
}

func TestNoErrorControlsATerminal(t *testing.T) {
	sent := "a\x1b[2J\u009b\u202e\u2028\xff\r\n\tb"
	broken := &http.Client{Transport: failing(errors.New(sent))}
	client, _ := pareta(t, "https://api.example", WithHTTPClient(broken), WithMaxRetries(0))
	_, err := client.Models.List(context.Background())
	if want := "a\ufffd[2J\ufffd\ufffd\ufffd\ufffd\n\tb"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%+q does not show %+q", err, want)
	}
}
