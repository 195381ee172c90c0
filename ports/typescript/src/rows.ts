// How the runs of a group are recognized: each row by its content, not by its place. Decisions only, no requests.

import { ArgumentError, type SDKError } from './core/errors.ts';
import { encodeJson, isObject } from './core/request.ts';
import { canonicalJson, sha256, uuid5 } from './digests.ts';
import type { TaskRunInput, TaskSpec } from './spec.ts';

/** A row with its key in the metadata. */
export interface Row {
  key: string;
  body: TaskRunInput;
}

/** The metadata that has the key of a row. The API allows names of up to 16 characters. */
const ROW_KEY = 'pareta_sdk_row';
const MOST_SHOWN = 5;

/**
 * Return the rows with their keys: of the call, of the row's content, and of its occurrence. A repeated call finds the
 * runs of its rows by these keys, also if rows were added, removed or moved. All rows are checked first.
 */
export async function withKeys(inputs: unknown, callKey: string, defaultSpec: unknown): Promise<Row[]> {
  if (!Array.isArray(inputs) || !inputs.length) throw new ArgumentError('inputs must be a list of at least one run');
  const checked = inputs.map(checkInput);
  const prefix = (await uuid5(callKey)).replaceAll('-', '');
  const seen = new Map<string, number>();
  const rows: Row[] = [];
  for (const input of checked) {
    const content = await digest(input, defaultSpec);
    const occurrence = seen.get(content) ?? 0;
    seen.set(content, occurrence + 1);
    const key = `${prefix}-${content}-${String(occurrence)}`;
    rows.push({ key, body: { ...input, metadata: { ...input.metadata, [ROW_KEY]: key } } });
  }
  return rows;
}

function checkInput(input: unknown, index: number): TaskRunInput {
  const place = `inputs[${String(index)}]`;
  if (!isObject(input)) throw new ArgumentError(`${place} must be an object`);
  const content = input.input;
  if (typeof content === 'string' ? !content.trim() : !isObject(content)) {
    throw new ArgumentError(`${place}.input must be a text that is not empty, or an object`);
  }
  if (typeof input.processor !== 'string' || !input.processor.trim()) {
    throw new ArgumentError(`${place}.processor must be a string that is not empty`);
  }
  if (input.metadata !== undefined && input.metadata !== null && !isObject(input.metadata)) {
    throw new ArgumentError(`${place}.metadata must be an object`);
  }
  encodeJson(input, place);
  return input as unknown as TaskRunInput;
}

async function digest(input: TaskRunInput, defaultSpec: unknown): Promise<string> {
  const { [ROW_KEY]: _, ...labels } = input.metadata ?? {};
  const metadata = Object.keys(labels).length ? labels : undefined;
  const asked = { ...input, metadata, task_spec: input.task_spec ?? (defaultSpec as TaskSpec | undefined) };
  const given = Object.entries(asked).filter(([, value]) => value !== undefined && value !== null);
  return (await sha256(canonicalJson(Object.fromEntries(given)))).slice(0, 32);
}

/** Return an idempotency key for a request with these rows: other rows make another request. */
export function batchKey(rows: readonly Row[]): Promise<string> {
  return uuid5(rows.map(({ key }) => key).join(''));
}

/** Return whether a request whose outcome is unknown may be in progress yet, or was accepted in an unreadable response. */
export function mayBePending(error: SDKError & { timedOut: boolean }): boolean {
  return error.timedOut || (error.cause as { kind?: unknown } | undefined)?.kind === 'response';
}

/** The runs of a group: which rows they are, and which of them may or may not be rows of the call. */
export class KnownRuns {
  /** The run id of each row key that the group is known to have. */
  readonly ids = new Map<string, string>();
  /** The ids of all runs of the group that were listed, or that responses named. */
  readonly listed = new Set<string>();
  // Runs without a key that may be a row of the call, those that cannot, and those that responses named.
  readonly #unmatched = new Set<string>();
  readonly #foreign = new Set<string>();
  readonly #claimed = new Set<string>();

  missing(rows: readonly Row[]): Row[] {
    return rows.filter(({ key }) => !this.ids.has(key));
  }

  /** Return the run ids of those rows that are known, in their order. */
  idsOf(rows: readonly Row[]): string[] {
    return rows.flatMap(({ key }) => this.ids.get(key) ?? []);
  }

  /** Return whether the group has runs of a call with the same key, of these rows or of others. */
  hasRunsOfCall(rows: readonly Row[]): boolean {
    const [prefix] = rows[0]!.key.split('-', 1);
    return [...this.ids.keys()].some((key) => key.startsWith(`${prefix!}-`));
  }

  /** Record the runs of rows whose ids a response names. */
  claim(rows: readonly Row[], runIds: readonly string[]): void {
    for (const [index, { key }] of rows.entries()) this.ids.set(key, runIds[index]!);
    for (const id of runIds) {
      this.#claimed.add(id);
      this.listed.add(id);
    }
  }

  /** Record a run that the group lists. */
  record(runId: string, metadata: unknown): void {
    const key = isObject(metadata) ? metadata[ROW_KEY] : undefined;
    if (typeof key === 'string') {
      if (!this.ids.has(key)) this.ids.set(key, runId);
      this.#unmatched.delete(runId);
    } else if (!this.#foreign.has(runId) && !this.#claimed.has(runId)) this.#unmatched.add(runId);
  }

  /** Compare a run without a key by what it was created with: a run with another input is none of the rows. */
  compare(runId: string, createdWith: unknown, inputs: ReadonlySet<string>): void {
    if (!this.#unmatched.has(runId) || !isObject(createdWith)) return;
    this.record(runId, createdWith.metadata);
    const { input } = createdWith;
    if (input === undefined || input === null || inputs.has(canonicalJson(input))) return;
    this.#foreign.add(runId);
    this.#unmatched.delete(runId);
  }

  /** Return why runs of the group may be some of these rows, as a sentence, or null if none can be. */
  doubts(rows: readonly Row[]): string | null {
    if (!rows.length || !this.#unmatched.size) return null;
    const shown = [...this.#unmatched].slice(0, MOST_SHOWN).join(', ');
    return (
      `The group lists ${String(this.#unmatched.size)} runs without the metadata that identifies them (${shown}). ` +
      `They may be ${String(rows.length)} of the inputs, so none of these was sent.`
    );
  }
}
