// Code generated from openapi.yaml by codegen/ports/go.py; DO NOT EDIT.

package paretasdk

import (
	"time"

	"pareta.ai/paretasdk/internal/explain"
)

// api is an API of the spec.
type api struct {
	name, server, keyHeader, keyPrefix, requestID, keyEnv, baseURLEnv string
	errors                                                            explain.Paths
}

// errorRule states the statuses and words of a kind of error.
type errorRule struct {
	kind     Kind
	statuses []int
	hundreds int
	words    []string
	advice   string
}

// retryClass says which failures of an operation may be retried.
type retryClass struct {
	statuses         []int
	ambiguous        int
	ambiguousTimeout []int
	permanent        []int
	retryLost        bool
}

// operation has the facts of the spec about an operation.
type operation struct {
	id, method, path, api, retry, body, sdk, started string
	keyed                                            bool
	parameters                                       []parameter
	partTypes                                        map[string]string
	stream                                           *streamRules
	longPoll                                         *longPoll
	wait                                             *waitRule
	receipts                                         []receipt
	upload                                           *signedUpload
}

type parameter struct {
	name, in         string
	spread, required bool
}

type streamRules struct {
	only                                            bool
	flag, value                                     string
	endData, errorKey, cursorField, cursorParameter string
	endEvents, failures                             []string
}

type longPoll struct {
	parameter           string
	slice, stillRunning int
}

type waitRule struct{ interval, timeout, grace time.Duration }

type receipt struct{ amount, header, comment string }

type signedUpload struct {
	method   string
	statuses []int
}

// SpecVersion is the version of the spec.
const SpecVersion = "1.0.0"

const (
	defaultMaxRetries     = 2
	firstBackoff          = 500 * time.Millisecond
	longestBackoff        = 8 * time.Second
	longestRetryAfter     = 60 * time.Second
	defaultTimeout        = 60 * time.Second
	defaultConnectTimeout = 10 * time.Second
	defaultStallTimeout   = 300 * time.Second
	defaultMaxEventBytes  = 16000000
	defaultMaxBodyBytes   = 100000000
	maxErrorBytes         = 1000000
)

// IdempotencyKeyMaxLength: the most characters of Idempotency-Key.
const IdempotencyKeyMaxLength = 255

// CreateBlobUploadURLMinBytes: bytes of a file from which createBlobUploadUrl gives it a signed address.
const CreateBlobUploadURLMinBytes = 5242880

// SourcePolicyIncludeDomainsMaxItems: the most items of SourcePolicy.include_domains.
const SourcePolicyIncludeDomainsMaxItems = 200

// SourcePolicyExcludeDomainsMaxItems: the most items of SourcePolicy.exclude_domains.
const SourcePolicyExcludeDomainsMaxItems = 200

// TaskGroupRunsInputInputsMaxItems: the most items of TaskGroupRunsInput.inputs.
const TaskGroupRunsInputInputsMaxItems = 1000

// DeployRequestModelDefault: what the service takes without DeployRequest.model.
const DeployRequestModelDefault = "recommended"

// CatalogTaskMatchRequestTopKDefault: what the service takes without CatalogTaskMatchRequest.top_k.
const CatalogTaskMatchRequestTopKDefault = 5

// EvalSetUploadPromptMaxLength: the most characters of EvalSetUpload.prompt.
const EvalSetUploadPromptMaxLength = 500

// EvalContractUploadPromptMaxLength: the most characters of EvalContractUpload.prompt.
const EvalContractUploadPromptMaxLength = 500

const (
	versionPath          = "/v1"
	idempotencyKeyHeader = "Idempotency-Key"
)

// WebhookTolerance is the longest distance between the timestamp of a webhook and the clock.
const WebhookTolerance = 300 * time.Second

const (
	webhookVersion         = "v1"
	webhookSecretPrefix    = "whsec_"
	webhookIDHeader        = "webhook-id"
	webhookTimestampHeader = "webhook-timestamp"
	webhookSignatureHeader = "webhook-signature"
)

// The kinds of errors that a status means.
const (
	ErrRedirect            Kind = "redirect"
	ErrBadRequest          Kind = "bad-request"
	ErrAuthentication      Kind = "authentication"
	ErrInsufficientCredits Kind = "insufficient-credits"
	ErrPermissionDenied    Kind = "permission-denied"
	ErrNotFound            Kind = "not-found"
	ErrConflict            Kind = "conflict"
	ErrUnprocessable       Kind = "unprocessable"
	ErrRateLimit           Kind = "rate-limit"
	ErrUnavailable         Kind = "unavailable"
	ErrServer              Kind = "server"
	ErrOther               Kind = "other"
)

var errorRules = []errorRule{
	{ErrRedirect, nil, 3, nil, "Redirects are not followed. Check the base URL."},
	{ErrBadRequest, []int{400}, 0, []string{"invalid_request"}, ""},
	{ErrAuthentication, []int{401}, 0, []string{"authentication"}, "Check the API key, and that it belongs to the environment of this base URL."},
	{ErrInsufficientCredits, []int{402}, 0, []string{"insufficient", "billing"}, "Add credits in the dashboard."},
	{ErrPermissionDenied, []int{403}, 0, []string{"permission"}, "Check the permissions of the API key, or choose another processor."},
	{ErrNotFound, []int{404}, 0, []string{"not_found"}, "Check the id, and that the API key belongs to the same account."},
	{ErrConflict, []int{409}, 0, nil, ""},
	{ErrUnprocessable, []int{422}, 0, nil, ""},
	{ErrRateLimit, []int{429}, 0, []string{"rate_limit"}, "Send fewer requests at once, or raise max_retries."},
	{ErrUnavailable, []int{503}, 0, []string{"overloaded", "unavailable"}, "The service is not ready. Try again later."},
	{ErrServer, nil, 5, []string{"server_error", "internal"}, "The service failed. Try again later."},
	{ErrOther, nil, 0, nil, ""},
}

var apis = map[string]api{
	"parallel": {name: "parallel", server: "https://api.parallel.ai", keyHeader: "x-api-key", keyPrefix: "", requestID: "x-request-id", keyEnv: "PARALLEL_API_KEY", baseURLEnv: "PARALLEL_BASE_URL", errors: explain.Paths{Message: []string{"error.message", "error.type", "detail", "message", "error"}, Detail: []string{"error.detail", "error", "detail", "message"}, Reference: []string{"error.ref_id"}}},

	"pareta": {name: "pareta", server: "https://api.pareta.ai", keyHeader: "authorization", keyPrefix: "Bearer ", requestID: "x-request-id", keyEnv: "PARETA_API_KEY", baseURLEnv: "PARETA_BASE_URL", errors: explain.Paths{Message: []string{"error.message", "error.type", "detail", "message", "error"}, Detail: []string{"error.detail", "error", "detail", "message"}, Reference: []string{"error.ref_id"}}},
}

var retryClasses = map[string]retryClass{
	"safe": {statuses: []int{408, 409, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529, 530}, ambiguous: 0, ambiguousTimeout: []int{}, permanent: []int{409}, retryLost: true},

	"unconfirmed": {statuses: []int{408, 409, 429, 503}, ambiguous: 5, ambiguousTimeout: []int{504, 524}, permanent: []int{}, retryLost: false},

	"long-poll": {statuses: []int{409, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529, 530}, ambiguous: 0, ambiguousTimeout: []int{}, permanent: []int{409}, retryLost: true},
}

// OpCreateTaskRun is POST /v1/tasks/runs: Start a task run.
var OpCreateTaskRun = Op[TaskRun, None]{&operation{id: "createTaskRun", method: "POST", path: "/v1/tasks/runs", api: "parallel", retry: "unconfirmed", sdk: "task_run.create", keyed: true, started: "run_id", parameters: []parameter{{"parallel-beta", "header", false, false}}, body: "json", wait: &waitRule{interval: 250 * time.Millisecond, timeout: 3600 * time.Second, grace: 10 * time.Second}}}

// OpGetTaskRun is GET /v1/tasks/runs/{run_id}: Get the status of a run.
var OpGetTaskRun = Op[TaskRun, None]{&operation{id: "getTaskRun", method: "GET", path: "/v1/tasks/runs/{run_id}", api: "parallel", retry: "safe", sdk: "task_run.retrieve", parameters: []parameter{{"run_id", "path", false, true}}}}

// OpGetTaskRunInput is GET /v1/tasks/runs/{run_id}/input: Get what a run was asked.
var OpGetTaskRunInput = Op[TaskRunInput, None]{&operation{id: "getTaskRunInput", method: "GET", path: "/v1/tasks/runs/{run_id}/input", api: "parallel", retry: "safe", sdk: "task_run.retrieve_input", parameters: []parameter{{"run_id", "path", false, true}}}}

// OpGetTaskRunResult is GET /v1/tasks/runs/{run_id}/result: Wait for the result of a run.
var OpGetTaskRunResult = Op[TaskRunResult, None]{&operation{id: "getTaskRunResult", method: "GET", path: "/v1/tasks/runs/{run_id}/result", api: "parallel", retry: "long-poll", sdk: "task_run.result", parameters: []parameter{{"run_id", "path", false, true}, {"timeout", "query", false, false}, {"parallel-beta", "header", false, false}}, longPoll: &longPoll{parameter: "timeout", slice: 50, stillRunning: 408}, wait: &waitRule{interval: 250 * time.Millisecond, timeout: 600 * time.Second, grace: 10 * time.Second}}}

// OpStreamTaskRunEvents is GET /v1/tasks/runs/{run_id}/events: Follow the events of a run.
var OpStreamTaskRunEvents = Op[None, TaskRunStreamEvent]{&operation{id: "streamTaskRunEvents", method: "GET", path: "/v1/tasks/runs/{run_id}/events", api: "parallel", retry: "safe", sdk: "task_run.events", parameters: []parameter{{"run_id", "path", false, true}}, stream: &streamRules{only: true}}}

// OpCreateTaskGroup is POST /v1/tasks/groups: Create a group of runs.
var OpCreateTaskGroup = Op[TaskGroup, None]{&operation{id: "createTaskGroup", method: "POST", path: "/v1/tasks/groups", api: "parallel", retry: "unconfirmed", sdk: "task_group.create", keyed: true, started: "taskgroup_id", body: "json"}}

// OpGetTaskGroup is GET /v1/tasks/groups/{taskgroup_id}: Get a group and its status.
var OpGetTaskGroup = Op[TaskGroup, None]{&operation{id: "getTaskGroup", method: "GET", path: "/v1/tasks/groups/{taskgroup_id}", api: "parallel", retry: "safe", sdk: "task_group.retrieve", parameters: []parameter{{"taskgroup_id", "path", false, true}}, wait: &waitRule{interval: 5 * time.Second, timeout: 3600 * time.Second, grace: 0 * time.Second}}}

// OpAddTaskGroupRuns is POST /v1/tasks/groups/{taskgroup_id}/runs: Add runs to a group.
var OpAddTaskGroupRuns = Op[TaskGroupRuns, None]{&operation{id: "addTaskGroupRuns", method: "POST", path: "/v1/tasks/groups/{taskgroup_id}/runs", api: "parallel", retry: "unconfirmed", sdk: "task_group.add_runs", keyed: true, parameters: []parameter{{"taskgroup_id", "path", false, true}, {"refresh_status", "query", false, false}, {"parallel-beta", "header", false, false}}, body: "json"}}

// OpStreamTaskGroupRuns is GET /v1/tasks/groups/{taskgroup_id}/runs: Read all runs of a group.
var OpStreamTaskGroupRuns = Op[None, TaskGroupRunsEvent]{&operation{id: "streamTaskGroupRuns", method: "GET", path: "/v1/tasks/groups/{taskgroup_id}/runs", api: "parallel", retry: "safe", sdk: "task_group.get_runs", parameters: []parameter{{"taskgroup_id", "path", false, true}, {"last_event_id", "query", false, false}, {"status", "query", false, false}, {"include_input", "query", false, false}, {"include_output", "query", false, false}}, stream: &streamRules{only: true, cursorField: "event_id", cursorParameter: "last_event_id"}}}

// OpGetTaskGroupRun is GET /v1/tasks/groups/{taskgroup_id}/runs/{run_id}: Get the status of a run in a group.
var OpGetTaskGroupRun = Op[TaskRun, None]{&operation{id: "getTaskGroupRun", method: "GET", path: "/v1/tasks/groups/{taskgroup_id}/runs/{run_id}", api: "parallel", retry: "safe", sdk: "task_group.retrieve_run", parameters: []parameter{{"taskgroup_id", "path", false, true}, {"run_id", "path", false, true}}}}

// OpStreamTaskGroupEvents is GET /v1/tasks/groups/{taskgroup_id}/events: Follow the events of a group.
var OpStreamTaskGroupEvents = Op[None, TaskGroupStreamEvent]{&operation{id: "streamTaskGroupEvents", method: "GET", path: "/v1/tasks/groups/{taskgroup_id}/events", api: "parallel", retry: "safe", sdk: "task_group.events", parameters: []parameter{{"taskgroup_id", "path", false, true}, {"last_event_id", "query", false, false}, {"timeout", "query", false, false}}, stream: &streamRules{only: true, cursorField: "event_id", cursorParameter: "last_event_id"}}}

// OpCreateChatCompletion is POST /v1/chat/completions: Answer a chat.
var OpCreateChatCompletion = Op[ChatCompletion, ChatCompletionChunk]{&operation{id: "createChatCompletion", method: "POST", path: "/v1/chat/completions", api: "pareta", retry: "safe", sdk: "chat.completions.create", keyed: true, body: "json", stream: &streamRules{only: false, flag: "stream", value: "true", endData: "[DONE]", errorKey: "error"}, receipts: []receipt{{"billed", "x-pareta-billed", "pareta-billed-micro-usd"}, {"frontier-cost", "x-pareta-frontier-would-have-cost", "pareta-frontier-would-have-cost-micro-usd"}}}}

// OpListModels is GET /v1/models: List what can be called.
var OpListModels = Op[ModelList, None]{&operation{id: "listModels", method: "GET", path: "/v1/models", api: "pareta", retry: "safe", sdk: "models.list"}}

// OpGetAutoMetrics is GET /v1/auto/metrics: Get the metrics of the model auto.
var OpGetAutoMetrics = Op[AutoMetrics, None]{&operation{id: "getAutoMetrics", method: "GET", path: "/v1/auto/metrics", api: "pareta", retry: "safe", sdk: "auto.metrics"}}

// OpAskFrontierModel is POST /v1/playground/frontier: Ask a frontier model.
var OpAskFrontierModel = Op[PlaygroundCompletion, None]{&operation{id: "askFrontierModel", method: "POST", path: "/v1/playground/frontier", api: "pareta", retry: "safe", sdk: "playground.frontier", keyed: true, body: "json"}}

// OpDeployEndpoint is POST /v1/endpoints: Deploy a model for a task.
var OpDeployEndpoint = Op[None, DeployEndpointEvent]{&operation{id: "deployEndpoint", method: "POST", path: "/v1/endpoints", api: "pareta", retry: "safe", sdk: "endpoints.deploy", keyed: true, body: "json", stream: &streamRules{only: true, endEvents: []string{"complete", "error"}, failures: []string{"error"}}, wait: &waitRule{interval: 2 * time.Second, timeout: 1800 * time.Second, grace: 0 * time.Second}}}

// OpListEndpoints is GET /v1/endpoints: List endpoints.
var OpListEndpoints = Op[[]Endpoint, None]{&operation{id: "listEndpoints", method: "GET", path: "/v1/endpoints", api: "pareta", retry: "safe", sdk: "endpoints.list"}}

// OpGetEndpoint is GET /v1/endpoints/{endpoint_id}: Get an endpoint.
var OpGetEndpoint = Op[Endpoint, None]{&operation{id: "getEndpoint", method: "GET", path: "/v1/endpoints/{endpoint_id}", api: "pareta", retry: "safe", sdk: "endpoints.retrieve", parameters: []parameter{{"endpoint_id", "path", false, true}}, wait: &waitRule{interval: 2 * time.Second, timeout: 1800 * time.Second, grace: 0 * time.Second}}}

// OpDeleteEndpoint is DELETE /v1/endpoints/{endpoint_id}: Delete an endpoint.
var OpDeleteEndpoint = Op[None, None]{&operation{id: "deleteEndpoint", method: "DELETE", path: "/v1/endpoints/{endpoint_id}", api: "pareta", retry: "safe", sdk: "endpoints.delete", parameters: []parameter{{"endpoint_id", "path", false, true}}}}

// OpStartEndpoint is POST /v1/endpoints/{endpoint_id}/start: Start a stopped endpoint.
var OpStartEndpoint = Op[EndpointStatusChange, None]{&operation{id: "startEndpoint", method: "POST", path: "/v1/endpoints/{endpoint_id}/start", api: "pareta", retry: "safe", sdk: "endpoints.start", keyed: true, parameters: []parameter{{"endpoint_id", "path", false, true}}}}

// OpStopEndpoint is POST /v1/endpoints/{endpoint_id}/stop: Stop an endpoint.
var OpStopEndpoint = Op[EndpointStatusChange, None]{&operation{id: "stopEndpoint", method: "POST", path: "/v1/endpoints/{endpoint_id}/stop", api: "pareta", retry: "safe", sdk: "endpoints.stop", keyed: true, parameters: []parameter{{"endpoint_id", "path", false, true}}}}

// OpGetEndpointMetrics is GET /v1/endpoints/{endpoint_id}/{dimension}: Get one kind of metrics.
var OpGetEndpointMetrics = Op[EndpointMetrics, None]{&operation{id: "getEndpointMetrics", method: "GET", path: "/v1/endpoints/{endpoint_id}/{dimension}", api: "pareta", retry: "safe", sdk: "endpoints.metrics", parameters: []parameter{{"endpoint_id", "path", false, true}, {"dimension", "path", false, true}, {"filters", "query", true, false}}}}

// OpListCatalogTasks is GET /v1/tasks: List the catalog.
var OpListCatalogTasks = Op[CatalogTaskList, None]{&operation{id: "listCatalogTasks", method: "GET", path: "/v1/tasks", api: "pareta", retry: "safe", sdk: "tasks.list"}}

// OpMatchCatalogTask is POST /v1/tasks/match: Find the task that fits a wish.
var OpMatchCatalogTask = Op[TaskMatch, None]{&operation{id: "matchCatalogTask", method: "POST", path: "/v1/tasks/match", api: "pareta", retry: "safe", sdk: "tasks.match", keyed: true, body: "json"}}

// OpGetCatalogTask is GET /v1/tasks/{task_id}: Get a task of the catalog.
var OpGetCatalogTask = Op[CatalogTask, None]{&operation{id: "getCatalogTask", method: "GET", path: "/v1/tasks/{task_id}", api: "pareta", retry: "safe", sdk: "tasks.retrieve", parameters: []parameter{{"task_id", "path", false, true}, {"examples_n", "query", false, false}}}}

// OpGetLeaderboard is GET /v1/tasks/{task_id}/leaderboard: Get a task's leaderboard.
var OpGetLeaderboard = Op[Leaderboard, None]{&operation{id: "getLeaderboard", method: "GET", path: "/v1/tasks/{task_id}/leaderboard", api: "pareta", retry: "safe", sdk: "tasks.leaderboard", parameters: []parameter{{"task_id", "path", false, true}}}}

// OpListFrontierModels is GET /v1/eval/frontier-models: List the frontier models.
var OpListFrontierModels = Op[FrontierModelList, None]{&operation{id: "listFrontierModels", method: "GET", path: "/v1/eval/frontier-models", api: "pareta", retry: "safe", sdk: "evals.frontier_models", parameters: []parameter{{"task", "query", false, false}}}}

// OpCreateEvalSet is POST /v1/eval-sets: Create an eval set.
var OpCreateEvalSet = Op[EvalSetEnvelope, None]{&operation{id: "createEvalSet", method: "POST", path: "/v1/eval-sets", api: "pareta", retry: "safe", sdk: "evals.sets.create", keyed: true, body: "form", partTypes: map[string]string{"items": "application/jsonl"}}}

// OpListEvalSets is GET /v1/eval-sets: List eval sets.
var OpListEvalSets = Op[EvalSetList, None]{&operation{id: "listEvalSets", method: "GET", path: "/v1/eval-sets", api: "pareta", retry: "safe", sdk: "evals.sets.list"}}

// OpProposeEvalContract is POST /v1/eval-sets/propose-contract: Ask which task rows belong to.
var OpProposeEvalContract = Op[EvalContract, None]{&operation{id: "proposeEvalContract", method: "POST", path: "/v1/eval-sets/propose-contract", api: "pareta", retry: "safe", sdk: "evals.sets.propose_contract", keyed: true, body: "form", partTypes: map[string]string{"items": "application/jsonl"}}}

// OpGetEvalSet is GET /v1/eval-sets/{eval_set_id}: Get an eval set.
var OpGetEvalSet = Op[EvalSetEnvelope, None]{&operation{id: "getEvalSet", method: "GET", path: "/v1/eval-sets/{eval_set_id}", api: "pareta", retry: "safe", sdk: "evals.sets.retrieve", parameters: []parameter{{"eval_set_id", "path", false, true}}}}

// OpDeleteEvalSet is DELETE /v1/eval-sets/{eval_set_id}: Delete an eval set.
var OpDeleteEvalSet = Op[None, None]{&operation{id: "deleteEvalSet", method: "DELETE", path: "/v1/eval-sets/{eval_set_id}", api: "pareta", retry: "safe", sdk: "evals.sets.delete", parameters: []parameter{{"eval_set_id", "path", false, true}}}}

// OpAttachBlob is POST /v1/eval-sets/{eval_set_id}/attach-blob: Attach a small document to a row.
var OpAttachBlob = Op[BlobReference, None]{&operation{id: "attachBlob", method: "POST", path: "/v1/eval-sets/{eval_set_id}/attach-blob", api: "pareta", retry: "safe", sdk: "evals.sets.upload_document", keyed: true, parameters: []parameter{{"eval_set_id", "path", false, true}}, body: "form"}}

// OpCreateBlobUploadURL is POST /v1/eval-sets/{eval_set_id}/blob-upload-url: Ask where to upload a large
// document.
var OpCreateBlobUploadURL = Op[BlobUpload, None]{&operation{id: "createBlobUploadUrl", method: "POST", path: "/v1/eval-sets/{eval_set_id}/blob-upload-url", api: "pareta", retry: "safe", sdk: "evals.sets.upload_document", keyed: true, parameters: []parameter{{"eval_set_id", "path", false, true}}, body: "json", upload: &signedUpload{"PUT", []int{200, 201}}}}

// OpCompleteBlobUpload is POST /v1/eval-sets/{eval_set_id}/blob-upload-complete: Say that a large document is
// uploaded.
var OpCompleteBlobUpload = Op[BlobUploadCompletion, None]{&operation{id: "completeBlobUpload", method: "POST", path: "/v1/eval-sets/{eval_set_id}/blob-upload-complete", api: "pareta", retry: "safe", sdk: "evals.sets.upload_document", keyed: true, parameters: []parameter{{"eval_set_id", "path", false, true}}, body: "json"}}

// OpCreateEvalRun is POST /v1/eval-runs: Start an eval run.
var OpCreateEvalRun = Op[EvalRunAccepted, None]{&operation{id: "createEvalRun", method: "POST", path: "/v1/eval-runs", api: "pareta", retry: "safe", sdk: "evals.runs.create", keyed: true, started: "run_id", body: "json", wait: &waitRule{interval: 3 * time.Second, timeout: 900 * time.Second, grace: 0 * time.Second}}}

// OpGetEvalRun is GET /v1/eval-runs/{run_id}: Get an eval run and its results.
var OpGetEvalRun = Op[EvalRunEnvelope, None]{&operation{id: "getEvalRun", method: "GET", path: "/v1/eval-runs/{run_id}", api: "pareta", retry: "safe", sdk: "evals.runs.retrieve", parameters: []parameter{{"run_id", "path", false, true}}, wait: &waitRule{interval: 3 * time.Second, timeout: 900 * time.Second, grace: 0 * time.Second}}}

// Operations has every operation by its id, for programs that choose one when they run.
var Operations = map[string]Dynamic{
	"createTaskRun":         dynamic[TaskRunInput](OpCreateTaskRun),
	"getTaskRun":            dynamic[None](OpGetTaskRun),
	"getTaskRunInput":       dynamic[None](OpGetTaskRunInput),
	"getTaskRunResult":      dynamic[None](OpGetTaskRunResult),
	"streamTaskRunEvents":   dynamic[None](OpStreamTaskRunEvents),
	"createTaskGroup":       dynamic[TaskGroupInput](OpCreateTaskGroup),
	"getTaskGroup":          dynamic[None](OpGetTaskGroup),
	"addTaskGroupRuns":      dynamic[TaskGroupRunsInput](OpAddTaskGroupRuns),
	"streamTaskGroupRuns":   dynamic[None](OpStreamTaskGroupRuns),
	"getTaskGroupRun":       dynamic[None](OpGetTaskGroupRun),
	"streamTaskGroupEvents": dynamic[None](OpStreamTaskGroupEvents),
	"createChatCompletion":  dynamic[ChatCompletionRequest](OpCreateChatCompletion),
	"listModels":            dynamic[None](OpListModels),
	"getAutoMetrics":        dynamic[None](OpGetAutoMetrics),
	"askFrontierModel":      dynamic[PlaygroundRequest](OpAskFrontierModel),
	"deployEndpoint":        dynamic[DeployRequest](OpDeployEndpoint),
	"listEndpoints":         dynamic[None](OpListEndpoints),
	"getEndpoint":           dynamic[None](OpGetEndpoint),
	"deleteEndpoint":        dynamic[None](OpDeleteEndpoint),
	"startEndpoint":         dynamic[None](OpStartEndpoint),
	"stopEndpoint":          dynamic[None](OpStopEndpoint),
	"getEndpointMetrics":    dynamic[None](OpGetEndpointMetrics),
	"listCatalogTasks":      dynamic[None](OpListCatalogTasks),
	"matchCatalogTask":      dynamic[CatalogTaskMatchRequest](OpMatchCatalogTask),
	"getCatalogTask":        dynamic[None](OpGetCatalogTask),
	"getLeaderboard":        dynamic[None](OpGetLeaderboard),
	"listFrontierModels":    dynamic[None](OpListFrontierModels),
	"createEvalSet":         dynamic[EvalSetUpload](OpCreateEvalSet),
	"listEvalSets":          dynamic[None](OpListEvalSets),
	"proposeEvalContract":   dynamic[EvalContractUpload](OpProposeEvalContract),
	"getEvalSet":            dynamic[None](OpGetEvalSet),
	"deleteEvalSet":         dynamic[None](OpDeleteEvalSet),
	"attachBlob":            dynamic[BlobAttachment](OpAttachBlob),
	"createBlobUploadUrl":   dynamic[BlobUploadRequest](OpCreateBlobUploadURL),
	"completeBlobUpload":    dynamic[BlobUploadCompletionRequest](OpCompleteBlobUpload),
	"createEvalRun":         dynamic[EvalRunRequest](OpCreateEvalRun),
	"getEvalRun":            dynamic[None](OpGetEvalRun),
}
