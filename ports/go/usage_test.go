package paretasdk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"
)

type level string

type located struct {
	Place string `json:"place"`
}

type Tagged string

type Company company

// odd has a field of each kind that encoding/json treats in its own way.
type odd struct {
	located
	*Company
	Tagged  `json:"tagged"`
	Level   level              `json:"level" jsonschema:"enum=low,enum=high,description=How sure, or not"`
	Years   []int              `json:"years" jsonschema:"enum=1945,enum=1946"`
	When    time.Time          `json:"when"`
	Address netip.Addr         `json:"address"`
	Big     *big.Int           `json:"big"`
	Raw     json.RawMessage    `json:"raw"`
	Number  json.Number        `json:"number"`
	Bytes   []byte             `json:"bytes"`
	Text    int                `json:"text,string"`
	Counts  map[int]float64    `json:"counts,omitempty"`
	Inner   []*located         `json:"inner"`
	Any     any                `json:"any,omitzero"`
	Skipped chan int           `json:"-"`
	hidden  func()             //nolint:unused // encoding/json leaves it out
	Run     *TaskRun           `json:"run"`
	Deep    map[string]located `json:"deep,omitempty"`
}

const anOddOutput = `{"place": "New York", "founded": "1945", "people": 3, "tagged": "t", "level": "low", "years": [1945, 1946],
	"when": "1945-10-24T00:00:00Z", "address": "::1", "big": 12345678901234567890, "raw": {"a": 1}, "number": 1.50, "bytes": "YQ==",
	"text": "7", "counts": {"1": 0.5}, "inner": [{"place": "Geneva"}, null], "any": [1], "run": {"run_id": "r"}, "deep": {"a": {"place": "b"}}}`

func TestTheSchemaOfATypeIsWhatEncodingJSONReads(t *testing.T) {
	found, err := SchemaOf(reflect.TypeFor[odd]())
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(found)
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Properties map[string]json.RawMessage
		Required   []string
	}
	if err := json.Unmarshal(raw, &schema); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"place": `{"type":"string"}`, "founded": `{"description":"The year","type":"string"}`, "tagged": `{"type":"string"}`,
		"level": `{"description":"How sure, or not","enum":["low","high"],"type":"string"}`,
		"years": `{"items":{"enum":[1945,1946],"type":"integer"},"type":"array"}`,
		"when":  `{"format":"date-time","type":"string"}`, "address": `{"type":"string"}`, "big": `{"type":"integer"}`,
		"raw": `{}`, "number": `{"type":"number"}`, "bytes": `{"type":"string"}`, "text": `{"type":"string"}`, "any": `{}`, "run": `{}`,
		"counts": `{"additionalProperties":{"type":"number"},"type":"object"}`,
	} {
		if got := string(schema.Properties[name]); got != want {
			t.Errorf("%s is %s, not %s", name, got, want)
		}
	}
	if len(schema.Properties) != 18 {
		t.Error(len(schema.Properties), string(raw))
	}
	want := []string{"place", "founded", "people", "tagged", "level", "years", "when", "address", "raw", "number", "bytes", "text", "inner"}
	if !reflect.DeepEqual(schema.Required, want) {
		t.Error(schema.Required)
	}
}

func TestAnOutputOfOddTypesIsRead(t *testing.T) {
	for _, one := range []struct{ from, to, problem string }{
		{"", "", ""},
		{`"low"`, `"medium"`, "output.level"},
		{"1946", "1950", "output.years"},
		{`"place": "New York"`, `"news": 1`, "output.place is missing"},
		{`"people": 3`, `"people": null`, "output.people is missing"},
		{`{"place": "Geneva"}`, `{}`, "output.inner[0].place is missing"},
		{`"::1"`, `"nowhere"`, "nowhere"},
	} {
		s := serve(t, reply{status: 202, body: aRun}, finished(`{"type": "json", "basis": [], "content": `+strings.Replace(anOddOutput, one.from, one.to, 1)+`}`))
		client, _ := parallel(t, s.URL)
		found, err := Execute[odd](context.Background(), client.TaskRun, Task{Input: "a", Processor: TaskProcessorBase})
		if one.problem == "" && (err != nil || found.Output.Place != "New York" || found.Output.Founded != "1945" || found.Output.Text != 7 || found.Output.Level != "low") {
			t.Error(found, err)
		}
		if one.problem != "" && (!errors.Is(err, ErrOutputParse) || !strings.Contains(err.Error(), one.problem)) {
			t.Error(one.problem, err)
		}
	}
}

type list struct {
	Rest *list `json:"rest"`
}

func TestAnOutputTypeWithoutASchemaIsRefusedBeforeAnythingIsSent(t *testing.T) {
	s := serve(t)
	client, _ := parallel(t, s.URL)
	task := Task{Input: "a", Processor: TaskProcessorBase}
	ctx := context.Background()
	for name, call := range map[string]func() error{
		"a map":     func() error { _, err := Execute[map[string]any](ctx, client.TaskRun, task); return err },
		"a list":    func() error { _, err := Execute[[]company](ctx, client.TaskRun, task); return err },
		"anything":  func() error { _, err := Execute[any](ctx, client.TaskRun, task); return err },
		"a time":    func() error { _, err := Execute[time.Time](ctx, client.TaskRun, task); return err },
		"itself":    func() error { _, err := Execute[list](ctx, client.TaskRun, task); return err },
		"a channel": func() error { _, err := Execute[struct{ C chan int }](ctx, client.TaskRun, task); return err },
		"a func":    func() error { _, err := Execute[struct{ F func() }](ctx, client.TaskRun, task); return err },
		"odd keys":  func() error { _, err := Execute[struct{ M map[float64]int }](ctx, client.TaskRun, task); return err },
		"a hidden pointer": func() error {
			_, err := Execute[struct{ *company }](ctx, client.TaskRun, task)
			return err
		},
		"blank input": func() error {
			_, err := Execute[string](ctx, client.TaskRun, Task{Input: " ", Processor: "base"})
			return err
		},
		"no input": func() error { _, err := Execute[string](ctx, client.TaskRun, Task{Processor: "base"}); return err },
		"a number": func() error {
			_, err := Execute[string](ctx, client.TaskRun, Task{Input: 5, Processor: "base"})
			return err
		},
		"no processor": func() error {
			_, err := Execute[string](ctx, client.TaskRun, Task{Input: "a"})
			return err
		},
	} {
		if err := call(); !errors.Is(err, ErrBadArgument) || s.count() > 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestMistakesOfCallersAreRefusedWithWhatToDo(t *testing.T) {
	s := serve(t)
	client, _ := parallel(t, s.URL)
	other, _ := pareta(t, s.URL)
	ctx := context.Background()
	create := func(opts ...Option) error { _, err := client.TaskRun.Create(ctx, runInput(), opts...); return err }
	for want, call := range map[string]func() error{
		"the context must not be nil":             func() error { _, err := client.TaskRun.Retrieve(nil, "trun_1"); return err }, //nolint:staticcheck // the mistake
		"an option must not be nil":               func() error { return create(nil) },
		"durations have units":                    func() error { return create(WithTimeout(30)) },
		"stall timeout must be at least 1ms":      func() error { return create(WithStallTimeout(300)) },
		"interval of a wait must be at least 1ms": func() error { _, err := other.Endpoints.Wait(ctx, "ep_1", &WaitOptions{Interval: 2}); return err },
		"number of retries must not be negative":  func() error { return create(WithMaxRetries(-1)) },
		"the HTTP client must not be nil":         func() error { return create(WithHTTPClient(nil)) },
		"a client is made by NewPareta":           func() error { _, err := Send(ctx, &Pareta{}, OpListModels, Args{}); return err },
		"belongs to the parallel API":             func() error { _, err := Send(ctx, other, OpGetTaskRun, Args{}); return err },
		"has no parameter runid": func() error {
			_, err := Send(ctx, client, OpGetTaskRun, Args{Params: Params{"run_id": "a", "runid": 1}})
			return err
		},
		"run_id must not be empty or blank": func() error { _, err := client.TaskRun.Retrieve(ctx, " "); return err },
		"sends no body":                     func() error { _, err := client.TaskRun.Retrieve(ctx, "trun_1", WithBodyField("a", 1)); return err },
		"is set by the HTTP library":        func() error { return create(WithHeader("Content-Length", "1")) },
		"asks for a stream": func() error {
			_, err := other.Chat.Completions.Create(ctx, ChatCompletionRequest{Model: "a", Messages: chat().Messages, Stream: Ptr(true)})
			return err
		},
		"messages must not be empty": func() error {
			_, err := other.Chat.Completions.Create(ctx, ChatCompletionRequest{Model: "a"})
			return err
		},
		"body.metadata.a cannot be encoded: JSON has no func()": func() error {
			r := runInput()
			r.Metadata = JSONObject{"a": func() {}}
			_, err := client.TaskRun.Create(ctx, r)
			return err
		},
		"must have a content": func() error {
			_, err := other.Evals.Sets.UploadDocument(ctx, "es_1", 0, "f", Document{Name: "a"})
			return err
		},
		"pass it to the call":                 func() error { _, err := client.With(WithIdempotencyKey("mine")); return err },
		"set PARALLEL_API_KEY":                func() error { _, err := NewParallel(""); return err },
		"must begin with https:// or http://": func() error { _, err := NewParallel(testKey, WithBaseURL("api.parallel.ai")); return err },
		"inputs[0].input must be set": func() error {
			_, err := client.TaskGroup.AddRuns(ctx, "tgrp_1", TaskGroupRunsInput{Inputs: []TaskRunInput{{Processor: "base"}}}, nil)
			return err
		},
	} {
		if call == nil {
			continue
		}
		if err := call(); !errors.Is(err, ErrBadArgument) || !strings.Contains(err.Error(), want) || s.count() > 0 {
			t.Errorf("%s: %v", want, err)
		}
	}
}

func TestWebhooksDoNotPrintTheirSecrets(t *testing.T) {
	hooks := Webhooks{Secrets: []string{NewWebhookSecret()}}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("hooks", "hooks", hooks, "pointer", &hooks)
	shown := fmt.Sprintf("%v %+v %#v %s %d %v", hooks, hooks, hooks, hooks, any(hooks), []any{&hooks, struct{ H Webhooks }{hooks}}) + log.String()
	if strings.Contains(shown, hooks.Secrets[0]) || !strings.Contains(shown, "1 secrets") {
		t.Error(shown)
	}
}
