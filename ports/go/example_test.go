package paretasdk_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"

	"pareta.ai/paretasdk"
)

// service stands in for the services, so that the examples run.
func service(responses map[string]string) *httptest.Server {
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := responses[r.Method+" "+r.URL.Path]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
		}
		if strings.HasPrefix(body, "event:") || strings.HasPrefix(body, "data:") {
			w.Header().Set("Content-Type", "text/event-stream")
		}
		io.WriteString(w, body)
	}))
}

const exampleRun = `{"run_id": "trun_1", "status": "completed", "is_active": false, "processor": "base", "created_at": null, "modified_at": null}`

func ExampleExecute() {
	server := service(map[string]string{
		"POST /v1/tasks/runs": exampleRun,
		"GET /v1/tasks/runs/trun_1/result": `{"run": ` + exampleRun + `, "output":
			{"type": "json", "content": {"founding_date": "10-1945"}, "basis": [{"field": "founding_date", "reasoning": "", "confidence": "high"}]}}`,
	})
	defer server.Close()
	client, err := paretasdk.NewParallel("your_api_key", paretasdk.WithBaseURL(server.URL))
	if err != nil {
		log.Fatal(err)
	}

	type Organisation struct {
		FoundingDate string `json:"founding_date" jsonschema:"description=Founding date in the format MM-YYYY"`
		Kind         string `json:"kind,omitempty" jsonschema:"enum=company,enum=public"`
	}
	found, err := paretasdk.Execute[Organisation](context.Background(), client.TaskRun, paretasdk.Task{
		Input: "United Nations", Processor: paretasdk.TaskProcessorBase,
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(found.Output.FoundingDate, *found.Result.Output.TaskRunJSONOutput.Basis[0].Confidence)
	// Output: 10-1945 high
}

func ExampleEndpointsService_Deploy() {
	server := service(map[string]string{
		"POST /v1/endpoints": "event: progress\ndata: {\"stage\": \"pulling weights\", \"pct\": 50}\n\n" +
			"event: complete\ndata: {\"endpoint\": {\"id\": \"ep_1\", \"status\": \"live\"}}\n\n",
	})
	defer server.Close()
	client, err := paretasdk.NewPareta("pareta_sk_example", paretasdk.WithBaseURL(server.URL))
	if err != nil {
		log.Fatal(err)
	}

	for event, err := range client.Endpoints.Deploy(context.Background(), paretasdk.DeployRequest{Task: "contract-key-fields"}) {
		if err != nil {
			log.Fatal(err)
		}
		switch {
		case event.DeployProgress != nil:
			fmt.Println(*event.DeployProgress.Stage, *event.DeployProgress.Pct)
		case event.DeployComplete != nil:
			fmt.Println(*event.DeployComplete.Endpoint.ID, *event.DeployComplete.Endpoint.Status)
		}
	}
	// Output:
	// pulling weights 50
	// ep_1 live
}

func ExampleChatCompletionsService_CreateStream() {
	server := service(map[string]string{
		"POST /v1/chat/completions": "data: {\"choices\": [{\"index\": 0, \"delta\": {\"content\": \"Hello!\"}}]}\n\n" +
			": pareta-billed-micro-usd 653\n\ndata: [DONE]\n\n",
	})
	defer server.Close()
	client, err := paretasdk.NewPareta("pareta_sk_example", paretasdk.WithBaseURL(server.URL))
	if err != nil {
		log.Fatal(err)
	}

	request := paretasdk.ChatCompletionRequest{
		Model: "ep_1", Messages: []paretasdk.ChatMessage{{Role: paretasdk.ChatRoleUser, Content: "Say hello."}},
	}
	var info paretasdk.ResponseInfo
	for chunk, err := range client.Chat.Completions.CreateStream(context.Background(), request, paretasdk.WithResponse(&info)) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(*chunk.Choices[0].Delta.Content)
	}
	fmt.Println(info.Receipt["billed"], "micro-USD")
	// Output:
	// Hello!
	// 653 micro-USD
}

func ExampleError() {
	server := service(nil)
	defer server.Close()
	client, err := paretasdk.NewPareta("pareta_sk_example", paretasdk.WithBaseURL(server.URL))
	if err != nil {
		log.Fatal(err)
	}

	_, err = client.Endpoints.Retrieve(context.Background(), "ep_unknown")
	var failure *paretasdk.Error
	if errors.Is(err, paretasdk.ErrNotFound) && errors.As(err, &failure) {
		fmt.Println(failure.Status, failure.Kind)
	}
	// Output: 404 not-found
}

func ExampleWebhooks() {
	hooks := paretasdk.Webhooks{Secrets: []string{paretasdk.NewWebhookSecret()}}
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		if err != nil {
			return
		}
		event, err := hooks.Parse(body, r.Header)
		if err != nil {
			http.Error(w, "not a verified webhook", http.StatusBadRequest)
			return
		}
		fmt.Println(event.Run.RunID, event.Run.Status)
	})

	body := `{"type": "task_run.status", "data": ` + exampleRun + `}`
	header, err := hooks.Sign([]byte(body))
	if err != nil {
		log.Fatal(err)
	}
	request := httptest.NewRequest(http.MethodPost, "/webhooks", strings.NewReader(body))
	request.Header = header
	handler.ServeHTTP(httptest.NewRecorder(), request)
	// Output: trun_1 completed
}
