// The transport: one way to send, one way to stream, one retry loop. Knows no resource and no route.

import { Attempt } from './attempt.ts';
import type { Settings } from './config.ts';
import { mismatch } from './decode.ts';
import { SDKError } from './errors.ts';
import {
  cancelledError,
  connectionError,
  failureOf,
  responseError,
  statusError,
  type Failure,
  type ResponseInfo,
} from './failures.ts';
import { EVENT_STREAM, prepare, prepareUpload, type Call, type CallOptions, type WireRequest } from './request.ts';
import { backoff, delayAfterStatus } from './retry.ts';
import { operations, type OperationId, type Operations } from '../spec.ts';
import { ConnectionReader, EventStream } from './stream.ts';

export type { CallOptions } from './request.ts';

/** Options within a wait: it ends at a time of the monotonic clock, in seconds. */
export interface TimedOptions extends CallOptions {
  deadline?: number | undefined;
}

type RequestOf<K extends OperationId> = WireRequest & {
  params?: Operations[K]['params'];
  body?: Operations[K]['body'];
};

const ERROR_BODY_BYTES = 1_000_000;
const infos = new WeakMap<object, ResponseInfo>();

/** Return what is known about the response behind a result: status, headers, request id and receipt. */
export function responseOf(result: object): ResponseInfo | undefined {
  return infos.get(result);
}

/** Record the response behind a result. */
export function setResponse(result: object, info: ResponseInfo | undefined): void {
  if (info) infos.set(result, info);
}

interface Body {
  text: string;
  /** What is wrong with the whole body, as a clause. */
  problem: string | null;
  failure: Failure | null;
}

function isUtf8(bytes: ArrayBuffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
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
    const { response, body } = await this.#exchange(call, options, false);
    return this.#decode(call, response, body) as Operations[K]['response'];
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
    const { response, attempt } = await this.#exchange(call, options, true);
    const info = this.#info(call, response);
    const type = response.headers.get('content-type') ?? 'no content type';
    if (type.split(';')[0]!.trim().toLowerCase() !== EVENT_STREAM) {
      const body = await this.#read(response, attempt, ERROR_BODY_BYTES);
      attempt.abort();
      const problem = `its content type is ${type}, not ${EVENT_STREAM}`;
      throw responseError(call, info, call.redact.body(body.text), problem);
    }
    return new ConnectionReader(this.settings, call, info, response, attempt, options.deadline ?? Infinity);
  }

  /** Send a file to the signed URL of a response, without the API key. */
  async upload(id: OperationId, url: string, file: Blob, mime: string, options: CallOptions = {}): Promise<void> {
    await this.#exchange(prepareUpload(this.settings, operations[id], url, file, mime), options, false);
  }

  /** Send and retry until there is a success. The body of a stream is not read. */
  async #exchange(
    call: Call,
    options: TimedOptions,
    stream: boolean,
  ): Promise<{ response: Response; body: string; attempt: Attempt }> {
    const { clock } = this.settings;
    for (let tries = 0; ; tries++) {
      options.signal?.throwIfAborted();
      const left = (options.deadline ?? Infinity) - clock.monotonic();
      const attempt = new Attempt(options.signal, Math.min(call.timeout, left));
      const found = await this.#try(call, attempt, stream, tries);
      if ('response' in found) return { ...found, attempt };
      const remaining = (options.deadline ?? Infinity) - clock.monotonic();
      if (found.pause === null || found.pause >= remaining) throw found.error;
      await clock.pause(found.pause, options.signal);
    }
  }

  /** Make one attempt. Return the success, or the error and the pause before the next attempt. */
  async #try(
    call: Call,
    attempt: Attempt,
    stream: boolean,
    tries: number,
  ): Promise<{ response: Response; body: string } | { error: SDKError; pause: number | null }> {
    let response: Response;
    try {
      response = await this.settings.fetch(call.url, {
        method: call.method,
        headers: call.headers,
        body: call.body,
        redirect: 'manual',
        credentials: 'omit',
        signal: attempt.signal,
      });
    } catch (error) {
      attempt.end();
      throwIfCancelled(call, attempt);
      const failure = failureOf(error, attempt.timedOut);
      return { error: connectionError(call, failure, tries + 1), pause: this.#pauseAfter(call, failure, tries) };
    }
    const success = call.isSuccess(response.status);
    if (success && stream) return { response, body: '' };
    const body = await this.#read(response, attempt, success ? this.settings.maxBodyBytes : ERROR_BODY_BYTES);
    attempt.end();
    if (body.failure) throwIfCancelled(call, attempt);
    if (success && !body.failure && !body.problem) return { response, body: body.text };
    return this.#failed(call, response, body, tries);
  }

  /** Return the error for a response that is no usable success, and the pause before the next attempt. */
  #failed(call: Call, response: Response, body: Body, tries: number): { error: SDKError; pause: number | null } {
    const { clock, maxRetries, api } = this.settings;
    const info = this.#info(call, response);
    const text = call.redact.body(body.text);
    if (!call.isSuccess(response.status)) {
      const at = { attempt: tries, maxRetries, now: clock.now(), random: clock.random() };
      const pause = delayAfterStatus(call.rule, response.status, response.headers, at);
      return { error: statusError(call, api, info, text), pause };
    }
    if (!body.failure) return { error: responseError(call, info, text, body.problem ?? ''), pause: null };
    const pause = this.#pauseAfter(call, body.failure, tries);
    if (body.failure.timedOut) return { error: connectionError(call, body.failure, tries + 1, info.requestId), pause };
    const problem = `its body is incomplete: ${call.redact.text(body.failure.reason)}`;
    return { error: responseError(call, info, text, problem, body.failure), pause };
  }

  #pauseAfter(call: Call, failure: Failure, tries: number): number | null {
    const { clock, maxRetries } = this.settings;
    const again = tries < maxRetries && !failure.permanent;
    return again && (!failure.sent || call.rule.lostConnection === 'retry') ? backoff(tries, clock.random()) : null;
  }

  async #read(response: Response, attempt: Attempt, limit: number): Promise<Body> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    let failure: Failure | null = null;
    try {
      const reader = response.body?.getReader() as ReadableStreamDefaultReader<Uint8Array> | undefined;
      for (let next = await reader?.read(); next && !next.done && size <= limit; next = await reader?.read()) {
        chunks.push(next.value);
        size += next.value.length;
      }
    } catch (error) {
      failure = { ...failureOf(error, attempt.timedOut), sent: true };
    }
    const bytes = await new Blob(chunks as BlobPart[]).slice(0, limit).arrayBuffer();
    let text = new TextDecoder().decode(bytes);
    if (size > limit) {
      attempt.abort();
      // The end of what is kept may be a part of the API key, which would not be recognized.
      text = text.slice(0, -this.settings.apiKey.length);
      return { text, problem: `its body is longer than ${String(limit)} bytes; maxBodyBytes sets the limit`, failure };
    }
    if (!failure && response.headers.has('content-encoding') && !isJson(text)) {
      // Not every fetch reports a compressed body that was cut.
      failure = { ...failureOf(new Error('the compressed body was cut'), false), sent: true };
    }
    return { text, problem: isUtf8(bytes) ? null : 'its body is not valid UTF-8', failure };
  }

  #decode(call: Call, response: Response, text: string): unknown {
    const info = this.#info(call, response);
    const { responses } = call.facts!;
    const rules = responses[String(response.status)] ?? Object.values(responses)[0] ?? {};
    if (!text.trim() && !rules.json) return undefined;
    let value: unknown;
    let problem = text ? 'its body is not valid JSON' : 'its body is empty';
    try {
      value = JSON.parse(text);
      const found = mismatch(value, rules.json ?? {}, '');
      if (found === null) {
        if (typeof value === 'object' && value !== null) setResponse(value, info);
        return value;
      }
      problem = `its body is not what the API documents: ${found}`;
    } catch {
      // The problem is said above.
    }
    throw responseError(call, info, call.redact.body(text), problem);
  }

  #info(call: Call, response: Response): ResponseInfo {
    const headers = call.redact.headers(response.headers);
    const receipt: ResponseInfo['receipt'] = {};
    for (const one of call.facts?.receipts ?? []) {
      const amount = headers.get(one.header) ?? '';
      if (/^\d{1,18}$/.test(amount)) receipt[one.amount] = Number(amount);
    }
    const requestId = headers.get(this.settings.api.requestId) ?? undefined;
    return { status: response.status, headers, requestId, idempotencyKey: call.key, receipt };
  }
}
