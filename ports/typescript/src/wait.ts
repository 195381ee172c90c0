// Waits: poll until the work is over, survive transient errors, stop at the deadline. Durations are in seconds.

import { isFromCallback, notify } from './callbacks.ts';
import { checkOptions, seconds } from './core/settings.ts';
import { SDKError, StatusError, WaitTimeoutError } from './core/errors.ts';
import { isTransient } from './core/failures.ts';
import { isObject, type CallOptions, type WireRequest } from './core/request.ts';
import { backoff, retryAfter } from './core/retry.ts';
import { operations, retryClasses, type OperationId, type Operations, type Outcome, type RetryClass } from './spec.ts';
import type { Wire } from './core/wire.ts';

/** Options of a wait. Durations are in seconds. */
export interface WaitOptions<T> extends Pick<CallOptions, 'signal' | 'headers' | 'query'> {
  /** Limit of the whole wait, failed attempts included. */
  timeout?: number | undefined;
  /** Seconds between two polls. */
  pollInterval?: number | undefined;
  /** Called with the result of each poll. */
  onEvent?: ((value: T) => unknown) | undefined;
}

// A wait whose pause would reach its deadline polls once more before it, with so much time left for the response.
const LAST_POLL = 1;
const LEAST_INTERVAL = 0.05;
const OPTIONS = ['signal', 'headers', 'query', 'timeout', 'pollInterval', 'onEvent', 'params', 'output'];

/** How the work stands that a record describes. */
export type Progress = 'active' | 'success' | 'failure';

export function progressOf(outcome: Outcome, value: unknown): Progress {
  const record = outcome.in === null ? value : (value as Record<string, unknown>)[outcome.in];
  if (!isObject(record)) return 'active';
  const status = record[outcome.field ?? ''] as string;
  const active = record[outcome.active ?? ''];
  if (active === true) return 'active';
  if (outcome.failure?.includes(status)) return 'failure';
  return active === false || outcome.success?.includes(status) ? 'success' : 'active';
}

/**
 * Poll until there is a result. The poll returns undefined if there is none yet. Until `isReached`, failures end the wait
 * as they end a call, after `maxRetries`: perhaps there is nothing to wait for.
 */
export async function poll<T>(
  wire: Wire,
  rule: RetryClass,
  wait: { deadline: number; interval: number; signal?: AbortSignal | undefined; isReached?: () => boolean },
  poll: () => Promise<T | undefined>,
  onTimeout: (cause: unknown) => SDKError,
): Promise<T> {
  const { clock, maxRetries } = wire.settings;
  let failures = 0;
  let last = false;
  for (;;) {
    let failure: unknown;
    let pause = wait.interval;
    try {
      const result = await poll();
      if (result !== undefined) return result;
      failures = 0;
    } catch (error) {
      if (isFromCallback(error) || !isTransient(rule, error)) throw error;
      if (failures >= maxRetries && wait.isReached?.() === false) throw error;
      failure = error;
      const retryIn = error instanceof StatusError ? retryAfter(error.response.headers, clock.now()) : null;
      pause = Math.max(retryIn ?? 0, backoff(failures++, clock.random()));
    }
    let left = wait.deadline - clock.monotonic();
    if (last && left > 0) {
      await clock.pause(left, wait.signal);
      left = 0;
    }
    if (left <= 0) throw onTimeout(failure);
    const longest = left - Math.min(LAST_POLL, left / 4);
    last = pause > longest;
    await clock.pause(Math.min(pause, longest), wait.signal);
  }
}

/** The limits of a wait, checked: those of the options, or else those of the spec. */
export function limits(
  wire: Wire,
  id: OperationId,
  options: WaitOptions<never>,
): { deadline: number; interval: number; timeout: number; signal: AbortSignal | undefined } {
  const facts = operations[id].wait!;
  checkOptions(options, OPTIONS);
  const timeout = seconds('timeout', options.timeout ?? facts.timeout);
  const interval = seconds('pollInterval', options.pollInterval ?? facts.interval, 'zero');
  const deadline = wire.settings.clock.monotonic() + timeout;
  return { deadline, timeout, interval: Math.max(LEAST_INTERVAL, interval), signal: options.signal };
}

export interface WaitHooks<T> {
  /** Called with the record of each poll. It throws if the record does not say how the work stands. */
  check?: ((value: T) => void) | undefined;
  /** Whether there is a record only when the work is over, whatever it says. */
  isResult?: boolean | undefined;
  /** Called with a record whose work has failed; it may throw. The record is the result if it does not. */
  onFailure?: ((value: T) => void) | undefined;
  /** Called with an error of a poll. Returns true if the work goes on nevertheless; it may throw another error. */
  onError?: ((error: unknown, deadline: number) => Promise<boolean>) | undefined;
}

/** Wait for the end of the work that a record describes, as `x-wait` of its operation says. */
export async function waitFor<K extends OperationId>(
  wire: Wire,
  id: K,
  request: WireRequest & { params: object },
  options: WaitOptions<Operations[K]['response']>,
  hooks: WaitHooks<Operations[K]['response']> = {},
): Promise<Operations[K]['response']> {
  const facts = operations[id];
  const name = Object.keys(facts.parameters).find((one) => facts.parameters[one] === 'path') ?? '';
  const subject = String((request.params as Record<string, unknown>)[name]);
  const wait = limits(wire, id, options);
  const { outcome, grace } = facts.wait!;
  const common = { signal: options.signal, headers: options.headers, query: options.query, deadline: wait.deadline };
  const ask = async (): Promise<Operations[K]['response'] | undefined> => {
    const params: Record<string, unknown> = { ...request.params };
    let timeout: number | undefined;
    if (facts.longPoll) {
      const hold = Math.min(facts.longPoll.slice, Math.ceil(wait.deadline - wire.settings.clock.monotonic()));
      params[facts.longPoll.parameter] = Math.max(1, hold);
      timeout = Math.max(1, hold) + (grace ?? 0);
    }
    try {
      const value = await wire.send(id, { params } as never, { ...common, timeout });
      hooks.check?.(value);
      await notify(options.onEvent, value);
      const progress = hooks.isResult ? 'success' : progressOf(outcome!, value);
      if (progress === 'failure') hooks.onFailure?.(value);
      return progress === 'active' ? undefined : value;
    } catch (error) {
      if (error instanceof StatusError && error.status === facts.longPoll?.stillRunning) return undefined;
      if (await hooks.onError?.(error, wait.deadline)) return undefined;
      throw error;
    }
  };
  return poll(wire, retryClasses[facts.retry]!, wait, ask, (cause) => waitTimeout(id, subject, wait.timeout, cause));
}

/** Return the error for a wait that passed its deadline: with the id, and how to continue. */
function waitTimeout(id: OperationId, subject: string, timeout: number, cause?: unknown): WaitTimeoutError {
  const method = operations[id].wait!.method;
  return new WaitTimeoutError(
    'wait-timeout',
    `${subject} did not end within ${String(timeout)} s. It continues at the server: call ${method}(${JSON.stringify(subject)}) ` +
      'to continue waiting.',
    { id: subject, cause },
  );
}
