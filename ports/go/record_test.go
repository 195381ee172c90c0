package paretasdk

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"reflect"
	"strings"
	"testing"

	"pareta.ai/paretasdk/internal/record"
)

func TestARecordComesBackAsItWasSent(t *testing.T) {
	for _, one := range []struct {
		name, text string
		target     any
	}{
		{"an unknown member", `{"id":"e","news":[{"deep":null}]}`, &Endpoint{}},
		{"an unknown value of an open enum", `{"status":"paused"}`, &Endpoint{}},
		{"a null member", `{"status":null,"id":"e"}`, &Endpoint{}},
		{"names of another case", `{"status":"live","Status":"STOPPED"}`, &Endpoint{}},
		{"a scalar of another type", `{"id":7,"status":"live"}`, &Endpoint{}},
		{"a missing required member", `{"run_id":"trun_1"}`, &TaskRun{}},
		{"an unknown tag", `{"type":"table","rows":[1]}`, &TaskRunOutput{}},
		{"a tag of another type", `{"type":1}`, &TaskRunOutput{}},
		{"a tag by its prefix", `{"type":"task_run.progress_msg.new","message":"a"}`, &TaskRunStreamEvent{}},
		{"a large integer", `{"id":"r","created":9007199254740993,"model":"m","choices":[]}`, &ChatCompletion{}},
		{"a large integer in a free member", `{"n":9007199254740993}`, &AutoMetrics{}},
		{"signs of HTML", `{"id":"<a&b>"}`, &Endpoint{}},
		{"an array with a null", `{"run_ids":["a",null],"status":` + groupStatus("true", "0") + `,"run_cursor":null,"event_cursor":null}`, &TaskGroupRuns{}},
		{"an item of another type", `{"field":"f","reasoning":"r","citations":[{"url":"u","excerpts":["a",7,null,"b"]}]}`, &FieldBasis{}},
		{"a value of another type", `{"num_task_runs":1,"task_run_status_counts":{"queued":1,"failed":"2"},"is_active":true,"status_message":null,"modified_at":null}`, &TaskGroupStatus{}},
		{"the order of a free value", `{"examples":[{"b":1,"a":2}],"id":"t"}`, &CatalogTask{}},
	} {
		t.Run(one.name, func(t *testing.T) {
			if err := record.Decode([]byte(one.text), reflect.ValueOf(one.target).Elem(), one.name); err != nil {
				t.Fatal(err)
			}
			raw, err := record.Marshal(one.target)
			if err != nil {
				t.Fatal(err)
			}
			var got, want any
			if record.Any(raw, &got) != nil || record.Any([]byte(one.text), &want) != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s", raw)
			}
		})
	}
}

func TestAStructureOfAnotherTypeIsReportedWithItsPlace(t *testing.T) {
	for text, place := range map[string]string{
		`[]`:                      "TaskRun: expected an object",
		`{"warnings": {}}`:        "TaskRun.warnings: expected an array",
		`{"warnings": [{}, "a"]}`: "TaskRun.warnings[1]: expected an object",
		`{"error": []}`:           "TaskRun.error: expected an object",
	} {
		err := json.Unmarshal([]byte(text), &TaskRun{})
		if err == nil || !strings.Contains(err.Error(), place) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestAnOddItemHidesNoOther(t *testing.T) {
	var basis FieldBasis
	text := `{"field":"f","reasoning":7,"citations":[{"url":"u","excerpts":["a",7,"b"]},{"url":"v"}]}`
	if err := json.Unmarshal([]byte(text), &basis); err != nil {
		t.Fatal(err)
	}
	if first := basis.Citations[0]; len(first.Excerpts) != 3 || first.Excerpts[2] != "b" || string(first.Extra["excerpts"]) != `["a",7,"b"]` || basis.Citations[1].URL != "v" {
		t.Error(basis)
	}
	basis.Citations[0].Excerpts = []string{"mine"} // a change takes precedence
	if raw, err := json.Marshal(basis); err != nil || !strings.Contains(string(raw), `"excerpts":["mine"]`) {
		t.Error(string(raw), err)
	}
}

func TestAnOutputIsGivenWithAnItemOfAnotherStructureInExtra(t *testing.T) {
	output := `{"type": "json", "content": {}, "basis": [{"field": "f", "reasoning": "r", "citations": [{"url": "u"}, "v"]}]}`
	s := serve(t, finished(output))
	client, _ := parallel(t, s.URL)
	found, err := client.TaskRun.Result(context.Background(), "trun_1", nil)
	if err != nil {
		t.Fatal(err)
	}
	source := found.Output.TaskRunJSONOutput.Basis[0]
	if source.Reasoning != "r" || source.Citations[0].URL != "u" || string(source.Extra["citations"]) != `[{"url": "u"}, "v"]` {
		t.Error(source)
	}
	if raw, err := json.Marshal(source); err != nil || !strings.Contains(string(raw), `"citations":[{"url":"u"},"v"]`) {
		t.Error(string(raw), err)
	}
}

func TestAResultWithoutAnOutputIsReportedWithItsPlaceAndTheBody(t *testing.T) {
	s := serve(t, finished(`"gone"`))
	client, _ := parallel(t, s.URL)
	_, err := client.TaskRun.Result(context.Background(), "trun_1", nil)
	found := asError(err)
	if !errors.Is(err, ErrResponse) || found.ID != "trun_1" || !strings.Contains(err.Error(), "getTaskRunResult.output: expected an object") {
		t.Fatal(err)
	}
	if !strings.Contains(string(found.Body), `"gone"`) {
		t.Error(string(found.Body))
	}
}

func TestAnOddEventOfAGroupHidesNoOther(t *testing.T) {
	good := `{"type": "task_run.state", "event_id": "2", "run": ` + aRun + `}`
	s := serve(t, reply{header: sseHeader, body: `data: {"type": "task_run.state", "event_id": "1", "run": [7]}` + "\n\ndata: " + good + "\n\n"})
	client, _ := parallel(t, s.URL)
	var runs, odd int
	for event, err := range client.TaskGroup.GetRuns(context.Background(), "tgrp_1", nil) {
		switch {
		case err != nil:
			t.Fatal(err)
		case event.TaskRunEvent != nil:
			runs++
		case event.Tag == "task_run.state" && strings.Contains(string(event.Raw), "[7]"):
			odd++
		}
	}
	if runs != 1 || odd != 1 {
		t.Error(runs, odd)
	}
	s = serve(t, reply{header: sseHeader, body: `data: {"type": "task_run.state", "run": [7]}` + "\n\n"})
	client, _ = parallel(t, s.URL)
	for _, err := range client.TaskRun.Events(context.Background(), "trun_1") {
		if found := asError(err); !errors.Is(err, ErrStream) || !strings.Contains(string(found.Body), "[7]") {
			t.Error(err)
		}
	}
}

func TestARequestHasNoMemberThatIsNotSet(t *testing.T) {
	run := TaskRunInput{Input: "a", Processor: TaskProcessorBase, Extra: map[string]json.RawMessage{
		"metadata": []byte("null"), "new": []byte("1"), "processor": []byte(`"ignored"`),
	}}
	raw, err := run.MarshalJSON()
	if want := `{"processor":"base","input":"a","metadata":null,"new":1}`; err != nil || string(raw) != want {
		t.Errorf("%s, not %s (%v)", raw, want, err)
	}
	raw, err = json.Marshal(TaskSpec{OutputSchema: TextSchema{Type: Ptr(TextSchemaType)}})
	if want := `{"output_schema":{"type":"text"}}`; err != nil || string(raw) != want {
		t.Errorf("%s, not %s (%v)", raw, want, err)
	}
}

// The examples of the spec come from the sandbox's side of this repository; here they only have to come back unchanged.
func TestOperationsAreThoseOfTheSpec(t *testing.T) {
	content, err := os.ReadFile("../../conformance/spec.json")
	if err != nil {
		t.Skip("the spec is not here: this is the module alone")
	}
	var spec struct {
		Operations []struct{ ID string } `json:"operations"`
	}
	if err := json.Unmarshal(content, &spec); err != nil || len(spec.Operations) != len(Operations) {
		t.Fatal(err, len(spec.Operations), len(Operations))
	}
	for _, one := range spec.Operations {
		if Operations[one.ID].Send == nil {
			t.Error(one.ID)
		}
	}
}

func TestAVariantIsNamedByItsTagThenByItsPrefix(t *testing.T) {
	var event TaskRunStreamEvent
	for tag, isKnown := range map[string]func() bool{
		"task_run.progress_msg.plan":  func() bool { return event.TaskRunProgressMessageEvent != nil },
		"task_run.progress_msg.dream": func() bool { return event.TaskRunProgressMessageEvent != nil },
		"task_run.progress_stats":     func() bool { return event.TaskRunProgressStatsEvent != nil },
		"task_run.progress_statsist":  func() bool { return event.Raw != nil },
		"task_run.state":              func() bool { return event.TaskRunEvent != nil },
		"":                            func() bool { return event.Raw != nil },
	} {
		// One variable for all of them: nothing is left of the one before.
		if err := json.Unmarshal([]byte(`{"type": "`+tag+`", "message": "a"}`), &event); err != nil || event.Tag != tag || !isKnown() {
			t.Errorf("%q: %+v, %v", tag, event, err)
		}
		if raw, err := json.Marshal(event); err != nil || !strings.Contains(string(raw), `"`+tag+`"`) {
			t.Errorf("%q: %s, %v", tag, raw, err)
		}
	}
}

func TestADecodedValueOutlivesTheBufferOfItsDecoder(t *testing.T) {
	text := `{"type": "table", "rows": [1]}`
	buffer := []byte(text)
	var found TaskRunOutput
	if err := found.UnmarshalJSON(buffer); err != nil {
		t.Fatal(err)
	}
	clear(buffer)
	if string(found.Raw) != text {
		t.Error(string(found.Raw))
	}
}

func TestARecordIsEncodedInTheOrderOfTheSpecThenOfItsNames(t *testing.T) {
	text := `{"id":"e","status":"live","a":1,"b":2,"c":3,"d":4,"e":5,"f":6}`
	var found Endpoint
	if err := json.Unmarshal([]byte(text), &found); err != nil {
		t.Fatal(err)
	}
	if raw, err := record.Marshal(found); err != nil || string(raw) != text {
		t.Error(string(raw), err)
	}
	if found.ID = nil; len(found.Extra) != 6 {
		t.Error(found.Extra)
	}
	if err := json.Unmarshal([]byte(`{"id":"e"}`), &found); err != nil || found.Extra != nil || found.Status != nil {
		t.Error(found, err)
	}
}

func TestAWholeNumberMayBeWrittenWithAFraction(t *testing.T) {
	for text, want := range map[string]int64{"3": 3, "3.0": 3, "3e2": 300, "9007199254740993": 9007199254740993} {
		var found ChatCompletion
		if err := json.Unmarshal([]byte(`{"created": `+text+`}`), &found); err != nil || found.Created != want {
			t.Errorf("%s: %v, %v", text, found.Created, err)
		}
	}
	var found ChatCompletion
	if err := json.Unmarshal([]byte(`{"created": 3.5}`), &found); err != nil || string(found.Extra["created"]) != "3.5" {
		t.Error(found, err)
	}
}

// shownIn returns what each way of printing shows of a value.
func shownIn(value any) map[string]string {
	shown := map[string]string{}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		shown[verb] = fmt.Sprintf(verb, value)
	}
	var text, inJSON bytes.Buffer
	slog.New(slog.NewTextHandler(&text, nil)).Info("shown", "value", value)
	slog.New(slog.NewJSONHandler(&inJSON, nil)).Info("shown", "value", value)
	shown["slog as text"], shown["slog as JSON"] = text.String(), inJSON.String()
	return shown
}

func TestNoWayOfPrintingShowsASecret(t *testing.T) {
	server := MCPServer{Name: "n", URL: "u", Headers: SecretHeaders{"a": "hush"}}
	odd := `{"type": "url", "name": "n", "url": "u", "headers": ["hush"]}`
	run := TaskRunInput{Input: "q", Processor: TaskProcessorBase, MCPServers: []MCPServer{server}}
	event := TaskRunEvent{Input: &run}
	read := func(text string, target any) any {
		if err := json.Unmarshal([]byte(text), target); err != nil {
			t.Fatal(err)
		}
		return target
	}
	inHex := fmt.Sprintf("%x", "hush")
	for name, value := range map[string]any{
		"a record": server, "a pointer": &server, "a record within": run, "a pointer within": &run,
		"a list within":        TaskGroupRunsInput{Inputs: []TaskRunInput{run}},
		"a record far within":  event,
		"a variant of a union": TaskRunStreamEvent{Tag: "task_run.state", TaskRunEvent: &event},
		"an odd event":         TaskGroupStreamEvent{Tag: "task_run.state", Raw: json.RawMessage(`{"input": {"mcp_servers": [` + odd + `]}}`)},
		"an odd member":        read(`{"upload_url": ["hush"]}`, &BlobUpload{}),
		"an odd list":          read(`{"input": "q", "processor": "base", "mcp_servers": [`+strings.Replace(odd, `["hush"]`, `{"a": "hush", "b": 1}`, 1)+`]}`, &TaskRunInput{}),
	} {
		for way, text := range shownIn(value) {
			if strings.Contains(text, "hush") || strings.Contains(text, inHex) {
				t.Errorf("%s, %s: %s", name, way, text)
			}
		}
	}
	for _, want := range []string{record.Redacted, `"n"`, `"q"`} {
		if text := fmt.Sprint(event); !strings.Contains(text, want) {
			t.Errorf("%s lacks %s", text, want)
		}
	}
	if text := fmt.Sprint(TaskGroupStreamEvent{Tag: "news", Raw: json.RawMessage(`{"news": 1}`)}); !strings.Contains(text, `{"news":1}`) {
		t.Error(text)
	}
	if text := (MCPServer{Name: "n", URL: "u"}).String(); strings.Contains(text, record.Redacted) {
		t.Error(text)
	}
}
