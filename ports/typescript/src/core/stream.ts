// A stream of typed events on one connection.

import { mismatch } from './decode.ts';
import { ConnectionError, SDKError, StatusError, StreamEndedError, StreamError, TimeoutError } from './errors.ts';
import { failureOf, note, type ResponseInfo } from './failures.ts';
import { isObject, type Call } from './request.ts';
import { kindOfFailure } from './retry.ts';
import { EventTooLongError, SseDecoder, type ServerSentEvent } from './sse.ts';
import type { Attempt } from './attempt.ts';
import type { Settings } from './settings.ts';
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

  next(): Promise<IteratorResult<E, undefined>> {
    return this.source.next() as Promise<IteratorResult<E, undefined>>;
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
  readonly #attempt: Attempt;
  readonly #body: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder: SseDecoder;
  readonly #deadline: number;
  readonly #events = this.#read();
  readonly #kept: unknown[] = [];
  #closed = false;

  constructor(settings: Settings, call: Call, info: ResponseInfo, body: Response, attempt: Attempt, deadline: number) {
    this.response = info;
    this.#call = call;
    this.#rules = call.facts?.stream ?? {};
    this.#settings = settings;
    this.#attempt = attempt;
    this.#deadline = deadline;
    this.#body = (body.body ?? new Blob([]).stream()).getReader() as ReadableStreamDefaultReader<Uint8Array>;
    this.#decoder = new SseDecoder(settings.maxEventBytes, (comment) => this.#readReceipt(comment));
  }

  next(): Promise<IteratorResult<unknown, undefined>> {
    return this.#events.next();
  }

  close(): void {
    if (!this.#closed) this.#attempt.abort();
    this.#closed = true;
  }

  /** Return the error for a stream that was closed before its last event. */
  prematureEnd(): SDKError {
    return this.#ended('its last event');
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
    const left = Math.min(stalledAt, this.#deadline) - this.#now();
    if (left <= 0) throw this.#timeout(this.#deadline < stalledAt);
    this.#attempt.limit(left);
    let chunk: ReadableStreamReadResult<Uint8Array>;
    try {
      chunk = await this.#body.read();
    } catch (error) {
      if (this.#closed || this.#isMarker(this.#decoder.unfinishedData())) return null;
      this.#attempt.throwIfCancelled();
      if (this.#attempt.timedOut) throw this.#timeout(this.#deadline < stalledAt);
      throw this.#lost(error);
    }
    if (!chunk.done) return chunk.value;
    if (this.#isMarker(this.#decoder.unfinishedData())) return null;
    const { end } = this.#rules;
    if (!end && !this.#decoder.pending) return null;
    throw this.#ended(end?.data ?? end?.events?.join(' or ') ?? 'its last event was complete');
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
    let data: unknown;
    let problem: string | null = 'it is not valid JSON';
    try {
      data = JSON.parse(text);
      problem = null;
    } catch {
      // The problem is said above.
    }
    if (errorKey && isObject(data) && data[errorKey] !== undefined && data[errorKey] !== null) {
      throw this.#reported(this.#call.redact.value(data) as Record<string, unknown>, errorKey);
    }
    problem ??= mismatch(data, this.#shapeOf(event), '');
    if (problem === null) return events ? { event, data } : data;
    const shown = JSON.stringify(this.#call.redact.text(text).slice(0, 200));
    throw this.#failure(`the stream sent an event that cannot be read (${problem}): ${shown}`);
  }

  #shapeOf(event: string): Shape {
    const { events } = this.#rules;
    const listed = Object.values(this.#call.facts?.responses ?? {}).find((one) => one.event)?.event;
    if (!events) return listed ?? {};
    return events[event] === undefined ? {} : { ref: events[event] };
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
    if (rule && amount && /^\d{1,18}$/.test(amount)) this.response.receipt[rule.amount] = Number(amount);
  }

  #ended(before: string): SDKError {
    const problem = `the stream ended before ${before}; events are missing`;
    return new StreamEndedError('stream-ended', this.#text(problem), this.#context());
  }

  #failure(problem: string): SDKError {
    return new StreamError('stream', this.#text(problem), this.#context());
  }

  #lost(error: unknown): SDKError {
    const failure = failureOf(error, false);
    const reason = this.#call.redact.text(failure.reason);
    const message = this.#text(`the connection was lost in the middle of the stream: ${reason}`);
    return failure.timedOut
      ? new TimeoutError('timeout', message, this.#context())
      : new ConnectionError('connection', message, this.#context());
  }

  #timeout(byDeadline: boolean): SDKError {
    const problem = byDeadline
      ? 'the deadline passed before the last event'
      : `no event arrived for ${String(this.#call.stallTimeout)} s; stallTimeout sets the limit`;
    return new TimeoutError('timeout', this.#text(problem), this.#context());
  }

  /** Return the error for a failure that the service reports in mid-stream. */
  #reported(event: Record<string, unknown>, errorKey: string): SDKError {
    const failure = event[errorKey];
    const detail = isObject(failure) ? failure : { message: failure };
    const said = detail.message ?? detail.type ?? 'no reason was given';
    const reason = typeof said === 'string' ? said : JSON.stringify(said);
    const problem = `the service reported a failure in mid-stream: ${reason}`;
    const found = kindOfFailure(detail.code, detail.type);
    if (!found) return this.#failure(problem);
    const { status, headers } = this.response;
    const response = { status, headers, body: JSON.stringify(event) };
    const facts = { status: found.status, detail, response };
    return new StatusError(found.kind, this.#text(problem), facts, this.#context());
  }

  #text(problem: string): string {
    return `${this.#call.name}: ${problem}${note(this.response.requestId)}`;
  }

  #context(): { requestId: string | undefined; idempotencyKey: string | undefined; partial: unknown } {
    const { requestId } = this.response;
    return { requestId, idempotencyKey: this.#call.key, partial: this.#call.redact.value(this.#kept) };
  }
}
