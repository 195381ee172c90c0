// A stream of typed events on one connection.

import { mismatch } from './decode.ts';
import { ConnectionError, SDKError, StatusError, StreamEndedError, StreamError, TimeoutError } from './errors.ts';
import { failureOf, note, type ResponseInfo } from './failures.ts';
import type { Shape, StreamFacts } from './facts.ts';
import { isObject, type Call } from './request.ts';
import { kindOfFailure } from './retry.ts';
import { EventTooLongError, SseDecoder, type ServerSentEvent } from './sse.ts';
import type { Attempt, Settings } from './attempt.ts';

const SECONDS_TO_FINISH = 1;

/**
 * The events of a response, for `for await`. It holds a connection until it is read to its end, left early (`break`) or
 * closed.
 */
export class EventStream<E> implements AsyncIterableIterator<E> {
  /** The response. Its receipt is complete at the end of the stream. */
  get response(): ResponseInfo {
    return this.source.response;
  }
  protected readonly source: EventReader;

  constructor(source: EventReader) {
    this.source = source;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<E, undefined>> {
    return (await this.source.next()) as IteratorResult<E, undefined>;
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

/** Where the events of a stream come from: one connection, or one after the other. */
export interface EventReader {
  response: ResponseInfo;
  next(): Promise<IteratorResult<unknown, undefined>>;
  close(): void;
}

const END = { done: true, value: undefined } as const;

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
  #ready: Iterator<ServerSentEvent> | null = null;
  #complete = false;
  #closed = false;
  readonly #events: unknown[] = [];

  constructor(
    settings: Settings,
    call: Call,
    info: ResponseInfo,
    response: Response,
    attempt: Attempt,
    deadline: number,
  ) {
    this.response = info;
    this.#call = call;
    this.#rules = call.facts?.stream ?? {};
    this.#settings = settings;
    this.#attempt = attempt;
    this.#deadline = deadline;
    this.#body = (response.body ?? new Blob([]).stream()).getReader() as ReadableStreamDefaultReader<Uint8Array>;
    this.#decoder = new SseDecoder(settings.maxEventBytes, (comment) => {
      this.#readReceipt(comment);
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#attempt.abort();
  }

  /** Return the error for a stream that was closed before its last event. */
  prematureEnd(): SDKError {
    const problem = 'the stream was closed before its last event; events are missing';
    return this.#error(StreamEndedError, 'stream-ended', problem);
  }

  async next(): Promise<IteratorResult<unknown, undefined>> {
    const waitingSince = this.#settings.clock.monotonic();
    try {
      while (!this.#closed) {
        const event = this.#nextReady();
        if (event) return event;
        if (this.#complete) {
          await this.#finish();
          return END;
        }
        const chunk = await this.#read(waitingSince);
        if (chunk === null) {
          this.close();
          return END;
        }
        this.#ready = this.#decoder.feed(chunk);
      }
      return END;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Return the next event of the chunks so far, or null if there is none yet. */
  #nextReady(): IteratorResult<unknown, undefined> | null {
    for (;;) {
      const next = this.#complete ? null : this.#step();
      if (!next) return null;
      const { event, data } = next;
      if (this.#rules.end?.events?.includes(event)) this.#complete = true;
      else if (this.#rules.end?.data !== undefined && data.trim() === this.#rules.end.data) {
        this.#complete = true;
        return null;
      }
      if (data === '') continue; // a sign of life
      const value = this.#decode(event, data);
      if (this.#rules.end) this.#events.push(value);
      return { done: false, value };
    }
  }

  #step(): ServerSentEvent | null {
    try {
      const next = this.#ready?.next();
      return !next || next.done ? null : next.value;
    } catch (error) {
      if (error instanceof EventTooLongError) {
        const limit = String(this.#settings.maxEventBytes);
        throw this.#error(StreamError, 'stream', `the stream sent an event of more than ${limit} bytes`);
      }
      throw this.#error(StreamError, 'stream', 'the stream sent a line that is not valid UTF-8');
    }
  }

  #decode(event: string, text: string): unknown {
    const { redact } = this.#call;
    let data: unknown;
    try {
      data = JSON.parse(text);
    } catch {
      throw this.#malformed(text, 'it is not valid JSON');
    }
    const { errorKey, events } = this.#rules;
    if (errorKey && isObject(data) && data[errorKey] !== undefined && data[errorKey] !== null) {
      throw this.#failed(redact.value(data) as Record<string, unknown>, errorKey);
    }
    const schema = events?.[event];
    const shape = events ? (schema ? { ref: schema } : {}) : (this.#eventShape() ?? {});
    const problem = mismatch(data, shape, '');
    if (problem) throw this.#malformed(text, problem);
    return events ? { event, data } : data;
  }

  #eventShape(): Shape | undefined {
    return Object.values(this.#call.facts?.responses ?? {}).find((one) => one.event)?.event;
  }

  /** Return the next chunk, or null at the end of a complete stream. */
  async #read(waitingSince: number): Promise<Uint8Array | null> {
    const { clock } = this.#settings;
    const stalledAt = waitingSince + this.#call.stallTimeout;
    const left = Math.min(stalledAt, this.#deadline) - clock.monotonic();
    if (left <= 0) throw this.#timeout(this.#deadline < stalledAt);
    this.#attempt.limit(left);
    let chunk: ReadableStreamReadResult<Uint8Array>;
    try {
      chunk = await this.#body.read();
    } catch (error) {
      if (this.#endsWithMarker() || this.#closed) return null;
      this.#attempt.throwIfCancelled();
      if (this.#attempt.timedOut) throw this.#timeout(this.#deadline < stalledAt);
      throw this.#lost(error);
    }
    if (!chunk.done) return chunk.value;
    if (this.#endsWithMarker()) return null;
    const { end } = this.#rules;
    if (!end && !this.#decoder.pending) return null;
    const marker = end?.data ?? end?.events?.join(' or ') ?? 'its last event was complete';
    throw this.#error(StreamEndedError, 'stream-ended', `the stream ended before ${marker}; events are missing`);
  }

  #endsWithMarker(): boolean {
    const marker = this.#rules.end?.data;
    this.#complete ||= marker !== undefined && this.#decoder.unfinishedData().trim() === marker;
    return this.#complete;
  }

  /** Read what follows an end marker, briefly: the connection can be used again then. */
  async #finish(): Promise<void> {
    if (this.#rules.end?.data !== undefined && !this.#closed) {
      this.#attempt.limit(SECONDS_TO_FINISH);
      try {
        while (!(await this.#body.read()).done);
      } catch {
        // All events have arrived.
      }
    }
    this.close();
  }

  #readReceipt(comment: string): void {
    const [name, amount] = comment.split(' ', 2);
    const rule = this.#call.facts?.receipts.find((one) => one.comment === name);
    if (rule && amount && /^\d{1,18}$/.test(amount)) this.response.receipt[rule.amount] = Number(amount);
  }

  #lost(error: unknown): SDKError {
    const failure = failureOf(error, false);
    const problem = `the connection was lost in the middle of the stream: ${this.#call.redact.text(failure.reason)}`;
    return failure.timedOut
      ? this.#error(TimeoutError, 'timeout', problem)
      : this.#error(ConnectionError, 'connection', problem);
  }

  #timeout(byDeadline: boolean): SDKError {
    const problem = byDeadline
      ? 'the deadline passed before the last event'
      : `no event arrived for ${String(this.#call.stallTimeout)} s; stallTimeout sets the limit`;
    return this.#error(TimeoutError, 'timeout', problem);
  }

  #malformed(text: string, reason: string): SDKError {
    const shown = JSON.stringify(this.#call.redact.text(text).slice(0, 200));
    return this.#error(StreamError, 'stream', `the stream sent an event that cannot be read (${reason}): ${shown}`);
  }

  /** Return the error for a failure that the service reports in mid-stream. */
  #failed(event: Record<string, unknown>, errorKey: string): SDKError {
    const failure = event[errorKey];
    const known = isObject(failure) ? failure : { message: failure };
    const said = known.message ?? known.type ?? 'no reason was given';
    const text = typeof said === 'string' ? said : JSON.stringify(said);
    const problem = `the service reported a failure in mid-stream: ${text}`;
    const found = kindOfFailure(known.code, known.type);
    if (!found) return this.#error(StreamError, 'stream', problem);
    const { status, headers, requestId } = this.response;
    const response = { status, headers, body: JSON.stringify(event) };
    return new StatusError(
      found.kind,
      `${this.#call.name}: ${problem}${note(requestId)}`,
      { status: found.status, detail: known, response },
      this.#context(),
    );
  }

  #error<T extends SDKError>(
    type: new (kind: SDKError['kind'], message: string, context: object) => T,
    kind: SDKError['kind'],
    problem: string,
  ): T {
    return new type(kind, `${this.#call.name}: ${problem}${note(this.response.requestId)}`, this.#context());
  }

  #context(): object {
    const { requestId } = this.response;
    return { requestId, idempotencyKey: this.#call.key, partial: this.#call.redact.value(this.#events) };
  }
}
