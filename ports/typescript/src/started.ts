// Work that a call has started. The service bills it whatever happens to the call, so that no failure may lose its id.

import { CancelledError, OutputParseError, DeployFailedError, RunFailedError, SDKError } from './core/errors.ts';
import { printable } from './core/printable.ts';
import { isFromCallback } from './callbacks.ts';
import type { Redactor } from './core/redact.ts';

/** Work that a call had started, or may have started, before it failed. */
export interface StartedWork {
  /** The id of the run, the group or the endpoint. */
  readonly id: string;
  /** What was known of it, as the service described it. */
  readonly partial: unknown;
  /** A sentence that says how to continue. */
  readonly advice: string;
}

const works = new WeakMap<object, StartedWork>();

/**
 * Return the work that a call had started before it failed with this error, which may be any: also one that a callback of
 * yours has thrown.
 *
 * @example
 * const work = startedBy(error);
 * if (work) await client.taskRun.result(work.id);
 */
export function startedBy(error: unknown): StartedWork | undefined {
  return works.get(Object(error) as object);
}

/** Return the error to throw for one that ends a call which has started work: with the id of the work, and advice. */
export function withStarted(error: unknown, started: StartedWork, redact: Redactor, signal?: AbortSignal): unknown {
  const work = { ...started, partial: redact.value(started.partial) };
  const cancelled = signal?.aborted && error === signal.reason;
  const found = cancelled ? new CancelledError('The call was cancelled.', { cause: error }) : error;
  if (found instanceof SDKError) {
    found.id ??= work.id;
    found.partial ??= work.partial;
    const advice = printable(work.advice);
    if (!hasEnded(found) && !found.message.includes(advice))
      found.message = `${found.message.replace(/[^.!?]$/, '$&.')} ${advice}`;
  }
  if (typeof found === 'object' && found !== null) works.set(found, work);
  return found;
}

/** Give an error the key of the whole call, in place of the key of one of its requests. */
export function setKey(error: unknown, key: string): void {
  if (!(error instanceof SDKError) || isFromCallback(error)) return;
  if (error.idempotencyKey) error.message = error.message.replaceAll(error.idempotencyKey, key);
  error.idempotencyKey = key;
}

function hasEnded(error: SDKError): boolean {
  return error instanceof RunFailedError || error instanceof OutputParseError || error instanceof DeployFailedError;
}
