// A stream of typed events on one connection.

import { fault, parseJson, readAmount } from './decode.ts';
import { ArgumentError, ConnectionError, StatusError, StreamEndedError, StreamError, TimeoutError } from './errors.ts';
import type { ErrorContext, ErrorKind, SDKError } from './errors.ts';
import { failureOf, note, textOf, type ResponseInfo } from './failures.ts';
import { isObject, type Call } from './request.ts';
import { kindOfFailure } from './retry.ts';
import { EventTooLongError, SseDecoder, type ServerSentEvent } from './sse.ts';
import type { Settings } from './settings.ts';
import type { Success } from './wire.ts';
import type { Shape, StreamFacts } from '../spec.ts';

const SECONDS_TO_FINISH = 1;

/** Where the events of a stream come from: one connection, or one after the other. */
export interface EventReader {
  response: ResponseInfo;
  next(): Promise<IteratorResult<unknown, undefined>>;
  close(): void;
}

/**
 * The events of a response, for `for await`. It holds a connection until it is read to its end, left early (`break`) or
 * closed.
 */
export class EventStream<E> implements AsyncIterableIterator<E> {
  protected readonly source: EventReader;
  #isBeingRead = false;

  constructor(source: EventReader) {
    this.source = source;
  }

  /** The response. Its receipt is complete at the end of the stream. */
  get response(): ResponseInfo {
    return this.source.response;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Return the next event. Throws `ArgumentError` while another loop waits for it: two would take events from each other. */
  async next(): Promise<IteratorResult<E, undefined>> {
    if (this.#isBeingRead) throw new ArgumentError('the stream is being read already: one loop at a time can read it');
    this.#isBeingRead = true;
    try {
      return (await this.source.next()) as IteratorResult<E, undefined>;
    } finally {
      this.#isBeingRead = false;
    }
  }

  /** Close the connection. Called by `break` in a `for await`. */
  async return(): Promise<IteratorResult<E, undefined>> {
    await this.close();
    return { done: true, value: undefined };
  }

  /** Close the connection. Safe to call again. */
  close(): Promise<void> {
    this.source.close();
    return Promise.resolve();
  }
}

/** Reads the events of one response. */
export class ConnectionReader implements EventReader {
  readonly response: ResponseInfo;
  readonly #call: Call;
  readonly #rules: StreamFacts;
  readonly #settings: Settings;
  readonly #attempt: Success['attempt'];
  readonly #body: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder: SseDecoder;
  readonly #deadline: number;
  readonly #events = this.#read();
  readonly #kept: unknown[] = [];
  #closed = false;

  constructor(settings: Settings, call: Call, { info, attempt, body }: Success, deadline: number) {
    this.response = info;
    this.#call = call;
    this.#rules = call.facts?.stream ?? {};
    this.#settings = settings;
    this.#attempt = attempt;
    this.#deadline = deadline;
    this.#body = (body ?? new Blob([]).stream()).getReader();
    this.#decoder = new SseDecoder(settings.maxEventBytes, (comment) => this.#readReceipt(comment));
  }

  next(): Promise<IteratorResult<unknown, undefined>> {
    return this.#events.next();
  }

  close(): void {
    this.#closed = true;
    this.#attempt.abort();
  }

  /** Return the error for a stream that was closed before its last event. */
  prematureEnd(before = 'its last event'): SDKError {
    return this.#error(StreamEndedError, 'stream-ended', `the stream ended before ${before}; events are missing`);
  }

  async *#read(): AsyncGenerator<unknown, undefined> {
    const { end } = this.#rules;
    try {
      for (let since = this.#now(); !this.#closed; ) {
        const chunk = await this.#chunk(since);
        if (!chunk) return;
        for (const { event, data } of this.#eventsOf(chunk)) {
          if (this.#isMarker(data)) {
            await this.#finish();
            return;
          }
          // An event without data is a sign of life.
          if (data !== '') {
            const value = this.#decode(event, data);
            if (end) this.#kept.push(value);
            yield value;
            since = this.#now();
            if (this.#closed) return;
          }
          if (end?.events?.includes(event)) return;
        }
      }
    } finally {
      this.close();
    }
  }

  #now(): number {
    return this.#settings.clock.monotonic();
  }

  #isMarker(data: string): boolean {
    return this.#rules.end?.data !== undefined && data.trim() === this.#rules.end.data;
  }

  /** Return the next chunk, or null at the end of a complete stream. `since` is when the caller began to wait. */
  async #chunk(since: number): Promise<Uint8Array | null> {
    const stalledAt = since + this.#call.stallTimeout;
    const isDeadline = this.#deadline < stalledAt;
    const left = Math.min(stalledAt, this.#deadline) - this.#now();
    if (left <= 0) throw this.#timeout(isDeadline);
    this.#attempt.limit(left);
    let chunk: ReadableStreamReadResult<Uint8Array> | undefined;
    let lost: unknown;
    try {
      chunk = await this.#body.read();
    } catch (error) {
      lost = error;
    }
    this.#attempt.limit(); // the time that the caller takes does not count
    if (chunk?.done === false) return chunk.value;
    if (this.#closed || this.#isMarker(this.#decoder.unfinishedData())) return null;
    if (!chunk) throw this.#attempt.timedOut ? this.#timeout(isDeadline) : this.#lost(lost);
    const { end } = this.#rules;
    if (!end && !this.#decoder.pending) return null;
    throw this.prematureEnd(end?.data ?? end?.events?.join(' or ') ?? 'its last event was complete');
  }

  *#eventsOf(chunk: Uint8Array): Generator<ServerSentEvent> {
    try {
      yield* this.#decoder.feed(chunk);
    } catch (error) {
      const isTooLong = error instanceof EventTooLongError;
      const tooLong = `an event of more than ${String(this.#settings.maxEventBytes)} bytes`;
      throw this.#failure(`the stream sent ${isTooLong ? tooLong : 'a line that is not valid UTF-8'}`);
    }
  }

  #decode(event: string, text: string): unknown {
    const { errorKey, events } = this.#rules;
    const data = parseJson(text);
    if (errorKey && isObject(data) && (data[errorKey] ?? null) !== null) throw this.#reported(data, errorKey);
    const { facts } = this.#call;
    const problem = data === undefined ? 'it is not valid JSON' : facts && fault(facts, data, this.#shapeOf(event));
    if (problem === null) return events ? { event, data } : data;
    const shown = JSON.stringify(this.#call.redact.text(text).slice(0, 200));
    throw this.#failure(`the stream sent an event that cannot be read (${problem}): ${shown}`);
  }

  #shapeOf(event: string): Shape {
    const { events } = this.#rules;
    if (events) return { ref: events[event] ?? '' };
    return Object.values(this.#call.facts?.responses ?? {}).find((one) => one.event)?.event ?? {};
  }

  /** Read what follows the end marker, briefly: the connection can be used again then. */
  async #finish(): Promise<void> {
    this.#attempt.limit(SECONDS_TO_FINISH);
    try {
      while (!this.#closed && !(await this.#body.read()).done);
    } catch {
      // All events have arrived.
    }
  }

  #readReceipt(comment: string): void {
    const [name, amount] = comment.split(' ', 2);
    const rule = this.#call.facts?.receipts.find((one) => one.comment === name);
    if (rule) readAmount(this.response.receipt, rule.amount, amount);
  }

  /** Return the error for a failure that the service reports in mid-stream. */
  #reported(data: Record<string, unknown>, errorKey: string): SDKError {
    const event = this.#call.redact.value(data) as Record<string, unknown>;
    const failure = event[errorKey];
    const detail = isObject(failure) ? failure : { message: failure };
    const reason = textOf(detail.message ?? detail.type ?? 'no reason was given');
    const problem = `the service reported a failure in mid-stream: ${reason}`;
    const found = kindOfFailure(detail.code, detail.type);
    if (!found) return this.#failure(problem, { detail });
    const response = { ...this.response, body: JSON.stringify(event) };
    return this.#error(StatusError, found.kind, problem, { status: found.status, detail, response });
  }

  #lost(cause: unknown): SDKError {
    this.#attempt.caller?.throwIfAborted();
    const { reason, timedOut } = failureOf(cause, false);
    const problem = `the connection was lost in the middle of the stream: ${this.#call.redact.text(reason)}`;
    return timedOut
      ? this.#error(TimeoutError, 'timeout', problem)
      : this.#error(ConnectionError, 'connection', problem);
  }

  #timeout(isDeadline: boolean): SDKError {
    const stalled = `no event arrived for ${String(this.#call.stallTimeout)} s; stallTimeout sets the limit`;
    return this.#error(TimeoutError, 'timeout', isDeadline ? 'the deadline passed before the last event' : stalled);
  }

  #failure(problem: string, facts?: ErrorContext): SDKError {
    return this.#error(StreamError, 'stream', problem, facts);
  }

  #error(type: typeof SDKError, kind: ErrorKind, problem: string, facts: ErrorContext = {}): SDKError {
    const { requestId, idempotencyKey } = this.response;
    const partial = this.#call.redact.value(this.#kept);
    const message = `${this.#call.name}: ${problem}${note(requestId)}`;
    return new type(kind, message, { requestId, idempotencyKey, partial, ...facts });
  }
}
