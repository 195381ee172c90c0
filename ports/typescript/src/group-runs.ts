// Adds runs to a group in batches, and none twice.

import { OutcomeUnknownError, SDKError } from './core/errors.ts';
import { printable } from './core/printable.ts';
import { notify } from './callbacks.ts';
import { isObject, keyOf, segment, withKey, type CallOptions } from './core/request.ts';
import { split } from './arguments.ts';
import { backoff } from './core/retry.ts';
import { responseOf, setResponse, type Wire } from './core/wire.ts';
import { canonicalJson } from './digests.ts';
import { malformed } from './ids.ts';
import { RUNS_PER_REQUEST } from './limits.ts';
import { resume } from './resume.ts';
import { batchKey, KnownRuns, mayBePending, withKeys, type Row } from './rows.ts';
import { setKey, withStarted } from './started.ts';
import type { Operations, TaskGroup, TaskGroupRuns, TaskGroupRunsInput } from './spec.ts';

/** The arguments of `addRuns`. `inputs` may have any length. */
export type AddRunsParams = TaskGroupRunsInput & Omit<Operations['addTaskGroupRuns']['params'], 'taskgroup_id'>;

/** Options of `addRuns`. Durations are in seconds. */
export interface AddRunsOptions extends CallOptions {
  /** Called with the id of each run as soon as the service has accepted it. */
  onStart?: ((runId: string) => unknown) | undefined;
}

/** Adds the rows of one call to a group. */
export class RunAdder {
  readonly #wire: Wire;
  readonly #groupId: string;
  readonly #params: Omit<AddRunsParams, 'inputs'>;
  readonly #options: CallOptions & { idempotencyKey: string };
  readonly #isRepeated: boolean;
  readonly #runs = new KnownRuns();
  #latest: TaskGroup | undefined;

  constructor(wire: Wire, groupId: string, params: Omit<AddRunsParams, 'inputs'>, options: CallOptions) {
    this.#wire = wire;
    this.#groupId = groupId;
    this.#params = params;
    this.#options = withKey(options);
    // A call with a key of the caller's own may be a repeated one.
    this.#isRepeated = keyOf(options) !== undefined;
  }

  async add(inputs: unknown, onStart: AddRunsOptions['onStart']): Promise<TaskGroupRuns> {
    const key = this.#options.idempotencyKey;
    const rows = await withKeys(inputs, key, this.#params.default_task_spec);
    const added: TaskGroupRuns[] = [];
    try {
      const isKnown = this.#isRepeated && (await this.#findEarlier(rows));
      for (let start = 0; start < rows.length; start += RUNS_PER_REQUEST) {
        const batch = rows.slice(start, start + RUNS_PER_REQUEST);
        const runs = await this.#addBatch(batch, start || isKnown ? await batchKey(batch) : key);
        added.push(runs);
        for (const id of runs.run_ids) await notify(onStart, id);
      }
    } catch (error) {
      throw this.#explained(error, rows, added);
    }
    return joined(added, this.#runs.idsOf(rows));
  }

  /** Find the runs of an earlier call with the same key. Throw if runs of the group may be rows of it. */
  async #findEarlier(rows: Row[]): Promise<boolean> {
    await this.#read();
    const found = this.#runs.hasRunsOfCall(rows);
    const problem = await this.#doubts(rows);
    if (!problem) return found;
    const { idempotencyKey } = this.#options;
    throw new OutcomeUnknownError('outcome-unknown', `taskGroup.addRuns: ${problem}`, {
      idempotencyKey,
      timedOut: false,
    });
  }

  /** Add the rows that the group lacks. After an ambiguous outcome read the group, and send only what is missing. */
  async #addBatch(rows: Row[], firstKey: string): Promise<TaskGroupRuns> {
    const { clock, maxRetries } = this.#wire.settings;
    let last: TaskGroupRuns | TaskGroup | undefined;
    let missing = this.#runs.missing(rows);
    for (let attempt = 0; missing.length; attempt++) {
      const idempotencyKey = missing.length < rows.length ? await batchKey(missing) : firstKey;
      try {
        const response = await this.#send(missing, idempotencyKey);
        this.#runs.claim(missing, response.run_ids);
        if (missing.length === rows.length) return response;
        last = response;
      } catch (error) {
        if (!(error instanceof OutcomeUnknownError)) throw error;
        await clock.pause(backoff(attempt, clock.random()), this.#options.signal);
        last = await this.#find(missing, error);
        const left = this.#runs.missing(missing);
        // What may be in progress yet is not sent again only because the group does not list it.
        if (left.length && (mayBePending(error) || attempt === maxRetries)) throw error;
      }
      missing = this.#runs.missing(missing);
    }
    const { status } = (last ??= this.#latest)!;
    const runs = { status, run_ids: this.#runs.idsOf(rows), run_cursor: null, event_cursor: null };
    setResponse(runs, responseOf(last!));
    return runs;
  }

  async #send(rows: Row[], idempotencyKey: string): Promise<TaskGroupRuns> {
    const id = 'addTaskGroupRuns';
    const values = { ...this.#params, inputs: rows.map(({ body }) => body), taskgroup_id: this.#groupId };
    const response = await this.#wire.send(id, split(id, values), { ...this.#options, idempotencyKey });
    const ids: unknown[] = Array.isArray(response.run_ids) ? response.run_ids : [];
    if (ids.length !== rows.length || !ids.every(isId)) {
      const problem = `it has no valid run_id for each of the ${String(rows.length)} runs`;
      throw malformed(this.#wire, id, response, problem);
    }
    if (new Set(ids).size < ids.length || ids.some((one) => this.#runs.listed.has(one))) {
      throw malformed(this.#wire, id, response, 'it has the run_id of another run');
    }
    return response;
  }

  /** Find the runs of rows that may have been accepted. Throw if the group does not tell. */
  async #find(rows: Row[], unknown: OutcomeUnknownError): Promise<TaskGroup> {
    let problem: string | null;
    try {
      const group = await this.#read();
      problem = await this.#doubts(rows);
      if (!problem) return group;
    } catch (error) {
      if (!(error instanceof SDKError)) throw error;
      problem = `The runs of the group could not be listed: ${error.message}`;
    }
    unknown.message += ` ${printable(problem)}`;
    throw unknown;
  }

  /**
   * Read the group and its runs. The list is compared with the group's count: a proxy that closes the stream too early
   * makes it look complete.
   */
  async #read(): Promise<TaskGroup> {
    const { signal, headers, timeout } = this.#options;
    const params = { taskgroup_id: this.#groupId };
    const group = await this.#wire.send('getTaskGroup', { params }, { signal, headers, timeout });
    const found = new Set<string>();
    await this.#list(false, (run, id) => {
      found.add(id);
      this.#runs.record(id, run.metadata);
    });
    const count = isObject(group.status) ? group.status.num_task_runs : undefined;
    if (typeof count !== 'number' || found.size < count) {
      const problem = `only ${String(found.size)} of its ${String(count)} runs were listed`;
      throw malformed(this.#wire, 'getTaskGroup', group, problem);
    }
    for (const id of found) this.#runs.listed.add(id);
    this.#latest = group;
    return group;
  }

  async #doubts(rows: Row[]): Promise<string | null> {
    if (!this.#runs.doubts(this.#runs.missing(rows))) return null;
    const inputs = new Set(this.#runs.missing(rows).map(({ body }) => canonicalJson(body.input)));
    await this.#list(true, (_, id, input) => this.#runs.compare(id, input, inputs));
    return this.#runs.doubts(this.#runs.missing(rows));
  }

  async #list(
    include_input: boolean,
    use: (run: Record<string, unknown>, id: string, input: unknown) => void,
  ): Promise<void> {
    const { signal, headers, timeout } = this.#options;
    const params = { taskgroup_id: this.#groupId, ...(include_input && { include_input }) };
    const events = await resume(this.#wire, 'streamTaskGroupRuns', { params }, { signal, headers, timeout });
    for await (const event of events) {
      const { run, input } = event as { run?: unknown; input?: unknown };
      if (isObject(run) && isId(run.run_id)) use(run, run.run_id, input);
    }
  }

  /** Return an error that has the ids known so far, and says how to add the rest. */
  #explained(error: unknown, rows: Row[], added: TaskGroupRuns[]): unknown {
    const { idempotencyKey, signal } = this.#options;
    const ids = this.#runs.idsOf(rows);
    const advice =
      `${String(ids.length)} of ${String(rows.length)} runs are known to be in group ${this.#groupId}. Repeat the call ` +
      `with idempotencyKey ${JSON.stringify(idempotencyKey)}: only what is missing is sent.`;
    setKey(error, idempotencyKey);
    const isRefused = !ids.length && error instanceof SDKError && !(error instanceof OutcomeUnknownError);
    if (isRefused) return error;
    const partial = ids.length ? joined(added, ids) : undefined;
    // What an unreadable response said is less than what the group says.
    if (partial && error instanceof SDKError) error.partial = undefined;
    const found = withStarted(error, { id: this.#groupId, partial, advice }, this.#wire.settings.redact, signal);
    setKey(found, idempotencyKey);
    return found;
  }
}

function isId(value: unknown): value is string {
  try {
    return Boolean(segment('run_id', value));
  } catch {
    return false;
  }
}

/** Return one result for several batches: all ids, the last status, and the first cursors, which cover all runs. */
function joined(added: TaskGroupRuns[], run_ids: string[]): TaskGroupRuns {
  const [first, last] = [added[0], added.at(-1)];
  const cursors = { run_cursor: first?.run_cursor ?? null, event_cursor: first?.event_cursor ?? null };
  const runs = { ...last, ...cursors, run_ids } as TaskGroupRuns;
  if (last) setResponse(runs, responseOf(last));
  return runs;
}
