package paretasdk

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"
)

const aSet = `{"eval_set": {"id": "es_1"}}`

func TestAFieldOfTheBodyIsAddedAndStandsInForAnArgument(t *testing.T) {
	s := serve(t, reply{body: aRun}, reply{body: aSet})
	ctx := context.Background()
	par, _ := parallel(t, s.URL)
	if _, err := par.TaskRun.Create(ctx, TaskRunInput{Processor: "base"}, WithBodyField("input", "mine"), WithBodyField("new", []int{1})); err != nil {
		t.Fatal(err)
	}
	if want := `{"input":"mine","new":[1],"processor":"base"}`; s.bodies[0] != want {
		t.Error(s.bodies[0])
	}
	par2, _ := pareta(t, s.URL)
	upload := EvalSetUpload{Items: File{Name: "rows.jsonl", Content: []byte("{}\n")}, Name: Ptr("a")}
	if _, err := par2.Evals.Sets.Create(ctx, upload, WithBodyField("name", "mine")); err != nil || !strings.Contains(s.bodies[1], "\r\nmine\r\n") {
		t.Error(err, s.bodies[1])
	}
}

func TestABodyMayBeAMap(t *testing.T) {
	s := serve(t, reply{body: aRun}, reply{body: aSet})
	ctx := context.Background()
	par, _ := parallel(t, s.URL)
	if _, err := Send(ctx, par, OpCreateTaskRun, Args{Body: map[string]any{"input": "a"}}); err != nil || s.bodies[0] != `{"input":"a"}` {
		t.Error(err, s.bodies)
	}
	par2, _ := pareta(t, s.URL)
	form := map[string]any{"items": File{Name: "rows.jsonl", Content: []byte("{}\n")}, "name": "mine"}
	if _, err := Send(ctx, par2, OpCreateEvalSet, Args{Body: form}); err != nil || !strings.Contains(s.bodies[1], "\r\nmine\r\n") {
		t.Error(err, s.bodies)
	}
}

func TestABodyThatCannotBeSentIsRefused(t *testing.T) {
	s := serve(t)
	ctx := context.Background()
	par, _ := parallel(t, s.URL)
	par2, _ := pareta(t, s.URL)
	send := func(body any) error { _, err := Send(ctx, par, OpCreateTaskRun, Args{Body: body}); return err }
	form := func(body any) error { _, err := Send(ctx, par2, OpCreateEvalSet, Args{Body: body}); return err }
	for want, err := range map[string]error{
		"the body must be an object, not a string":     send("a"),
		"the body must be an object, not a boolean":    send(true),
		"body.a cannot be encoded: JSON has no func()": send(map[string]any{"a": func() {}}),
		"sends no body": func() error { _, err := Send(ctx, par2, OpListModels, Args{Body: 1}); return err }(),
		"name cannot be encoded: it is not valid UTF-8": form(map[string]any{"name": "\xff"}),
		"name cannot be encoded":                        form(map[string]any{"name": func() {}}),
		"name must be a string, a number or a bool":     form(map[string]any{"name": map[string]any{}}),
	} {
		if !errors.Is(err, ErrBadArgument) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	if s.count() > 0 {
		t.Error("something was sent")
	}
}

func TestAParameterThatIsNotAnObjectIsNotSpread(t *testing.T) {
	s := serve(t, reply{body: `{}`})
	client, _ := pareta(t, s.URL)
	send := func(filters any) error {
		params := Params{"endpoint_id": "ep_1", "dimension": "cost", "filters": filters}
		_, err := Send(context.Background(), client, OpGetEndpointMetrics, Args{Params: params})
		return err
	}
	for want, filters := range map[string]any{
		"filters must be an object": []string{"a"}, "filters must be an object (": func() {}, "a must be a": JSONObject{"a": JSONObject{}},
	} {
		if err := send(filters); !errors.Is(err, ErrBadArgument) || !strings.Contains(err.Error(), want) || s.count() > 0 {
			t.Errorf("%s: %v", want, err)
		}
	}
	if err := send(JSONObject(nil)); err != nil || s.requests[0].URL.RawQuery != "" {
		t.Error(err, s.requests[0].URL)
	}
}

func TestAFormMayTakeLongerThanTheTimeoutOfAnAttempt(t *testing.T) {
	s := serve(t, reply{body: aSet})
	client, _ := pareta(t, s.URL)
	rows := File{Name: "rows.jsonl", Content: make([]byte, 32<<20)}
	if _, err := client.Evals.Sets.Create(context.Background(), EvalSetUpload{Items: rows}, WithTimeout(time.Millisecond)); err != nil {
		t.Error(err)
	}
}

func TestAHeaderThatCannotBeSentIsRefused(t *testing.T) {
	for _, one := range [][2]string{
		{"", "a"}, {"a b", "a"}, {"ä", "a"}, {"x-a", ""}, {"x-a", " "}, {"x-a", " a"}, {"x-a", "a\t"}, {"x-a", "a\x7f"}, {"x-a", "ä"},
		{"CONTENT-length", "1"}, {"te", "trailers"},
	} {
		if _, err := NewPareta(testKey, WithHeader(one[0], one[1])); !errors.Is(err, ErrBadArgument) {
			t.Errorf("%q: %v", one, err)
		}
	}
	if _, err := NewPareta(testKey, WithHeader("x!a", "a b~")); err != nil {
		t.Error(err)
	}
}

func TestASettingHasALimit(t *testing.T) {
	whole := systemClock
	for name, option := range map[string]Option{
		"a clock without now":      WithClock(Clock{Sleep: whole.Sleep, Random: whole.Random}),
		"a clock without sleep":    WithClock(Clock{Now: whole.Now, Random: whole.Random}),
		"a clock without chance":   WithClock(Clock{Now: whole.Now, Sleep: whole.Sleep}),
		"no bytes of an event":     WithMaxEventBytes(0),
		"no bytes of a body":       WithMaxBodyBytes(0),
		"less than a millisecond":  WithTimeout(time.Millisecond - 1),
		"a key that is too long":   func(o *options) error { return WithIdempotencyKey(strings.Repeat("a", IdempotencyKeyMaxLength+1))(o) },
		"a header of another kind": WithHeader("x-a", "a\nb"),
	} {
		if err := option(&options{}); !errors.Is(err, ErrBadArgument) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, option := range []Option{
		WithMaxEventBytes(1), WithMaxBodyBytes(1), WithTimeout(time.Millisecond), WithIdempotencyKey(strings.Repeat("a", IdempotencyKeyMaxLength)),
	} {
		if err := option(&options{}); err != nil {
			t.Error(err)
		}
	}
}

func TestClientsThatAreMadeFromOneShareNoSetting(t *testing.T) {
	s := serve(t, reply{body: `{}`}, reply{body: `{}`})
	base, _ := pareta(t, s.URL, WithQuery("a", "1"), WithQuery("b", "2"), WithQuery("c", "3"), WithHeader("x-a", "old"))
	first, _ := base.With(WithQuery("mine", "1"), WithHeader("X-A", "new"))
	if _, err := base.With(WithQuery("other", "2")); err != nil {
		t.Fatal(err)
	}
	for _, client := range []*Pareta{first, base} {
		if _, err := client.Models.List(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	if found := s.requests[0]; found.URL.RawQuery != "a=1&b=2&c=3&mine=1" || strings.Join(found.Header["X-A"], ",") != "new" {
		t.Error(found.URL, found.Header)
	}
	if found := s.requests[1]; found.URL.RawQuery != "a=1&b=2&c=3" || found.Header.Get("X-A") != "old" {
		t.Error(found.URL, found.Header)
	}
}

func TestAnOptionTakesPrecedenceOverTheEnvironment(t *testing.T) {
	t.Setenv("PARETA_API_KEY", testKey)
	for base, want := range map[string]string{"https://env.example.com": "https://mine.example.com", " ": "https://mine.example.com"} {
		t.Setenv("PARETA_BASE_URL", base)
		client, err := ParetaFromEnv(WithBaseURL("https://mine.example.com"))
		if err != nil || client.core.options.baseURL != want {
			t.Error(base, err)
		}
	}
	t.Setenv("PARETA_BASE_URL", " ")
	if client, err := ParetaFromEnv(); err != nil || client.core.options.baseURL != apis["pareta"].server { // it is blank
		t.Error(err)
	}
}

func TestARedirectSaysWhereItLeads(t *testing.T) {
	s := serve(t, reply{status: http.StatusFound, header: map[string]string{"Location": "https://login.example.com"}})
	client, _ := pareta(t, s.URL)
	_, err := client.Models.List(context.Background())
	if found := asError(err); !errors.Is(err, ErrRedirect) || found.Header.Get("Location") != "https://login.example.com" {
		t.Error(err, found.Header)
	}
}

func TestAnIDWithAControlCharacterIsRefused(t *testing.T) {
	for value, isValid := range map[string]bool{"a\x1f": false, "a\x7f": false, "a\u0080": false, "a\u009f": false, "a\xff": false, "a\u00a0b": true, "~": true} {
		if err := checkSegment("id", value); (err == nil) != isValid {
			t.Errorf("%q: %v", value, err)
		}
	}
}

func TestAHostIsChecked(t *testing.T) {
	for base, isValid := range map[string]bool{
		"https://api.example.com.": true, "https://api.example.com..": false, "https://a_b.example.com": true,
		"https://" + strings.Repeat("a.", 125) + "com": true, "https://" + strings.Repeat("a.", 126) + "com": false,
		"https://api.example.com/a\\b": false, "https://api.example.com/\u200b": false, "http://[::1]": true, "https://[::g]": false,
	} {
		if _, err := NewPareta(testKey, WithBaseURL(base)); (err == nil) != isValid {
			t.Errorf("%q: %v", base, err)
		}
	}
}

func TestADocumentGoesToNoPlaceInClearTextUnlessItsAPIDoes(t *testing.T) {
	for address, isValid := range map[string]bool{"https://a.test/b": true, "http://a.test/b": false, "https://me:hush@a.test/b": false, "https:///b": false, "https://a.test:0/": false} {
		if problem := uploadProblem(address, "https://api.pareta.ai"); (problem == "") != isValid {
			t.Error(address, problem)
		}
	}
	if problem := uploadProblem("http://127.0.0.1:1/b", "http://127.0.0.1:2"); problem != "" {
		t.Error(problem)
	}
}

// shown is a type that encodes itself.
type shown struct{ C chan int }

func (shown) MarshalText() ([]byte, error) { return []byte("shown"), nil }

type inner struct {
	Text   string   `json:"text,omitempty"`
	Number *float64 `json:"number"`
	Left   chan int `json:"-"`
	Shown  shown
}

type outer struct {
	inner
	More  []any
	Bytes []byte
}

func TestWhatJSONWouldChangeIsRefusedWithItsPlace(t *testing.T) {
	loop := map[string]any{}
	loop["a"] = []any{loop}
	const bad = "a\xed\xa0\x80" // half of a surrogate pair
	for want, input := range map[string]any{
		"body.input cannot be encoded: it is not valid UTF-8":           bad,
		"body.input.a[1] cannot be encoded: NaN is not a number":        map[string]any{"a": []float64{1, math.NaN()}},
		"body.input.a.text cannot be encoded: it is not valid":          map[string]inner{"a": {Text: bad}},
		"body.input.number cannot be encoded: -Inf is not":              outer{inner: inner{Number: Ptr(math.Inf(-1))}},
		"body.input.More[0].b cannot be encoded: JSON has no chan int":  &outer{More: []any{map[string]any{"b": make(chan int)}}},
		"body.input.a key cannot be encoded: it is not valid":           map[string]any{bad: 1},
		"body.input[0] cannot be encoded: it is not valid":              []any{json.RawMessage(`"` + bad + `"`)},
		"it is nested too deeply, or contains itself":                   loop,
		"body.input.content cannot be encoded: it is not valid UTF-8":   ChatCompletionMessage{Content: Ptr(bad)},
		"body.input.news cannot be encoded: it is not valid UTF-8":      Endpoint{Extra: map[string]json.RawMessage{"news": json.RawMessage(`"` + bad + `"`)}},
		"body.input.description cannot be encoded: it is not valid UTF": TextSchema{Description: Ptr(bad)},
	} {
		s := serve(t)
		client, _ := parallel(t, s.URL)
		_, err := client.TaskRun.Create(context.Background(), TaskRunInput{Input: input, Processor: TaskProcessorBase})
		if !errors.Is(err, ErrBadArgument) || !strings.Contains(err.Error(), want) || s.count() > 0 {
			t.Errorf("%s: %v", want, err)
		}
	}
	client, _ := parallel(t, "http://127.0.0.1:1")
	_, rows := Rows([]any{map[string]any{}, map[string]any{"a": bad}})
	_, execute := Execute[string](context.Background(), client.TaskRun, Task{Input: outer{More: []any{bad}}, Processor: TaskProcessorBase})
	_, field := client.TaskRun.Create(context.Background(), runInput(), WithBodyField("new", []string{bad}))
	_, runs := client.TaskGroup.AddRuns(context.Background(), "tgrp_1", TaskGroupRunsInput{Inputs: []TaskRunInput{runInput(), {Input: bad}}}, nil)
	_, list := Send(context.Background(), client, OpGetTaskRun, Args{Params: Params{"run_id": []string{"a", bad}}})
	for want, err := range map[string]error{
		"items[1].a cannot": rows, "input.More[0] cannot": execute, "body.new[0] cannot": field, "body.inputs[1].input cannot": runs, "run_id[1] cannot": list,
	} {
		if !errors.Is(err, ErrBadArgument) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

func TestWhatTheSpecRequiresMustBeGiven(t *testing.T) {
	facts := *OpGetTaskRun.facts
	facts.parameters = append([]parameter{{"region", "query", false, true}, {"x-tenant", "header", false, true}}, facts.parameters...)
	s := serve(t, reply{body: aRun})
	client, _ := parallel(t, s.URL)
	get := func(params Params, opts ...Option) error {
		_, err := Send(context.Background(), client, Op[TaskRun, None]{&facts}, Args{Params: params}, opts...)
		return err
	}
	tenant, whole := WithHeader("X-Tenant", "t"), Params{"run_id": "r", "region": "eu"}
	for want, err := range map[string]error{
		"getTaskRun needs region":              get(Params{"run_id": "r", "region": nil}, tenant),
		"getTaskRun needs the header x-tenant": get(whole),
	} {
		if !errors.Is(err, ErrBadArgument) || !strings.Contains(err.Error(), want) || s.count() > 0 {
			t.Errorf("%s: %v", want, err)
		}
	}
	if err := get(whole, tenant); err != nil || s.count() != 1 {
		t.Error(err, s.count())
	}
}

func TestWhatJSONKeepsIsSent(t *testing.T) {
	s := serve(t, reply{body: aRun})
	client, _ := parallel(t, s.URL)
	input := outer{inner{Text: "\ufffd😀", Left: make(chan int)}, []any{nil, 1, json.RawMessage(`"\ud83d"`)}, []byte("\xff")}
	_, err := client.TaskRun.Create(context.Background(), TaskRunInput{Input: &input, Processor: TaskProcessorBase})
	want := `"input":{"text":"�😀","number":null,"Shown":"shown","More":[null,1,"\ud83d"],"Bytes":"/w=="}`
	if err != nil || !strings.Contains(s.bodies[0], want) {
		t.Error(err, s.bodies)
	}
}
