// Code generated from openapi.yaml by codegen/ports/go.py; DO NOT EDIT.

package paretasdk

import (
	"context"
	"iter"
	"strings"
)

// Parallel is a client of the parallel API. It is safe for concurrent use.
type Parallel struct {
	core *client
	// TaskGroup has the operations of task_group.
	TaskGroup *TaskGroupService
	// TaskRun has the operations of task_run.
	TaskRun *TaskRunService
}

// NewParallel returns a client with an API key.
func NewParallel(apiKey string, opts ...Option) (*Parallel, error) {
	core, err := newClient("parallel", apiKey, opts)
	if err != nil {
		return nil, err
	}
	return newParallel(core), nil
}

// ParallelFromEnv returns a client whose API key and base URL come from the environment. An option takes precedence.
func ParallelFromEnv(opts ...Option) (*Parallel, error) {
	core, err := clientFromEnv("parallel", opts)
	if err != nil {
		return nil, err
	}
	return newParallel(core), nil
}

// With returns a client with other options that shares the connections of this one.
func (c *Parallel) With(opts ...Option) (*Parallel, error) {
	core, err := c.core.with(opts)
	if err != nil {
		return nil, err
	}
	return newParallel(core), nil
}

func (c *Parallel) client() *client {
	return c.core
}

func newParallel(core *client) *Parallel {
	c := &Parallel{core: core}
	c.TaskGroup = &TaskGroupService{core: core}
	c.TaskRun = &TaskRunService{core: core}
	return c
}

// TaskGroupService has the operations of task_group.
type TaskGroupService struct {
	core *client
}

func (s *TaskGroupService) client() *client {
	return s.core
}

// TaskRunService has the operations of task_run.
type TaskRunService struct {
	core *client
}

func (s *TaskRunService) client() *client {
	return s.core
}

// Create sends POST /v1/tasks/runs: start a task run.
func (s *TaskRunService) Create(ctx context.Context, body TaskRunInput, opts ...Option) (*TaskRun, error) {
	return Send(ctx, s, OpCreateTaskRun, Args{Params: Params{}, Body: &body}, opts...)
}

// Retrieve sends GET /v1/tasks/runs/{run_id}: get the status of a run.
func (s *TaskRunService) Retrieve(ctx context.Context, runID string, opts ...Option) (*TaskRun, error) {
	return Send(ctx, s, OpGetTaskRun, Args{Params: Params{"run_id": runID}}, opts...)
}

// RetrieveInput sends GET /v1/tasks/runs/{run_id}/input: get what a run was asked.
func (s *TaskRunService) RetrieveInput(ctx context.Context, runID string, opts ...Option) (*TaskRunInput, error) {
	return Send(ctx, s, OpGetTaskRunInput, Args{Params: Params{"run_id": runID}}, opts...)
}

func argsOfGetTaskRunResult(runID string) Args {
	return Args{Params: Params{"run_id": runID}}
}

func argsOfStreamTaskRunEvents(runID string) Args {
	return Args{Params: Params{"run_id": runID}}
}

// Create sends POST /v1/tasks/groups: create a group of runs.
func (s *TaskGroupService) Create(ctx context.Context, body TaskGroupInput, opts ...Option) (*TaskGroup, error) {
	return Send(ctx, s, OpCreateTaskGroup, Args{Params: Params{}, Body: &body}, opts...)
}

// Retrieve sends GET /v1/tasks/groups/{taskgroup_id}: get a group and its status.
func (s *TaskGroupService) Retrieve(ctx context.Context, taskgroupID string, opts ...Option) (*TaskGroup, error) {
	return Send(ctx, s, OpGetTaskGroup, Args{Params: Params{"taskgroup_id": taskgroupID}}, opts...)
}

// AddTaskGroupRunsParams has the query parameters of AddTaskGroupRuns.
type AddTaskGroupRunsParams struct {
	// Whether the status in the response already counts the new runs. The server's default is true.
	RefreshStatus *bool
}

func (v *AddTaskGroupRunsParams) params() Params {
	if v == nil {
		return nil
	}
	return Params{"refresh_status": v.RefreshStatus}
}

func argsOfAddTaskGroupRuns(taskgroupID string, body TaskGroupRunsInput, params *AddTaskGroupRunsParams) Args {
	return Args{Params: Params{"taskgroup_id": taskgroupID}, Body: &body}.with(params)
}

// StreamTaskGroupRunsParams has the query parameters of StreamTaskGroupRuns.
type StreamTaskGroupRunsParams struct {
	// Event id after which to go on.
	LastEventID *string
	// Only runs with this status.
	Status *TaskRunStatus
	// Whether each event carries the run's input. The server takes false when it is left out.
	IncludeInput *bool
	// Whether each event carries the run's output. The server takes false when it is left out.
	IncludeOutput *bool
}

func (v *StreamTaskGroupRunsParams) params() Params {
	if v == nil {
		return nil
	}
	return Params{"last_event_id": v.LastEventID, "status": v.Status, "include_input": v.IncludeInput, "include_output": v.IncludeOutput}
}

// GetRuns yields the events of GET /v1/tasks/groups/{taskgroup_id}/runs: read all runs of a group. The request
// is sent when the iteration begins. The stream reconnects when it breaks.
func (s *TaskGroupService) GetRuns(ctx context.Context, taskgroupID string, params *StreamTaskGroupRunsParams, opts ...Option) iter.Seq2[TaskGroupRunsEvent, error] {
	return resumeByCursor(ctx, s, OpStreamTaskGroupRuns, Args{Params: Params{"taskgroup_id": taskgroupID}}.with(params), opts...)
}

// RetrieveRun sends GET /v1/tasks/groups/{taskgroup_id}/runs/{run_id}: get the status of a run in a group.
func (s *TaskGroupService) RetrieveRun(ctx context.Context, taskgroupID string, runID string, opts ...Option) (*TaskRun, error) {
	return Send(ctx, s, OpGetTaskGroupRun, Args{Params: Params{"taskgroup_id": taskgroupID, "run_id": runID}}, opts...)
}

// StreamTaskGroupEventsParams has the query parameters of StreamTaskGroupEvents.
type StreamTaskGroupEventsParams struct {
	// Event id after which to go on.
	LastEventID *string
	// How long the server keeps the stream open, in seconds.
	Timeout *float64
}

func (v *StreamTaskGroupEventsParams) params() Params {
	if v == nil {
		return nil
	}
	return Params{"last_event_id": v.LastEventID, "timeout": v.Timeout}
}

func argsOfStreamTaskGroupEvents(taskgroupID string, params *StreamTaskGroupEventsParams) Args {
	return Args{Params: Params{"taskgroup_id": taskgroupID}}.with(params)
}

// Pareta is a client of the pareta API. It is safe for concurrent use.
type Pareta struct {
	core *client
	// Auto has the operations of auto.
	Auto *AutoService
	// Chat has the operations of chat.
	Chat *ChatService
	// Endpoints has the operations of endpoints.
	Endpoints *EndpointsService
	// Evals has the operations of evals.
	Evals *EvalsService
	// Models has the operations of models.
	Models *ModelsService
	// Playground has the operations of playground.
	Playground *PlaygroundService
	// Tasks has the operations of tasks.
	Tasks *TasksService
}

// NewPareta returns a client with an API key.
func NewPareta(apiKey string, opts ...Option) (*Pareta, error) {
	core, err := newClient("pareta", apiKey, opts)
	if err != nil {
		return nil, err
	}
	return newPareta(core), nil
}

// ParetaFromEnv returns a client whose API key and base URL come from the environment. An option takes precedence.
func ParetaFromEnv(opts ...Option) (*Pareta, error) {
	core, err := clientFromEnv("pareta", opts)
	if err != nil {
		return nil, err
	}
	return newPareta(core), nil
}

// With returns a client with other options that shares the connections of this one.
func (c *Pareta) With(opts ...Option) (*Pareta, error) {
	core, err := c.core.with(opts)
	if err != nil {
		return nil, err
	}
	return newPareta(core), nil
}

func (c *Pareta) client() *client {
	return c.core
}

func newPareta(core *client) *Pareta {
	c := &Pareta{core: core}
	c.Auto = &AutoService{core: core}
	c.Chat = &ChatService{core: core}
	c.Chat.Completions = &ChatCompletionsService{core: core}
	c.Endpoints = &EndpointsService{core: core}
	c.Evals = &EvalsService{core: core}
	c.Evals.Runs = &EvalsRunsService{core: core}
	c.Evals.Sets = &EvalsSetsService{core: core}
	c.Models = &ModelsService{core: core}
	c.Playground = &PlaygroundService{core: core}
	c.Tasks = &TasksService{core: core}
	return c
}

// AutoService has the operations of auto.
type AutoService struct {
	core *client
}

func (s *AutoService) client() *client {
	return s.core
}

// ChatService has the operations of chat.
type ChatService struct {
	core *client
	// Completions has the operations of chat.completions.
	Completions *ChatCompletionsService
}

func (s *ChatService) client() *client {
	return s.core
}

// ChatCompletionsService has the operations of chat.completions.
type ChatCompletionsService struct {
	core *client
}

func (s *ChatCompletionsService) client() *client {
	return s.core
}

// EndpointsService has the operations of endpoints.
type EndpointsService struct {
	core *client
}

func (s *EndpointsService) client() *client {
	return s.core
}

// EvalsService has the operations of evals.
type EvalsService struct {
	core *client
	// Runs has the operations of evals.runs.
	Runs *EvalsRunsService
	// Sets has the operations of evals.sets.
	Sets *EvalsSetsService
}

func (s *EvalsService) client() *client {
	return s.core
}

// EvalsRunsService has the operations of evals.runs.
type EvalsRunsService struct {
	core *client
}

func (s *EvalsRunsService) client() *client {
	return s.core
}

// EvalsSetsService has the operations of evals.sets.
type EvalsSetsService struct {
	core *client
}

func (s *EvalsSetsService) client() *client {
	return s.core
}

// ModelsService has the operations of models.
type ModelsService struct {
	core *client
}

func (s *ModelsService) client() *client {
	return s.core
}

// PlaygroundService has the operations of playground.
type PlaygroundService struct {
	core *client
}

func (s *PlaygroundService) client() *client {
	return s.core
}

// TasksService has the operations of tasks.
type TasksService struct {
	core *client
}

func (s *TasksService) client() *client {
	return s.core
}

// Create sends POST /v1/chat/completions: answer a chat.
func (s *ChatCompletionsService) Create(ctx context.Context, body ChatCompletionRequest, opts ...Option) (*ChatCompletion, error) {
	return Send(ctx, s, OpCreateChatCompletion, Args{Params: Params{}, Body: &body}, opts...)
}

// CreateStream yields the events of POST /v1/chat/completions: answer a chat. The request is sent when the
// iteration begins.
func (s *ChatCompletionsService) CreateStream(ctx context.Context, body ChatCompletionRequest, opts ...Option) iter.Seq2[ChatCompletionChunk, error] {
	return Events(ctx, s, OpCreateChatCompletion, Args{Params: Params{}, Body: &body}, opts...)
}

// List sends GET /v1/models: list what can be called.
func (s *ModelsService) List(ctx context.Context, opts ...Option) (*ModelList, error) {
	return Send(ctx, s, OpListModels, Args{Params: Params{}}, opts...)
}

// Metrics sends GET /v1/auto/metrics: get the metrics of the model auto.
func (s *AutoService) Metrics(ctx context.Context, opts ...Option) (AutoMetrics, error) {
	return value(Send(ctx, s, OpGetAutoMetrics, Args{Params: Params{}}, opts...))
}

// Frontier sends POST /v1/playground/frontier: ask a frontier model.
func (s *PlaygroundService) Frontier(ctx context.Context, body PlaygroundRequest, opts ...Option) (*PlaygroundCompletion, error) {
	return Send(ctx, s, OpAskFrontierModel, Args{Params: Params{}, Body: &body}, opts...)
}

func argsOfDeployEndpoint(body DeployRequest) Args {
	return Args{Params: Params{}, Body: &body}
}

// List sends GET /v1/endpoints: list endpoints.
func (s *EndpointsService) List(ctx context.Context, opts ...Option) ([]Endpoint, error) {
	return value(Send(ctx, s, OpListEndpoints, Args{Params: Params{}}, opts...))
}

// Retrieve sends GET /v1/endpoints/{endpoint_id}: get an endpoint.
func (s *EndpointsService) Retrieve(ctx context.Context, endpointID string, opts ...Option) (*Endpoint, error) {
	return Send(ctx, s, OpGetEndpoint, Args{Params: Params{"endpoint_id": endpointID}}, opts...)
}

// Delete sends DELETE /v1/endpoints/{endpoint_id}: delete an endpoint.
func (s *EndpointsService) Delete(ctx context.Context, endpointID string, opts ...Option) error {
	_, err := Send(ctx, s, OpDeleteEndpoint, Args{Params: Params{"endpoint_id": endpointID}}, opts...)
	return err
}

// Start sends POST /v1/endpoints/{endpoint_id}/start: start a stopped endpoint.
func (s *EndpointsService) Start(ctx context.Context, endpointID string, opts ...Option) (*EndpointStatusChange, error) {
	return Send(ctx, s, OpStartEndpoint, Args{Params: Params{"endpoint_id": endpointID}}, opts...)
}

// Stop sends POST /v1/endpoints/{endpoint_id}/stop: stop an endpoint.
func (s *EndpointsService) Stop(ctx context.Context, endpointID string, opts ...Option) (*EndpointStatusChange, error) {
	return Send(ctx, s, OpStopEndpoint, Args{Params: Params{"endpoint_id": endpointID}}, opts...)
}

// GetEndpointMetricsParams has the query parameters of GetEndpointMetrics.
type GetEndpointMetricsParams struct {
	// Query parameters of the dimension, each sent under its own name.
	Filters JSONObject
}

func (v *GetEndpointMetricsParams) params() Params {
	if v == nil {
		return nil
	}
	return Params{"filters": v.Filters}
}

// Metrics sends GET /v1/endpoints/{endpoint_id}/{dimension}: get one kind of metrics.
func (s *EndpointsService) Metrics(ctx context.Context, endpointID string, dimension MetricDimension, params *GetEndpointMetricsParams, opts ...Option) (EndpointMetrics, error) {
	return value(Send(ctx, s, OpGetEndpointMetrics, Args{Params: Params{"endpoint_id": endpointID, "dimension": dimension}}.with(params), opts...))
}

// List sends GET /v1/tasks: list the catalog.
func (s *TasksService) List(ctx context.Context, opts ...Option) (*CatalogTaskList, error) {
	return Send(ctx, s, OpListCatalogTasks, Args{Params: Params{}}, opts...)
}

// Match sends POST /v1/tasks/match: find the task that fits a wish.
func (s *TasksService) Match(ctx context.Context, body CatalogTaskMatchRequest, opts ...Option) (*TaskMatch, error) {
	return Send(ctx, s, OpMatchCatalogTask, Args{Params: Params{}, Body: &body}, opts...)
}

// GetCatalogTaskParams has the query parameters of GetCatalogTask.
type GetCatalogTaskParams struct {
	// How many examples to send along.
	ExamplesN *int64
}

func (v *GetCatalogTaskParams) params() Params {
	if v == nil {
		return nil
	}
	return Params{"examples_n": v.ExamplesN}
}

// Retrieve sends GET /v1/tasks/{task_id}: get a task of the catalog.
func (s *TasksService) Retrieve(ctx context.Context, taskID string, params *GetCatalogTaskParams, opts ...Option) (*CatalogTask, error) {
	return Send(ctx, s, OpGetCatalogTask, Args{Params: Params{"task_id": taskID}}.with(params), opts...)
}

// Leaderboard sends GET /v1/tasks/{task_id}/leaderboard: get a task's leaderboard.
func (s *TasksService) Leaderboard(ctx context.Context, taskID string, opts ...Option) (*Leaderboard, error) {
	return Send(ctx, s, OpGetLeaderboard, Args{Params: Params{"task_id": taskID}}, opts...)
}

// ListFrontierModelsParams has the query parameters of ListFrontierModels.
type ListFrontierModelsParams struct {
	// The catalog task for which `benchmarked` is filled in.
	Task *string
}

func (v *ListFrontierModelsParams) params() Params {
	if v == nil {
		return nil
	}
	return Params{"task": v.Task}
}

// FrontierModels sends GET /v1/eval/frontier-models: list the frontier models.
func (s *EvalsService) FrontierModels(ctx context.Context, params *ListFrontierModelsParams, opts ...Option) (*FrontierModelList, error) {
	return Send(ctx, s, OpListFrontierModels, Args{Params: Params{}}.with(params), opts...)
}

// Create sends POST /v1/eval-sets: create an eval set.
func (s *EvalsSetsService) Create(ctx context.Context, body EvalSetUpload, opts ...Option) (*EvalSetEnvelope, error) {
	return Send(ctx, s, OpCreateEvalSet, Args{Params: Params{}, Body: &body}, opts...)
}

// List sends GET /v1/eval-sets: list eval sets.
func (s *EvalsSetsService) List(ctx context.Context, opts ...Option) (*EvalSetList, error) {
	return Send(ctx, s, OpListEvalSets, Args{Params: Params{}}, opts...)
}

// ProposeContract sends POST /v1/eval-sets/propose-contract: ask which task rows belong to.
func (s *EvalsSetsService) ProposeContract(ctx context.Context, body EvalContractUpload, opts ...Option) (*EvalContract, error) {
	return Send(ctx, s, OpProposeEvalContract, Args{Params: Params{}, Body: &body}, opts...)
}

// Retrieve sends GET /v1/eval-sets/{eval_set_id}: get an eval set.
func (s *EvalsSetsService) Retrieve(ctx context.Context, evalSetID string, opts ...Option) (*EvalSetEnvelope, error) {
	return Send(ctx, s, OpGetEvalSet, Args{Params: Params{"eval_set_id": evalSetID}}, opts...)
}

// Delete sends DELETE /v1/eval-sets/{eval_set_id}: delete an eval set.
func (s *EvalsSetsService) Delete(ctx context.Context, evalSetID string, opts ...Option) error {
	_, err := Send(ctx, s, OpDeleteEvalSet, Args{Params: Params{"eval_set_id": evalSetID}}, opts...)
	return err
}

func argsOfAttachBlob(evalSetID string, body BlobAttachment) Args {
	return Args{Params: Params{"eval_set_id": evalSetID}, Body: &body}
}

func argsOfCreateBlobUploadURL(evalSetID string, body BlobUploadRequest) Args {
	return Args{Params: Params{"eval_set_id": evalSetID}, Body: &body}
}

func argsOfCompleteBlobUpload(evalSetID string, body BlobUploadCompletionRequest) Args {
	return Args{Params: Params{"eval_set_id": evalSetID}, Body: &body}
}

// Create sends POST /v1/eval-runs: start an eval run.
func (s *EvalsRunsService) Create(ctx context.Context, body EvalRunRequest, opts ...Option) (*EvalRunAccepted, error) {
	return Send(ctx, s, OpCreateEvalRun, Args{Params: Params{}, Body: &body}, opts...)
}

// Retrieve sends GET /v1/eval-runs/{run_id}: get an eval run and its results.
func (s *EvalsRunsService) Retrieve(ctx context.Context, runID string, opts ...Option) (*EvalRunEnvelope, error) {
	return Send(ctx, s, OpGetEvalRun, Args{Params: Params{"run_id": runID}}, opts...)
}

// WithParallelBeta sets the header parallel-beta. Beta features to switch on, comma-separated. Known are
// mcp-server-2025-07-17, events-sse-2025-07-24, webhook-2025-08-12, field-basis-2025-11-25, findall-2025-09-15
// and search-extract-2025-10-10.
func WithParallelBeta(values ...string) Option {
	return WithHeader("parallel-beta", strings.Join(values, ","))
}
