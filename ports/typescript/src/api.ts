// Generated from openapi.yaml by codegen/ports. Do not edit.

import type { EventStream } from './core/stream.ts';
import { split } from './arguments.ts';
import type { CallOptions } from './core/request.ts';
import type { Wire } from './core/wire.ts';
import { unwrap } from './ids.ts';
import { resume } from './resume.ts';
import { waitFor, type WaitOptions } from './wait.ts';
import type * as spec from './spec.ts';

/** The methods of `taskRun`. */
export class TaskRunMethods {
  protected readonly wire: Wire;
  constructor(wire: Wire) {
    this.wire = wire;
  }
  /** Start a task run. API: POST /v1/tasks/runs */
  async create(params: spec.TaskRunInput & { 'parallel-beta'?: string[] | undefined; }, options: CallOptions = {}): Promise<spec.TaskRun> {
    return this.wire.send('createTaskRun', split('createTaskRun', params), options);
  }
  /** Get the status of a run. API: GET /v1/tasks/runs/{run_id} */
  async retrieve(runId: string, options: CallOptions = {}): Promise<spec.TaskRun> {
    return this.wire.send('getTaskRun', split('getTaskRun', { run_id: runId }), options);
  }
  /** Get what a run was asked. API: GET /v1/tasks/runs/{run_id}/input */
  async retrieveInput(runId: string, options: CallOptions = {}): Promise<spec.TaskRunInput> {
    return this.wire.send('getTaskRunInput', split('getTaskRunInput', { run_id: runId }), options);
  }
  /** Wait until the work is over, by polling every 0.25 s for at most 600 s. API: GET /v1/tasks/runs/{run_id}/result */
  async result(runId: string, options: Omit<WaitOptions<spec.TaskRunResult>, 'onEvent' | 'pollInterval'> & { params?: { 'parallel-beta'?: string[] | undefined; } } = {}): Promise<spec.TaskRunResult> {
    return waitFor(this.wire, 'getTaskRunResult', { params: { ...options.params, run_id: runId } }, options);
  }
  /** Follow the events of a run. API: GET /v1/tasks/runs/{run_id}/events */
  async events(runId: string, options: CallOptions = {}): Promise<EventStream<spec.TaskRunStreamEvent>> {
    return this.wire.stream('streamTaskRunEvents', split('streamTaskRunEvents', { run_id: runId }), options);
  }
}

/** The methods of `taskGroup`. */
export class TaskGroupMethods {
  protected readonly wire: Wire;
  constructor(wire: Wire) {
    this.wire = wire;
  }
  /** Create a group of runs. API: POST /v1/tasks/groups */
  async create(params: spec.TaskGroupInput, options: CallOptions = {}): Promise<spec.TaskGroup> {
    return this.wire.send('createTaskGroup', split('createTaskGroup', params), options);
  }
  /** Get a group and its status. API: GET /v1/tasks/groups/{taskgroup_id} */
  async retrieve(taskgroupId: string, options: CallOptions = {}): Promise<spec.TaskGroup> {
    return this.wire.send('getTaskGroup', split('getTaskGroup', { taskgroup_id: taskgroupId }), options);
  }
  /** Wait until the work is over, by polling every 5 s for at most 3600 s. API: GET /v1/tasks/groups/{taskgroup_id} */
  async wait(taskgroupId: string, options: WaitOptions<spec.TaskGroup> = {}): Promise<spec.TaskGroup> {
    return waitFor(this.wire, 'getTaskGroup', { params: { taskgroup_id: taskgroupId } }, options);
  }
  /** Add runs to a group. API: POST /v1/tasks/groups/{taskgroup_id}/runs */
  async addRuns(taskgroupId: string, params: spec.TaskGroupRunsInput & { refresh_status?: boolean | undefined; 'parallel-beta'?: string[] | undefined; }, options: CallOptions = {}): Promise<spec.TaskGroupRuns> {
    return this.wire.send('addTaskGroupRuns', split('addTaskGroupRuns', params, { taskgroup_id: taskgroupId }), options);
  }
  /** Read all runs of a group. API: GET /v1/tasks/groups/{taskgroup_id}/runs */
  async getRuns(taskgroupId: string, params: { last_event_id?: string | undefined; status?: spec.TaskRunStatus | undefined; include_input?: boolean | undefined; include_output?: boolean | undefined; } = {}, options: CallOptions = {}): Promise<EventStream<spec.TaskGroupRunsEvent>> {
    return resume(this.wire, 'streamTaskGroupRuns', split('streamTaskGroupRuns', params, { taskgroup_id: taskgroupId }), options);
  }
  /** Get the status of a run in a group. API: GET /v1/tasks/groups/{taskgroup_id}/runs/{run_id} */
  async retrieveRun(taskgroupId: string, runId: string, options: CallOptions = {}): Promise<spec.TaskRun> {
    return this.wire.send('getTaskGroupRun', split('getTaskGroupRun', { taskgroup_id: taskgroupId, run_id: runId }), options);
  }
  /** Follow the events of a group. API: GET /v1/tasks/groups/{taskgroup_id}/events */
  async events(taskgroupId: string, params: { last_event_id?: string | undefined; timeout?: number | undefined; } = {}, options: CallOptions = {}): Promise<EventStream<spec.TaskGroupStreamEvent>> {
    return resume(this.wire, 'streamTaskGroupEvents', split('streamTaskGroupEvents', params, { taskgroup_id: taskgroupId }), options);
  }
}

/** The namespaces of the parallel API. */
export abstract class ParallelNamespaces {
  readonly taskRun: TaskRunMethods;
  readonly taskGroup: TaskGroupMethods;
  /** Sends any operation by its id. */
  readonly wire: Wire;
  constructor(wire: Wire) {
    this.wire = wire;
    this.taskRun = new TaskRunMethods(wire);
    this.taskGroup = new TaskGroupMethods(wire);
  }
}

/** The methods of `chat.completions`. */
export class ChatCompletionsMethods {
  protected readonly wire: Wire;
  constructor(wire: Wire) {
    this.wire = wire;
  }
  /** Answer a chat. API: POST /v1/chat/completions */
  create(params: spec.ChatCompletionRequest & { stream: true }, options?: CallOptions): Promise<EventStream<spec.ChatCompletionChunk>>;
  create(params: spec.ChatCompletionRequest & { stream?: Exclude<spec.ChatCompletionRequest['stream'], true> }, options?: CallOptions): Promise<spec.ChatCompletion>;
  async create(params: spec.ChatCompletionRequest, options: CallOptions = {}): Promise<EventStream<spec.ChatCompletionChunk> | spec.ChatCompletion> {
    const request = split('createChatCompletion', params);
    return params.stream === true
      ? this.wire.stream('createChatCompletion', request, options)
      : this.wire.send('createChatCompletion', request, options);
  }
}

/** The methods of `evals.sets`. */
export class EvalsSetsMethods {
  protected readonly wire: Wire;
  constructor(wire: Wire) {
    this.wire = wire;
  }
  /** Create an eval set. API: POST /v1/eval-sets */
  async create(params: spec.EvalSetUpload, options: CallOptions = {}): Promise<spec.EvalSet> {
    const response = await this.wire.send('createEvalSet', split('createEvalSet', params), options);
    return unwrap(this.wire, 'createEvalSet', response, 'eval_set') as spec.EvalSet;
  }
  /** List eval sets. API: GET /v1/eval-sets */
  async list(options: CallOptions = {}): Promise<spec.EvalSet[]> {
    const response = await this.wire.send('listEvalSets', split('listEvalSets', {}), options);
    return unwrap(this.wire, 'listEvalSets', response, 'eval_sets') as spec.EvalSet[];
  }
  /** Ask which task rows belong to. API: POST /v1/eval-sets/propose-contract */
  async proposeContract(params: spec.EvalContractUpload, options: CallOptions = {}): Promise<spec.EvalContract> {
    return this.wire.send('proposeEvalContract', split('proposeEvalContract', params), options);
  }
  /** Get an eval set. API: GET /v1/eval-sets/{eval_set_id} */
  async retrieve(evalSetId: string, options: CallOptions = {}): Promise<spec.EvalSet> {
    const response = await this.wire.send('getEvalSet', split('getEvalSet', { eval_set_id: evalSetId }), options);
    return unwrap(this.wire, 'getEvalSet', response, 'eval_set') as spec.EvalSet;
  }
  /** Delete an eval set. API: DELETE /v1/eval-sets/{eval_set_id} */
  async delete(evalSetId: string, options: CallOptions = {}): Promise<void> {
    return this.wire.send('deleteEvalSet', split('deleteEvalSet', { eval_set_id: evalSetId }), options);
  }
}

/** The methods of `evals.runs`. */
export class EvalsRunsMethods {
  protected readonly wire: Wire;
  constructor(wire: Wire) {
    this.wire = wire;
  }
  /** Start an eval run. API: POST /v1/eval-runs */
  async create(params: spec.EvalRunRequest, options: CallOptions = {}): Promise<spec.EvalRunAccepted> {
    return this.wire.send('createEvalRun', split('createEvalRun', params), options);
  }
  /** Get an eval run and its results. API: GET /v1/eval-runs/{run_id} */
  async retrieve(runId: string, options: CallOptions = {}): Promise<spec.EvalRunEnvelope> {
    return this.wire.send('getEvalRun', split('getEvalRun', { run_id: runId }), options);
  }
  /** Wait until the work is over, by polling every 3 s for at most 900 s. API: GET /v1/eval-runs/{run_id} */
  async wait(runId: string, options: WaitOptions<spec.EvalRunEnvelope> = {}): Promise<spec.EvalRunEnvelope> {
    return waitFor(this.wire, 'getEvalRun', { params: { run_id: runId } }, options);
  }
}

/** The methods of `chat`. */
export class ChatMethods {
  readonly completions: ChatCompletionsMethods;
  protected readonly wire: Wire;
  constructor(wire: Wire) {
    this.wire = wire;
    this.completions = new ChatCompletionsMethods(wire);
  }
}

/** The methods of `models`. */
export class ModelsMethods {
  protected readonly wire: Wire;
  constructor(wire: Wire) {
    this.wire = wire;
  }
  /** List what can be called. API: GET /v1/models */
  async list(options: CallOptions = {}): Promise<spec.ModelList> {
    return this.wire.send('listModels', split('listModels', {}), options);
  }
}

/** The methods of `auto`. */
export class AutoMethods {
  protected readonly wire: Wire;
  constructor(wire: Wire) {
    this.wire = wire;
  }
  /** Get the metrics of the model auto. API: GET /v1/auto/metrics */
  async metrics(options: CallOptions = {}): Promise<spec.AutoMetrics> {
    return this.wire.send('getAutoMetrics', split('getAutoMetrics', {}), options);
  }
}

/** The methods of `playground`. */
export class PlaygroundMethods {
  protected readonly wire: Wire;
  constructor(wire: Wire) {
    this.wire = wire;
  }
  /** Ask a frontier model. API: POST /v1/playground/frontier */
  async frontier(params: spec.PlaygroundRequest, options: CallOptions = {}): Promise<spec.PlaygroundCompletion> {
    return this.wire.send('askFrontierModel', split('askFrontierModel', params), options);
  }
}

/** The methods of `endpoints`. */
export class EndpointsMethods {
  protected readonly wire: Wire;
  constructor(wire: Wire) {
    this.wire = wire;
  }
  /** Deploy a model for a task. API: POST /v1/endpoints */
  async deploy(params: spec.DeployRequest, options: CallOptions = {}): Promise<EventStream<{ event: 'progress'; data: spec.DeployProgress } | { event: 'complete'; data: spec.DeployComplete } | { event: 'error'; data: spec.DeployFailed }>> {
    return this.wire.stream('deployEndpoint', split('deployEndpoint', params), options);
  }
  /** List endpoints. API: GET /v1/endpoints */
  async list(options: CallOptions = {}): Promise<spec.Endpoint[]> {
    return this.wire.send('listEndpoints', split('listEndpoints', {}), options);
  }
  /** Get an endpoint. API: GET /v1/endpoints/{endpoint_id} */
  async retrieve(endpointId: string, options: CallOptions = {}): Promise<spec.Endpoint> {
    return this.wire.send('getEndpoint', split('getEndpoint', { endpoint_id: endpointId }), options);
  }
  /** Wait until the work is over, by polling every 2 s for at most 1800 s. API: GET /v1/endpoints/{endpoint_id} */
  async wait(endpointId: string, options: WaitOptions<spec.Endpoint> = {}): Promise<spec.Endpoint> {
    return waitFor(this.wire, 'getEndpoint', { params: { endpoint_id: endpointId } }, options);
  }
  /** Delete an endpoint. API: DELETE /v1/endpoints/{endpoint_id} */
  async delete(endpointId: string, options: CallOptions = {}): Promise<void> {
    return this.wire.send('deleteEndpoint', split('deleteEndpoint', { endpoint_id: endpointId }), options);
  }
  /** Start a stopped endpoint. API: POST /v1/endpoints/{endpoint_id}/start */
  async start(endpointId: string, options: CallOptions = {}): Promise<spec.EndpointStatusChange> {
    return this.wire.send('startEndpoint', split('startEndpoint', { endpoint_id: endpointId }), options);
  }
  /** Stop an endpoint. API: POST /v1/endpoints/{endpoint_id}/stop */
  async stop(endpointId: string, options: CallOptions = {}): Promise<spec.EndpointStatusChange> {
    return this.wire.send('stopEndpoint', split('stopEndpoint', { endpoint_id: endpointId }), options);
  }
  /** Get one kind of metrics. API: GET /v1/endpoints/{endpoint_id}/{dimension} */
  async metrics(endpointId: string, dimension: spec.MetricDimension, params: { filters?: spec.JsonObject | undefined; } = {}, options: CallOptions = {}): Promise<spec.EndpointMetrics> {
    return this.wire.send('getEndpointMetrics', split('getEndpointMetrics', params, { endpoint_id: endpointId, dimension: dimension }), options);
  }
}

/** The methods of `tasks`. */
export class TasksMethods {
  protected readonly wire: Wire;
  constructor(wire: Wire) {
    this.wire = wire;
  }
  /** List the catalog. API: GET /v1/tasks */
  async list(options: CallOptions = {}): Promise<spec.CatalogTask[]> {
    const response = await this.wire.send('listCatalogTasks', split('listCatalogTasks', {}), options);
    return unwrap(this.wire, 'listCatalogTasks', response, 'tasks') as spec.CatalogTask[];
  }
  /** Find the task that fits a wish. API: POST /v1/tasks/match */
  async match(params: spec.CatalogTaskMatchRequest, options: CallOptions = {}): Promise<spec.TaskMatch> {
    return this.wire.send('matchCatalogTask', split('matchCatalogTask', params), options);
  }
  /** Get a task of the catalog. API: GET /v1/tasks/{task_id} */
  async retrieve(taskId: string, params: { examples_n?: number | undefined; } = {}, options: CallOptions = {}): Promise<spec.CatalogTask> {
    return this.wire.send('getCatalogTask', split('getCatalogTask', params, { task_id: taskId }), options);
  }
  /** Get a task's leaderboard. API: GET /v1/tasks/{task_id}/leaderboard */
  async leaderboard(taskId: string, options: CallOptions = {}): Promise<spec.Leaderboard> {
    return this.wire.send('getLeaderboard', split('getLeaderboard', { task_id: taskId }), options);
  }
}

/** The methods of `evals`. */
export class EvalsMethods {
  readonly sets: EvalsSetsMethods;
  readonly runs: EvalsRunsMethods;
  protected readonly wire: Wire;
  constructor(wire: Wire) {
    this.wire = wire;
    this.sets = new EvalsSetsMethods(wire);
    this.runs = new EvalsRunsMethods(wire);
  }
  /** List the frontier models. API: GET /v1/eval/frontier-models */
  async frontierModels(params: { task?: string | undefined; } = {}, options: CallOptions = {}): Promise<spec.FrontierModel[]> {
    const response = await this.wire.send('listFrontierModels', split('listFrontierModels', params), options);
    return unwrap(this.wire, 'listFrontierModels', response, 'frontier_models') as spec.FrontierModel[];
  }
}

/** The namespaces of the pareta API. */
export abstract class ParetaNamespaces {
  readonly chat: ChatMethods;
  readonly models: ModelsMethods;
  readonly auto: AutoMethods;
  readonly playground: PlaygroundMethods;
  readonly endpoints: EndpointsMethods;
  readonly tasks: TasksMethods;
  readonly evals: EvalsMethods;
  /** Sends any operation by its id. */
  readonly wire: Wire;
  constructor(wire: Wire) {
    this.wire = wire;
    this.chat = new ChatMethods(wire);
    this.models = new ModelsMethods(wire);
    this.auto = new AutoMethods(wire);
    this.playground = new PlaygroundMethods(wire);
    this.endpoints = new EndpointsMethods(wire);
    this.tasks = new TasksMethods(wire);
    this.evals = new EvalsMethods(wire);
  }
}
