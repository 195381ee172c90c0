// The transport: one way to send, one way to stream, one retry loop. Knows no resource and no route.

import { Attempt } from './attempt.ts';
import { decodeBody, parseJson, readAmount } from './decode.ts';
import { OutcomeUnknownError, StatusError } from './errors.ts';
import { cancelledError, connectionError, failureOf, isTransient, responseError, statusError } from './failures.ts';
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

/** A success: what its body says, or a body whose events are not read yet. */
export interface Success {
  info: ResponseInfo;
  attempt: Attempt;
  value?: unknown;
  body?: ReadableStream<Uint8Array> | null;
}

const ERROR_BODY_BYTES = defaults.maxErrorBytes;
const infos = new WeakMap<object, ResponseInfo | undefined>();

/** Return what is known about the response behind a result: status, headers, request id and receipt. */
export function responseOf(result: object): ResponseInfo | undefined {
  return infos.get(result);
}

/** Record the response behind a result. */
export function setResponse(result: object, info: ResponseInfo | undefined): void {
  infos.set(result, info);
}

/** Sends any operation of the spec by its id. */
export class Wire {
  // Private, so that no log of a client shows the headers.
  readonly #settings: Settings;

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  get settings(): Settings {
    return this.#settings;
  }

  /** Send a request, retry where the spec allows it, and return the JSON of the response. */
  async send<K extends OperationId>(
    id: K,
    request: RequestOf<K> = {},
    options: TimedOptions = {},
  ): Promise<Operations[K]['response']> {
    const { value, info } = await this.exchange(prepare(this.settings, id, request, options, false), options);
    if (typeof value === 'object' && value !== null) setResponse(value, info);
    return value as Operations[K]['response'];
  }

  /** Send a request and return its events as soon as the response begins. Nothing is sent again after that. */
  async stream<K extends OperationId>(
    id: K,
    request: RequestOf<K> = {},
    options: TimedOptions = {},
  ): Promise<EventStream<Operations[K]['event']>> {
    return new EventStream(await this.open(id, request, options));
  }

  /** Open the events of one response. */
  async open(id: OperationId, request: WireRequest, options: TimedOptions): Promise<ConnectionReader> {
    const call = prepare(this.settings, id, request, options, true);
    const success = await this.exchange(call, options);
    return new ConnectionReader(this.settings, call, success, options.deadline ?? Infinity);
  }

  /** Send a call, and again until there is a success. */
  async exchange(call: Call, options: TimedOptions): Promise<Success> {
    const { clock } = this.settings;
    const left = (): number => (options.deadline ?? Infinity) - clock.monotonic();
    for (let tries = 0; ; tries++) {
      // An attempt that failed may have been accepted where a lost connection is retried.
      if (tries && call.rule.lostConnection === 'retry') throwIfCancelled(call, options.signal);
      options.signal?.throwIfAborted();
      try {
        return await this.#try(call, new Attempt(options.signal, Math.min(call.timeout, left())), tries + 1);
      } catch (error) {
        const pause = this.#pauseAfter(error, call, tries);
        if (pause === null || pause >= left()) throw error;
        await clock.pause(pause, options.signal).catch(() => undefined); // the signal has fired
      }
    }
  }

  /** Return the seconds before a call is sent again, or null if it is not. */
  #pauseAfter(error: unknown, call: Call, attempt: number): number | null {
    const { clock, maxRetries } = this.settings;
    if (attempt >= maxRetries || error instanceof OutcomeUnknownError) return null;
    const random = clock.random();
    if (!(error instanceof StatusError)) return isTransient(call.rule, error) ? backoff(attempt, random) : null;
    const { status, headers } = error.response;
    return delayAfterStatus(call.rule, status, headers, { attempt, now: clock.now(), random });
  }

  async #try(call: Call, attempt: Attempt, attempts: number): Promise<Success> {
    const { method, headers, body } = call;
    let response: Response;
    try {
      const init = { method, headers, body, redirect: 'manual', credentials: 'omit' } as const;
      response = await this.settings.fetch(call.url, { ...init, signal: attempt.signal });
      if (!isResponse(response)) throw new TypeError('fetch returned no Response whose body is a ReadableStream');
    } catch (error) {
      attempt.end();
      throwIfCancelled(call, attempt.caller);
      throw connectionError(call, failureOf(error, attempt.timedOut), attempts);
    }
    const info = this.#info(call, response);
    const success = call.isSuccess(response.status);
    const type = response.headers.get('content-type') ?? 'no content type';
    const isStream = type.split(';')[0]!.trim().toLowerCase() === EVENT_STREAM;
    if (success && call.stream && isStream) {
      attempt.limit();
      return { info, attempt, body: response.body };
    }
    const limit = success && !call.stream ? this.settings.maxBodyBytes : ERROR_BODY_BYTES;
    const { text, problem, failure } = await this.#read(response, attempt, limit);
    attempt.end();
    if (failure) throwIfCancelled(call, attempt.caller);
    const shown = (): string => call.redact.body(text);
    if (!success) throw statusError(call, this.settings.api, info, shown());
    if (call.stream) throw responseError(call, info, shown(), `its content type is ${type}, not ${EVENT_STREAM}`);
    if (failure?.timedOut) throw connectionError(call, failure, attempts, info.requestId);
    if (failure) {
      const incomplete = `its body is incomplete: ${call.redact.text(failure.reason)}`;
      throw responseError(call, info, shown(), incomplete, failure);
    }
    const decoded = problem === null ? decodeBody(call.facts, response.status, text) : { problem };
    if ('problem' in decoded) throw responseError(call, info, shown(), decoded.problem);
    return { info, attempt, value: decoded.value };
  }

  /** Read a body of at most so many bytes. Return what is wrong with it as a clause, or how its connection was lost. */
  async #read(
    response: Response,
    attempt: Attempt,
    limit: number,
  ): Promise<{ text: string; problem: string | null; failure: Failure | null }> {
    const chunks: BlobPart[] = [];
    let size = 0;
    let failure: Failure | null = null;
    try {
      const reader = response.body?.getReader();
      for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
        chunks.push(next.value);
        size += next.value.length;
        if (size > limit) break; // before the next read, which may wait for a server that sends no more
      }
    } catch (error) {
      failure = failureOf(error, attempt.timedOut);
    }
    const bytes = await new Blob(chunks).slice(0, limit).arrayBuffer();
    const text = new TextDecoder().decode(bytes);
    if (size > limit) {
      attempt.abort();
      const problem = `its body is longer than ${String(limit)} bytes; maxBodyBytes sets the limit`;
      // The end of what is kept may be a part of the API key, which would not be recognized.
      return { text: text.slice(0, -this.settings.apiKey().length), problem, failure };
    }
    if (response.headers.has('content-encoding') && parseJson(text) === undefined) {
      // Not every fetch reports a compressed body that was cut.
      failure ??= failureOf(new Error('the compressed body was cut'), false);
    }
    return { text, problem: isUtf8(bytes) ? null : 'its body is not valid UTF-8', failure };
  }

  #info(call: Call, response: Response): ResponseInfo {
    const headers = call.redact.headers(response.headers);
    const requestId = headers.get(this.settings.api.requestId) ?? undefined;
    const info = { status: response.status, headers, requestId, idempotencyKey: call.key, receipt: {} };
    for (const { header, amount } of call.facts?.receipts ?? []) readAmount(info.receipt, amount, headers.get(header));
    return info;
  }
}

/** Return whether a program's own `fetch` returned what it should: not nothing, and no stream of Node.js. */
function isResponse(given: unknown): boolean {
  const { headers, body } = Object(given) as Partial<Response>;
  return headers !== undefined && (!body || 'getReader' in body);
}

function isUtf8(bytes: ArrayBuffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Throw if the caller has cancelled: the reason, or an error with the key if the request may have been accepted. */
function throwIfCancelled(call: Call, caller: AbortSignal | undefined): void {
  if (caller?.aborted && call.key !== undefined) throw cancelledError(call, caller.reason);
  caller?.throwIfAborted();
}
