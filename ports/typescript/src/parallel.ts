// The client of the Task API: what goes beyond one request.

import { ParallelNamespaces, TaskGroupMethods, TaskRunMethods } from './api.ts';
import { isFromCallback, notify } from './callbacks.ts';
import { fromEnvironment, newSettings, type ClientOptions } from './config.ts';
import { checkIsOptions, checkOptions, seconds } from './core/settings.ts';
import { OutputParseError, RunFailedError, SDKError, StatusError } from './core/errors.ts';
import { textOf } from './core/failures.ts';
import { RunAdder, type AddRunsOptions, type AddRunsParams } from './group-runs.ts';
import { malformed, requireId } from './ids.ts';
import { RunSource } from './run-events.ts';
import { isObject, type CallOptions, type WireRequest } from './core/request.ts';
import { checkArguments, split } from './arguments.ts';
import { CursorSource, resume, type Novelty } from './resume.ts';
import { describeOutput, type Output, type OutputRules, type Parsed } from './schema.ts';
import { operations } from './spec.ts';
import type * as spec from './spec.ts';
import { withStarted, type StartedWork } from './started.ts';
import type { EventStream } from './core/stream.ts';
import { progressOf, waitFor, type WaitOptions } from './wait.ts';
import { Wire, type TimedOptions } from './core/wire.ts';

/** A result whose `output.parsed` is the output as the schema describes it. */
export type ParsedResult<T> = spec.TaskRunResult & { output: { readonly parsed: T } };

/** Options of waiting for a result. Durations are in seconds. */
export interface ResultOptions<O> extends Pick<CallOptions, 'signal' | 'headers' | 'query'> {
  /** What the run was started with. It is not sent again. */
  output?: O | undefined;
  /** Limit of the whole wait. */
  timeout?: number | undefined;
  /** Query and header parameters of each poll. */
  params?: { 'parallel-beta'?: string[] | undefined } | undefined;
  /** Called with each event of the run during the wait. */
  onEvent?: ((event: spec.TaskRunStreamEvent) => unknown) | undefined;
}

/** Options of `execute`. Durations are in seconds. */
export interface ExecuteOptions extends CallOptions {
  /** Called with the run id as soon as it is known, before the wait. */
  onStart?: ((runId: string) => unknown) | undefined;
  /** Called with each event of the run during the wait. */
  onEvent?: ((event: spec.TaskRunStreamEvent) => unknown) | undefined;
}

/** The arguments of `execute`: those of `create`, with `output` in place of the task spec. */
export type ExecuteParams<O> = Omit<spec.TaskRunInput, 'task_spec'> & {
  output?: O | undefined;
  'parallel-beta'?: string[] | undefined;
};

/** The methods of `taskRun`. */
export class TaskRun extends TaskRunMethods {
  override async create(
    params: spec.TaskRunInput & { 'parallel-beta'?: string[] | undefined },
    options: TimedOptions = {},
  ): Promise<spec.TaskRun> {
    const run = await this.wire.send('createTaskRun', split('createTaskRun', params), options);
    requireId(this.wire, 'createTaskRun', run, run.run_id, 'run_id');
    return run;
  }

  /** Retrieve the input that a run was created with. */
  async input(runId: string, options: CallOptions = {}): Promise<spec.TaskRunInput> {
    return this.retrieveInput(runId, options);
  }

  override async result<O extends Output | undefined = undefined>(
    runId: string,
    options: ResultOptions<O> = {},
  ): Promise<ParsedResult<Parsed<O>>> {
    checkIsOptions(options);
    const rules = describeOutput(options.output);
    const result = await this.#wait(runId, options);
    return parsed(this.wire, result, rules, runId) as Promise<ParsedResult<Parsed<O>>>;
  }

  /** The events of a run, until it has ended. The stream reconnects, and each event comes once. */
  override async events(runId: string, options: TimedOptions = {}): Promise<EventStream<spec.TaskRunStreamEvent>> {
    const id = 'streamTaskRunEvents';
    return resume(this.wire, id, split(id, { run_id: runId }), options, new RunSource(this.wire, runId, options));
  }

  /**
   * Start a run, wait for its result, and return it with its parsed output. Billed.
   *
   * @example
   * const result = await client.taskRun.execute({ input: 'United Nations', processor: 'base', output: z.object({…}) });
   */
  async execute<O extends Output | undefined = undefined>(
    params: ExecuteParams<O>,
    options: ExecuteOptions = {},
  ): Promise<ParsedResult<Parsed<O>>> {
    const { output, ...input } = checkArguments('taskRun.execute', params, options);
    const { onStart, onEvent, ...rest } = options;
    checkOptions({ onStart, onEvent }, ['onStart', 'onEvent']);
    const rules = describeOutput(output);
    const timeout = seconds('timeout', rest.timeout ?? operations.createTaskRun.wait!.timeout);
    const { clock } = this.wire.settings;
    const deadline = clock.monotonic() + timeout;
    const body = rules.schema === undefined ? input : { ...input, task_spec: { output_schema: rules.schema } };
    const created = await this.create(body, { ...rest, timeout: undefined, deadline });
    try {
      await onStart?.(created.run_id);
      const left = Math.max(0.001, deadline - clock.monotonic());
      const beta = params['parallel-beta'];
      const { signal, headers } = rest;
      const wait = { signal, headers, onEvent, timeout: left, params: { 'parallel-beta': beta } };
      const result = await this.#wait(created.run_id, wait);
      return (await parsed(this.wire, result, rules, created.run_id)) as ParsedResult<Parsed<O>>;
    } catch (error) {
      throw withStarted(error, startedRun(created), this.wire.settings.redact, rest.signal);
    }
  }

  async #wait(runId: string, options: ResultOptions<unknown>): Promise<spec.TaskRunResult> {
    const { onEvent, params, ...rest } = options;
    checkOptions({ onEvent }, ['onEvent']);
    if (onEvent) await this.#follow(runId, options, onEvent);
    const request = { params: { ...params, run_id: runId } };
    const wait: WaitOptions<spec.TaskRunResult> = { ...rest, pollInterval: undefined };
    return waitFor(this.wire, 'getTaskRunResult', request, wait, {
      isResult: true,
      check: (result) => {
        if (!isObject(result.output)) throw malformed(this.wire, 'getTaskRunResult', result, 'it has no output');
      },
      onError: (error, deadline) => this.#mayHaveResult(runId, error, { ...rest, timeout: undefined, deadline }),
    });
  }

  /** Call a function with the events of a run until they end. A failure shows in the wait that follows, if it matters. */
  async #follow(runId: string, options: ResultOptions<unknown>, call: (event: spec.TaskRunStreamEvent) => unknown) {
    const timeout = options.timeout ?? operations.getTaskRunResult.wait!.timeout;
    const deadline = this.wire.settings.clock.monotonic() + timeout;
    try {
      const { signal, headers } = options;
      for await (const event of await this.events(runId, { signal, headers, deadline })) await notify(call, event);
    } catch (error) {
      if (!(error instanceof SDKError) || isFromCallback(error)) throw error;
    }
  }

  /** A 404 means that the run is unknown or failed: the run itself says which, and why. */
  async #mayHaveResult(runId: string, error: unknown, options: TimedOptions): Promise<boolean> {
    if (!(error instanceof StatusError) || error.kind !== 'not-found') return false;
    let run: spec.TaskRun;
    try {
      run = await this.wire.send('getTaskRun', { params: { run_id: runId } }, options);
    } catch (other) {
      throw other instanceof StatusError && other.kind === 'not-found' ? error : other;
    }
    const { outcome } = operations.createTaskRun.wait!;
    const hasSucceeded = outcome!.success?.includes(run.status);
    if (hasSucceeded || progressOf({ ...outcome!, in: null }, run) === 'active') return true;
    const { redact } = this.wire.settings;
    const { message = 'the service gave no reason', ref_id } = run.error ?? {};
    const reason = redact.text(textOf(message));
    const reference = typeof ref_id === 'string' ? redact.text(ref_id) : undefined;
    const named = reference ? ` (reference ${reference})` : '';
    throw new RunFailedError('run-failed', `task run ${runId} ended as ${run.status}: ${reason}${named}`, {
      reference,
      id: runId,
      requestId: error.requestId,
      partial: redact.value(run),
      cause: error,
    });
  }
}

function startedRun(run: spec.TaskRun): StartedWork {
  const id = run.run_id;
  const advice = `Task run ${id} was started: taskRun.result(${JSON.stringify(id)}) waits for it.`;
  return { id, partial: run, advice };
}

async function parsed(
  wire: Wire,
  result: spec.TaskRunResult,
  rules: OutputRules,
  runId: string,
): Promise<ParsedResult<unknown>> {
  const { content } = result.output;
  const { redact } = wire.settings;
  const found = await rules.parse(content).catch((cause: unknown) => ({ problem: String(cause), cause }));
  if ('problem' in found) {
    const message =
      `task run ${runId} completed, but its output does not fit: ${redact.text(found.problem)}. ` +
      "The error's partial is the result.";
    const { cause } = found as { cause?: unknown };
    const context = { id: runId, partial: redact.value(result), cause: redact.cause(cause) };
    throw new OutputParseError('output-parse', message, context);
  }
  // Not enumerable: the JSON of the result stays as it came.
  Object.defineProperty(result.output, 'parsed', { value: found.value });
  return result as ParsedResult<unknown>;
}

/** The methods of `taskGroup`. */
export class TaskGroup extends TaskGroupMethods {
  override async create(params: spec.TaskGroupInput = {}, options: CallOptions = {}): Promise<spec.TaskGroup> {
    const group = await super.create(params, options);
    requireId(this.wire, 'createTaskGroup', group, group.taskgroup_id, 'taskgroup_id');
    return group;
  }

  /**
   * Start runs in a group, in requests of as many as the API takes at once. Each is billed, and none is started twice: each
   * row gets a key in its metadata (`pareta_sdk_row`), made from its content. If it is unknown whether a request was
   * accepted, the runs of the group are read, and only missing rows are sent. Repeat a failed call with the
   * `idempotencyKey` of its error to add what is missing.
   *
   * @example
   * const { run_ids } = await client.taskGroup.addRuns(id, { inputs: [{ input: 'France', processor: 'base' }] });
   */
  override async addRuns(
    taskgroupId: string,
    params: AddRunsParams,
    options: AddRunsOptions = {},
  ): Promise<spec.TaskGroupRuns> {
    const { inputs, ...shared } = checkArguments('taskGroup.addRuns', params, options);
    const { onStart, ...rest } = options;
    checkOptions({ onStart }, ['onStart']);
    return new RunAdder(this.wire, taskgroupId, shared, rest).add(inputs, onStart);
  }

  override async wait(taskgroupId: string, options: WaitOptions<spec.TaskGroup> = {}): Promise<spec.TaskGroup> {
    return waitFor(this.wire, 'getTaskGroup', { params: { taskgroup_id: taskgroupId } }, options, {
      check: (group) => {
        if (isObject(group.status) && typeof group.status.is_active === 'boolean') return;
        throw malformed(this.wire, 'getTaskGroup', group, 'it has no valid status');
      },
    });
  }

  /**
   * The events of a group, until no run is active, or the `timeout` of the service has passed. The stream reconnects, and
   * each event comes once.
   */
  override async events(
    taskgroupId: string,
    params: Omit<spec.Operations['streamTaskGroupEvents']['params'], 'taskgroup_id'> = {},
    options: TimedOptions = {},
  ): Promise<EventStream<spec.TaskGroupStreamEvent>> {
    const id = 'streamTaskGroupEvents';
    const request = split(id, params, { taskgroup_id: taskgroupId });
    // With a timeout of the caller's own the stream ends when the service closes it.
    if (params.timeout !== undefined) return resume(this.wire, id, request, options);
    return resume(this.wire, id, request, options, new GroupSource(this.wire, request, options, taskgroupId));
  }
}

/** The events of a group. The server closes the stream from time to time before the last run has ended. */
class GroupSource extends CursorSource {
  readonly #wire: Wire;
  readonly #id: string;
  readonly #options: TimedOptions;
  #last: spec.TaskGroupStatus | undefined;
  /** Whether the group was checked since the last new event. */
  #checked = false;

  constructor(wire: Wire, request: WireRequest, options: TimedOptions, id: string) {
    super(wire, 'streamTaskGroupEvents', request, options);
    this.#wire = wire;
    this.#id = id;
    this.#options = options;
  }

  override record(event: unknown): Novelty {
    const known = event as spec.TaskGroupStreamEvent;
    if (known.type === 'task_group_status') this.#last = known.status;
    const novelty = super.record(event);
    this.#checked &&= novelty === 'repeated';
    return novelty;
  }

  override async isOver(): Promise<boolean> {
    const { signal, headers, deadline } = this.#options;
    const params = { taskgroup_id: this.#id };
    const group = await this.#wire.send('getTaskGroup', { params }, { signal, headers, deadline });
    if (!isObject(group.status)) throw malformed(this.#wire, 'getTaskGroup', group, 'it has no status');
    if (group.status.is_active) return false;
    const counts = ({ num_task_runs, task_run_status_counts }: Partial<spec.TaskGroupStatus>): string =>
      JSON.stringify([num_task_runs ?? 0, Object.entries(task_run_status_counts ?? {}).sort()]);
    if (counts(this.#last ?? {}) === counts(group.status)) return true;
    const nothingLeft = this.#checked && this.cursor !== undefined && this.#last === undefined;
    this.#checked = true;
    return nothingLeft;
  }
}

/**
 * The client of the Task API.
 *
 * @example
 * const client = Parallel.fromEnv();
 * const result = await client.taskRun.execute({ input: 'United Nations', processor: 'base', output: 'Founding date' });
 * console.log(result.output.parsed);
 */
export class Parallel extends ParallelNamespaces {
  override readonly taskRun: TaskRun;
  override readonly taskGroup: TaskGroup;

  constructor(options: ClientOptions) {
    super(new Wire(newSettings('parallel', options)));
    this.taskRun = new TaskRun(this.wire);
    this.taskGroup = new TaskGroup(this.wire);
  }

  /** Return a client with the key and the base URL of the environment. */
  static fromEnv(options: Partial<ClientOptions> = {}): Parallel {
    return new Parallel(fromEnvironment('parallel', options));
  }
}
