// The transport: one way to send, one way to stream, one retry loop. Knows no resource and no route.

import { Attempt } from './attempt.ts';
import { mismatch } from './decode.ts';
import type { SDKError } from './errors.ts';
import { cancelledError, connectionError, failureOf, responseError, statusError } from './failures.ts';
import type { Failure, ResponseInfo } from './failures.ts';
import { EVENT_STREAM, prepare, type Call, type CallOptions, type WireRequest } from './request.ts';
import { backoff, delayAfterStatus } from './retry.ts';
import type { Settings } from './settings.ts';
import { ConnectionReader, EventStream } from './stream.ts';
import { defaults, type OperationId, type Operations } from '../spec.ts';

/** Options within a wait: it ends at a time of the monotonic clock, in seconds. */
export interface TimedOptions extends CallOptions {
  deadline?: number | undefined;
}

type RequestOf<K extends OperationId> = WireRequest & {
  params?: Operations[K]['params'];
  body?: Operations[K]['body'];
};

/** A success. The body of a stream is not read yet. */
interface Success {
  response: Response;
  text: string;
}

interface Failed {
  error: SDKError;
  /** Seconds before the next attempt, or null to give up. */
  pause: number | null;
}

const ERROR_BODY_BYTES = defaults.maxErrorBytes;
const infos = new WeakMap<object, ResponseInfo>();

/** Return what is known about the response behind a result: status, headers, request id and receipt. */
export function responseOf(result: object): ResponseInfo | undefined {
  return infos.get(result);
}

/** Record the response behind a result. */
export function setResponse(result: object, info: ResponseInfo | undefined): void {
  if (info) infos.set(result, info);
}

/** Sends any operation of the spec by its id. */
export class Wire {
  readonly settings: Settings;

  constructor(settings: Settings) {
    this.settings = settings;
  }

  /** Send a request, retry where the spec allows it, and return the JSON of the response. */
  async send<K extends OperationId>(
    id: K,
    request: RequestOf<K>,
    options: TimedOptions = {},
  ): Promise<Operations[K]['response']> {
    const call = prepare(this.settings, id, request, options, false);
    const { response, text } = await this.exchange(call, options, false);
    return this.#decode(call, response, text) as Operations[K]['response'];
  }

  /** Send a request and return its events as soon as the response begins. Nothing is sent again after that. */
  async stream<K extends OperationId>(
    id: K,
    request: RequestOf<K>,
    options: TimedOptions = {},
  ): Promise<EventStream<Operations[K]['event']>> {
    return new EventStream(await this.open(id, request, options));
  }

  /** Open the events of one response. */
  async open(id: OperationId, request: WireRequest, options: TimedOptions): Promise<ConnectionReader> {
    const call = prepare(this.settings, id, request, options, true);
    const { response, attempt } = await this.exchange(call, options, true);
    const info = this.#info(call, response);
    const type = response.headers.get('content-type') ?? 'no content type';
    if (type.split(';')[0]!.trim().toLowerCase() === EVENT_STREAM) {
      return new ConnectionReader(this.settings, call, info, response, attempt, options.deadline ?? Infinity);
    }
    const { text } = await this.#read(response, attempt, ERROR_BODY_BYTES);
    attempt.abort();
    throw responseError(call, info, call.redact.body(text), `its content type is ${type}, not ${EVENT_STREAM}`);
  }

  /** Send a call, and again until there is a success. */
  async exchange(call: Call, options: TimedOptions, stream: boolean): Promise<Success & { attempt: Attempt }> {
    const { clock } = this.settings;
    const left = (): number => (options.deadline ?? Infinity) - clock.monotonic();
    for (let tries = 0; ; tries++) {
      options.signal?.throwIfAborted();
      const attempt = new Attempt(options.signal, Math.min(call.timeout, left()));
      const found = await this.#try(call, attempt, stream, tries);
      if ('response' in found) return { ...found, attempt };
      if (found.pause === null || found.pause >= left()) throw found.error;
      await clock.pause(found.pause, options.signal);
    }
  }

  async #try(call: Call, attempt: Attempt, stream: boolean, tries: number): Promise<Success | Failed> {
    const { method, headers, body } = call;
    let response: Response;
    try {
      const { signal } = attempt;
      const init = { method, headers, body, signal, redirect: 'manual', credentials: 'omit' } as const;
      response = await this.settings.fetch(call.url, init);
    } catch (error) {
      attempt.end();
      throwIfCancelled(call, attempt);
      return this.#withoutResponse(call, failureOf(error, attempt.timedOut), tries);
    }
    const success = call.isSuccess(response.status);
    if (success && stream) return { response, text: '' };
    const found = await this.#read(response, attempt, success ? this.settings.maxBodyBytes : ERROR_BODY_BYTES);
    attempt.end();
    const { failure, problem } = found;
    if (failure) throwIfCancelled(call, attempt);
    if (success && !failure && !problem) return { response, text: found.text };
    const info = this.#info(call, response);
    const text = call.redact.body(found.text);
    if (!success) return this.#afterStatus(call, info, text, tries);
    if (!failure) return { error: responseError(call, info, text, problem ?? ''), pause: null };
    const lost = this.#withoutResponse(call, failure, tries, info.requestId);
    if (failure.timedOut) return lost;
    const incomplete = `its body is incomplete: ${call.redact.text(failure.reason)}`;
    return { ...lost, error: responseError(call, info, text, incomplete, failure) };
  }

  #afterStatus(call: Call, info: ResponseInfo, text: string, attempt: number): Failed {
    const { api, clock, maxRetries } = this.settings;
    const at = { attempt, maxRetries, now: clock.now(), random: clock.random() };
    return {
      error: statusError(call, api, info, text),
      pause: delayAfterStatus(call.rule, info.status, info.headers, at),
    };
  }

  #withoutResponse(call: Call, failure: Failure, tries: number, requestId?: string): Failed {
    const { clock, maxRetries } = this.settings;
    const again = tries < maxRetries && !failure.permanent && (!failure.sent || call.rule.lostConnection === 'retry');
    const error = connectionError(call, failure, tries + 1, requestId);
    return { error, pause: again ? backoff(tries, clock.random()) : null };
  }

  /** Read a body of at most so many bytes. Return what is wrong with it as a clause, or how its connection was lost. */
  async #read(
    response: Response,
    attempt: Attempt,
    limit: number,
  ): Promise<{ text: string; problem: string | null; failure: Failure | null }> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    let failure: Failure | null = null;
    try {
      const reader = response.body?.getReader() as ReadableStreamDefaultReader<Uint8Array> | undefined;
      for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
        chunks.push(next.value);
        size += next.value.length;
        if (size > limit) break; // before the next read, which may wait for a server that sends no more
      }
    } catch (error) {
      failure = { ...failureOf(error, attempt.timedOut), sent: true };
    }
    const bytes = await new Blob(chunks as BlobPart[]).slice(0, limit).arrayBuffer();
    const text = new TextDecoder().decode(bytes);
    if (size > limit) {
      attempt.abort();
      const problem = `its body is longer than ${String(limit)} bytes; maxBodyBytes sets the limit`;
      // The end of what is kept may be a part of the API key, which would not be recognized.
      return { text: text.slice(0, -this.settings.apiKey.length), problem, failure };
    }
    if (!failure && response.headers.has('content-encoding') && !succeeds(() => JSON.parse(text) as unknown)) {
      // Not every fetch reports a compressed body that was cut.
      failure = { ...failureOf(new Error('the compressed body was cut'), false), sent: true };
    }
    const isUtf8 = succeeds(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return { text, problem: isUtf8 ? null : 'its body is not valid UTF-8', failure };
  }

  #decode(call: Call, response: Response, text: string): unknown {
    const info = this.#info(call, response);
    const { responses } = call.facts!;
    const { json } = responses[String(response.status)] ?? Object.values(responses)[0] ?? {};
    if (!text.trim() && !json) return undefined;
    let value: unknown;
    let problem: string | null = text ? 'its body is not valid JSON' : 'its body is empty';
    if (succeeds(() => (value = JSON.parse(text)))) {
      const found = mismatch(value, json ?? {}, '');
      problem = found && `its body is not what the API documents: ${found}`;
    }
    if (problem) throw responseError(call, info, call.redact.body(text), problem);
    if (typeof value === 'object' && value !== null) setResponse(value, info);
    return value;
  }

  #info(call: Call, response: Response): ResponseInfo {
    const headers = call.redact.headers(response.headers);
    const receipt: ResponseInfo['receipt'] = {};
    for (const { header, amount } of call.facts?.receipts ?? []) {
      const value = headers.get(header) ?? '';
      if (/^\d{1,18}$/.test(value)) receipt[amount] = Number(value);
    }
    const requestId = headers.get(this.settings.api.requestId) ?? undefined;
    return { status: response.status, headers, requestId, idempotencyKey: call.key, receipt };
  }
}

function succeeds(run: () => unknown): boolean {
  try {
    run();
    return true;
  } catch {
    return false;
  }
}

/** Throw if the caller has cancelled: the reason, or an error with the key if the request may have been accepted. */
function throwIfCancelled(call: Call, attempt: Attempt): void {
  if (attempt.cancelled && call.key !== undefined) throw cancelledError(call, attempt.signal.reason);
  attempt.throwIfCancelled();
}
