// The client of the Pareta API: what goes beyond one request.

import { EndpointsMethods, EvalsMethods, EvalsRunsMethods, EvalsSetsMethods, ParetaNamespaces } from './api.ts';
import { isFromCallback, notify } from './callbacks.ts';
import { fromEnvironment, newSettings, type ClientOptions } from './config.ts';
import {
  ArgumentError,
  CancelledError,
  ConnectionError,
  DeployFailedError,
  ResponseError,
  StatusError,
  StreamEndedError,
  WaitTimeoutError,
} from './core/errors.ts';
import { note, textOf } from './core/failures.ts';
import { malformed, requireId } from './ids.ts';
import { encodeJson, isObject, segment, withKey, type CallOptions } from './core/request.ts';
import { checkArguments, split } from './arguments.ts';
import { checkIsOptions, checkOptions } from './core/settings.ts';
import { operations, retryClasses, type Operations } from './spec.ts';
import { sha256 } from './digests.ts';
import { DEFAULT_MODEL } from './limits.ts';
import type * as spec from './spec.ts';
import { setKey, withStarted, type StartedWork } from './started.ts';
import type { EventStream } from './core/stream.ts';
import { uploadDocument, type DocumentParams } from './uploads.ts';
import { limits, poll, progressOf, waitFor, type WaitOptions } from './wait.ts';
import { Wire, type TimedOptions } from './core/wire.ts';

/** An event of a deploy. */
export type DeployEvent = Operations['deployEndpoint']['event'];

/** The arguments of a deploy. With `wait: true` the result is the live endpoint, otherwise the events. */
export type DeployParams = spec.DeployRequest & { wait?: boolean | undefined };

/** Options of a deploy. Durations are in seconds. */
export interface DeployOptions extends CallOptions {
  /** Called with the endpoint's id as soon as the service has accepted the deploy. */
  onStart?: ((endpointId: string) => unknown) | undefined;
  /** Called with each event of the deploy during the wait. */
  onEvent?: ((event: DeployEvent) => unknown) | undefined;
}

/** The methods of `endpoints`. */
export class Endpoints extends EndpointsMethods {
  /**
   * Deploy a model for a task. There is never more than one deploy for a call: all attempts share one idempotency key.
   *
   * @example
   * for await (const event of await pareta.endpoints.deploy({ task: 'contract-key-fields' })) console.log(event);
   * const endpoint = await pareta.endpoints.deploy({ task: 'contract-key-fields', wait: true });
   */
  override deploy(params: DeployParams & { wait: true }, options?: DeployOptions): Promise<spec.Endpoint>;
  override deploy(
    params: DeployParams & { wait?: false | undefined },
    options?: DeployOptions,
  ): Promise<EventStream<DeployEvent>>;
  override async deploy(
    params: DeployParams,
    options: DeployOptions = {},
  ): Promise<spec.Endpoint | EventStream<DeployEvent>> {
    const { wait = false, ...body } = checkArguments('endpoints.deploy', params, options);
    const { onStart, onEvent, ...rest } = options;
    checkOptions({ onStart, onEvent }, ['onStart', 'onEvent']);
    body.model ??= DEFAULT_MODEL;
    if (onEvent && !wait) throw new ArgumentError('onEvent is called during the wait: pass wait: true');
    if (!wait && !onStart) return super.deploy(body, rest);
    const keyed = withKey(rest);
    const name = body.name ?? `ep_${(await sha256(keyed.idempotencyKey)).slice(0, 12)}`;
    segment('name', name);
    const request = { ...body, name };
    if (wait) return this.#deployUntilLive(request, { ...keyed, onStart, onEvent }, name);
    let events: EventStream<DeployEvent> | undefined;
    try {
      events = await super.deploy(request, keyed);
      await onStart?.(name);
      return events;
    } catch (error) {
      await events?.close();
      if (!events && !mayHaveStarted(error)) throw error;
      throw withStarted(error, startedDeploy(name, events !== undefined), this.wire.settings.redact, rest.signal);
    }
  }

  /** Wait until an endpoint is live. Throws `DeployFailedError` for one that is stopped. */
  override async wait(endpointId: string, options: WaitOptions<spec.Endpoint> = {}): Promise<spec.Endpoint> {
    return waitFor(this.wire, 'getEndpoint', { params: { endpoint_id: endpointId } }, options, {
      onFailure: (endpoint) => {
        throw stopped(this.wire, endpointId, endpoint);
      },
    });
  }

  /** Read the events of the deploy; poll the endpoint if they break; deploy again if there is no such endpoint. */
  async #deployUntilLive(
    body: spec.DeployRequest,
    options: DeployOptions & { idempotencyKey: string },
    name: string,
  ): Promise<spec.Endpoint> {
    const { onStart, onEvent, timeout, ...rest } = options;
    const wait = limits(this.wire, 'deployEndpoint', { timeout, signal: rest.signal });
    const { outcome } = operations.deployEndpoint.wait!;
    const { signal, headers } = rest;
    const pollOptions = { signal, headers, deadline: wait.deadline };
    let accepted = false;
    let announced = false;
    let isReached = false; // whether the service has responded at all
    let failed = false;
    const ask = async (): Promise<spec.Endpoint | undefined> => {
      if (accepted) {
        try {
          const endpoint = await this.wire.send('getEndpoint', { params: { endpoint_id: name } }, pollOptions);
          const progress = progressOf(outcome!, endpoint);
          if (progress === 'failure') throw stopped(this.wire, name, endpoint);
          return progress === 'success' ? endpoint : undefined;
        } catch (error) {
          if (!(error instanceof StatusError) || error.kind !== 'not-found') throw error;
          accepted = false;
        }
      }
      const timed: TimedOptions = { ...rest, deadline: wait.deadline };
      const request = split('deployEndpoint', body);
      const events = await this.wire.stream('deployEndpoint', request, timed).catch((error: unknown) => {
        failed ||= error !== signal?.reason;
        isReached ||= !(error instanceof ConnectionError);
        throw error;
      });
      accepted = isReached = true;
      try {
        if (!announced) await notify(onStart, name);
        announced = true;
        return await deployed(events, this.wire, onEvent);
      } catch (error) {
        // A proxy closed the stream properly. To the wait that is a lost connection: the endpoint may be live.
        if (!(error instanceof StreamEndedError) || isFromCallback(error)) throw error;
        const { requestId, partial, message } = error;
        throw new ConnectionError('connection', message, { requestId, partial, cause: error });
      } finally {
        await events.close();
      }
    };
    const rule = retryClasses[operations.deployEndpoint.retry]!;
    const end = poll(this.wire, rule, { ...wait, isReached: () => isReached }, ask, (cause) => {
      const message = `endpoint ${name} was not live within ${String(wait.timeout)} s.`;
      return new WaitTimeoutError('wait-timeout', message, { cause });
    });
    return end.catch((error: unknown) => {
      const isCancelled = failed && error === signal?.reason; // in a pause after a deploy that may have been accepted
      if (!accepted && !isCancelled && !mayHaveStarted(error)) throw error;
      const found = withStarted(error, startedDeploy(name, accepted), this.wire.settings.redact, signal);
      setKey(found, options.idempotencyKey);
      throw found;
    });
  }
}

async function deployed(
  events: EventStream<DeployEvent>,
  wire: Wire,
  onEvent?: (event: DeployEvent) => unknown,
): Promise<spec.Endpoint> {
  const { requestId } = events.response;
  for await (const event of events) {
    await notify(onEvent, event);
    if (operations.deployEndpoint.stream!.end!.failure!.includes(event.event)) {
      const reason = 'message' in event.data && event.data.message ? event.data.message : 'the service gave no reason';
      throw new DeployFailedError(
        'deploy-failed',
        `the deploy failed: ${wire.settings.redact.text(textOf(reason))}${note(requestId)}`,
        { requestId },
      );
    }
    if (event.event === 'complete' && event.data.endpoint) return event.data.endpoint;
  }
  const problem = `the stream of the deploy ended without an endpoint${note(requestId)}`;
  throw new StreamEndedError('stream-ended', `${problem}. Look for it in endpoints.list().`, { requestId });
}

function stopped(wire: Wire, id: string, endpoint: spec.Endpoint): DeployFailedError {
  const message = `endpoint ${id} is ${String(endpoint.status)}. Start it with endpoints.start(${JSON.stringify(id)}).`;
  return new DeployFailedError('deploy-failed', message, { id, partial: wire.settings.redact.value(endpoint) });
}

function startedDeploy(id: string, accepted: boolean): StartedWork {
  const shown = JSON.stringify(id);
  const advice = accepted
    ? `The deploy may still succeed: endpoints.wait(${shown}) waits for it.`
    : `Perhaps the deploy was accepted: endpoints.retrieve(${shown}) shows it, and the same call with the ` +
      "error's idempotencyKey deploys it once.";
  return { id, partial: undefined, advice };
}

function mayHaveStarted(error: unknown): boolean {
  if (error instanceof ConnectionError) return !error.permanent;
  return error instanceof CancelledError || error instanceof ResponseError;
}

/** The rows of an eval set: objects, or a file of JSON lines. */
export type Rows = readonly object[] | Blob;

/** The methods of `evals.sets`. */
export class EvalSets extends EvalsSetsMethods {
  override async create(
    params: Omit<spec.EvalSetUpload, 'items'> & { items: Rows; task?: string | undefined },
    options: CallOptions = {},
  ): Promise<spec.EvalSet> {
    const { task, ...fields } = checkArguments('evals.sets.create', params);
    const body = { ...fields, ...(task === undefined ? {} : { task_id: task }), items: jsonLines(params.items) };
    const set = await super.create(body, options);
    requireId(this.wire, 'createEvalSet', set, set.id, 'id');
    return set;
  }

  override async proposeContract(
    params: Omit<spec.EvalContractUpload, 'items'> & { items: Rows },
    options: CallOptions = {},
  ): Promise<spec.EvalContract> {
    const { items, ...fields } = checkArguments('evals.sets.proposeContract', params);
    return super.proposeContract({ ...fields, items: jsonLines(items) }, options);
  }

  /** Attach a document to a field of a row. A large one goes to a signed URL, which never gets the API key. */
  async uploadDocument(
    evalSetId: string,
    params: DocumentParams,
    options: CallOptions = {},
  ): Promise<spec.BlobReference> {
    return uploadDocument(this.wire, evalSetId, checkArguments('evals.sets.uploadDocument', params), options);
  }
}

function jsonLines(items: Rows): Blob {
  if (items instanceof Blob) return items;
  if (!Array.isArray(items) || !items.length) throw new ArgumentError('items must be a list of at least one row');
  const lines = items.map((row: unknown, index) => {
    if (!isObject(row)) throw new ArgumentError(`items[${String(index)}] must be an object`);
    return `${encodeJson(row)}\n`;
  });
  return new Blob(lines);
}

/** The arguments of an eval run: an existing set, or the rows of a new one. */
export interface EvalRunParams {
  eval_set?: string | undefined;
  task?: string | undefined;
  prompt?: string | undefined;
  name?: string | undefined;
  items?: Rows | undefined;
  /** The open candidates. */
  models?: readonly string[] | undefined;
  /** The frontier candidates: their ids, all, or those with a benchmark for the task. */
  frontier?: 'all' | 'benchmarked' | 'none' | readonly string[] | undefined;
  /** Whether to wait for the results. */
  wait?: boolean | undefined;
}

/** Options of an eval run. Durations are in seconds; `timeout` limits the wait. */
export interface EvalRunOptions extends CallOptions {
  pollInterval?: number | undefined;
  /** Called with the run's id as soon as it is known, before the wait. */
  onStart?: ((runId: string) => unknown) | undefined;
  /** Called with the run after each poll of the wait. */
  onEvent?: ((run: EvalRunWithResults) => unknown) | undefined;
}

const NEW_SET = ['items', 'prompt', 'name'] as const;
const FRONTIERS = ['all', 'benchmarked', 'none'];

function checkIds(name: string, ids: unknown): void {
  if (Array.isArray(ids) && ids.every((id) => typeof id === 'string')) return;
  throw new ArgumentError(
    `${name} must be a list of model ids${name === 'frontier' ? `, or one of ${FRONTIERS.join(', ')}` : ''}`,
  );
}

/** A run with the results so far. */
export type EvalRunWithResults = spec.EvalRun & { id: string; results: spec.EvalResult[] };

/** The methods of `evals.runs`. */
export class EvalRuns extends EvalsRunsMethods {
  /** Start an eval run, and wait for its results with `wait: true`. Bills the work of the models. */
  override create(params: EvalRunParams | spec.EvalRunRequest, options?: EvalRunOptions): Promise<EvalRunWithResults>;
  override async create(
    params: EvalRunParams & Partial<spec.EvalRunRequest>,
    options: EvalRunOptions = {},
  ): Promise<EvalRunWithResults> {
    checkArguments('evals.runs.create', params, options);
    const { pollInterval, onStart, onEvent, timeout, ...rest } = options;
    checkOptions({ onStart, onEvent }, ['onStart', 'onEvent']);
    const keyed = withKey(rest);
    const { redact } = this.wire.settings;
    const given = params.eval_set_id ?? params.eval_set;
    const unused = NEW_SET.find((name) => given !== undefined && params[name] !== undefined);
    if (unused)
      throw new ArgumentError(`${unused} makes a new set: pass either eval_set, or items with a prompt or a task`);
    let candidates = await this.#candidates(params, given, keyed);
    const set = given ?? (await this.#newSet(params, keyed));
    let started: StartedWork | undefined = given === undefined ? usedSet(set) : undefined;
    try {
      candidates ??= await this.#candidates(params, set, keyed);
      const body = { eval_set_id: set, candidate_model_ids: candidates! };
      const accepted = await this.wire.send('createEvalRun', { params: {}, body }, keyed);
      requireId(this.wire, 'createEvalRun', accepted, accepted.run_id, 'run_id');
      const id = accepted.run_id!;
      const run: EvalRunWithResults = { ...accepted, id, ...body, results: [] };
      const advice = `Eval run ${id} was started: evals.runs.wait(${JSON.stringify(id)}) waits for it.`;
      started = { id, partial: run, advice };
      await onStart?.(id);
      const { signal, headers } = keyed;
      return params.wait
        ? await this.wait(id, { signal, headers, timeout, pollInterval, onEvent: onEvent as never })
        : run;
    } catch (error) {
      throw started ? withStarted(error, started, redact, rest.signal) : error;
    }
  }

  override async retrieve(runId: string, options: CallOptions = {}): Promise<EvalRunWithResults> {
    return withResults(await super.retrieve(runId, options), runId);
  }

  /** Wait until a run has ended, as `completed` or as `failed`. */
  override async wait(runId: string, options: WaitOptions<EvalRunWithResults> = {}): Promise<EvalRunWithResults> {
    checkIsOptions(options);
    const { onEvent, ...rest } = options;
    checkOptions({ onEvent }, ['onEvent']);
    const call = onEvent && ((envelope: spec.EvalRunEnvelope) => onEvent(withResults(envelope, runId)));
    const request = { params: { run_id: runId } };
    const ended = await waitFor(
      this.wire,
      'getEvalRun',
      request,
      { ...rest, onEvent: call },
      {
        check: (envelope) => {
          if (!isObject(envelope.run)) throw malformed(this.wire, 'getEvalRun', envelope, 'it has no run');
        },
      },
    );
    return withResults(ended, runId);
  }

  async #newSet(params: EvalRunParams, options: CallOptions & { idempotencyKey: string }): Promise<string> {
    const { items, prompt, task, name } = params;
    // Derived from the key of the run: a call repeated with that key finds the same set and the same run.
    const idempotencyKey = `${options.idempotencyKey}-set`;
    const fields = { items: items!, prompt, task_id: task, name };
    try {
      return (await new EvalSets(this.wire).create(fields, { ...options, idempotencyKey })).id!;
    } catch (error) {
      setKey(error, options.idempotencyKey);
      throw error;
    }
  }

  /** Return the candidates of a run; undefined if only a set that is not created yet tells the task. */
  async #candidates(
    params: EvalRunParams & Partial<spec.EvalRunRequest>,
    set: string | undefined,
    options: CallOptions,
  ): Promise<string[] | undefined> {
    const { candidate_model_ids, models = candidate_model_ids ?? [], frontier = 'none', task, items, prompt } = params;
    if (set === undefined && (items === undefined || (task === undefined && prompt === undefined))) {
      throw new ArgumentError(
        'pass either eval_set, or items with a prompt or a task: there is nothing to evaluate on',
      );
    }
    checkIds('models', models);
    if (!FRONTIERS.includes(frontier as string)) checkIds('frontier', frontier);
    let found: readonly string[] = typeof frontier === 'string' ? [] : frontier;
    if (typeof frontier === 'string' && frontier !== 'none') {
      if (task === undefined && set === undefined) return undefined;
      found = await this.#frontier(frontier, task, set, options);
    }
    const candidates = [...new Set([...models, ...found])];
    if (!candidates.length) throw new ArgumentError('models is empty and frontier names no model');
    return candidates;
  }

  async #frontier(
    which: 'all' | 'benchmarked',
    task: string | undefined,
    set: string | undefined,
    { signal, headers }: CallOptions,
  ): Promise<string[]> {
    const lookUp = { signal, headers };
    const known =
      task ?? (await this.wire.send('getEvalSet', { params: { eval_set_id: set! } }, lookUp)).eval_set?.task_id;
    if (!known) throw new ArgumentError(`frontier ${which} needs a task, and the eval set has none`);
    const roster = await this.wire.send('listFrontierModels', { params: { task: known } }, lookUp);
    const found = (roster.frontier_models ?? []).filter(
      (model) => isObject(model) && Boolean(model.id) && (which === 'all' || model.benchmarked),
    );
    return found.map((model) => model.id!);
  }
}

function usedSet(id: string): StartedWork {
  const advice = `The eval set of the run exists: pass eval_set ${JSON.stringify(id)} to use it again.`;
  return { id, partial: { eval_set_id: id }, advice };
}

function withResults(envelope: spec.EvalRunEnvelope, runId: string): EvalRunWithResults {
  return { ...envelope.run, id: envelope.run?.id ?? runId, results: envelope.results ?? [] };
}

/** The methods of `evals`. */
export class Evals extends EvalsMethods {
  override readonly sets: EvalSets;
  override readonly runs: EvalRuns;

  constructor(wire: Wire) {
    super(wire);
    this.sets = new EvalSets(wire);
    this.runs = new EvalRuns(wire);
  }
}

/**
 * The client of the Pareta API.
 *
 * @example
 * const pareta = Pareta.fromEnv();
 * const endpoint = await pareta.endpoints.deploy({ task: 'contract-key-fields', wait: true });
 */
export class Pareta extends ParetaNamespaces {
  override readonly endpoints: Endpoints;
  override readonly evals: Evals;

  constructor(options: ClientOptions) {
    super(new Wire(newSettings('pareta', options)));
    this.endpoints = new Endpoints(this.wire);
    this.evals = new Evals(this.wire);
  }

  /** Return a client with the key and the base URL of the environment. */
  static fromEnv(options: Partial<ClientOptions> = {}): Pareta {
    return new Pareta(fromEnvironment('pareta', options));
  }
}
