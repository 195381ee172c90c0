// Streams that reconnect where they broke, without duplicates or gaps.

import { StreamEndedError } from './core/errors.ts';
import { isTransient, type ResponseInfo } from './core/failures.ts';
import type { WireRequest } from './core/request.ts';
import { backoff } from './core/retry.ts';
import { operations, retryClasses, type OperationId, type Operations } from './spec.ts';
import { EventStream, type ConnectionReader, type EventReader } from './core/stream.ts';
import type { TimedOptions, Wire } from './core/wire.ts';

/** Whether the caller has had an event before. What is `new` a reopened stream may repeat, but not what is `progress`. */
export type Novelty = 'repeated' | 'new' | 'progress';

/** How a stream is opened again, and which of its events are new. */
export interface EventSource {
  open(): Promise<ConnectionReader>;
  /** Record the event, and return whether it is new. */
  record(event: unknown): Novelty;
  /** Return whether a stream that the server closed was complete. */
  isOver(): Promise<boolean>;
}

/** Return a stream that reconnects where it broke. */
export async function resume<K extends OperationId>(
  wire: Wire,
  id: K,
  request: WireRequest,
  options: TimedOptions = {},
  source: EventSource = new CursorSource(wire, id, request, options),
): Promise<EventStream<Operations[K]['event']>> {
  return new EventStream(await ResumedReader.open(wire, id, source, options));
}

// A stream that the server closes after a minute was closed by a limit of the server, not by a fault.
const SERVER_LIMIT = 60;
const MOST_REMEMBERED = 1000;

/** The last values that were added. */
export class RecentValues {
  readonly #values = new Set<string>();

  /** Add a value, and return whether it was not there. */
  add(value: string): boolean {
    if (this.#values.has(value)) return false;
    this.#values.add(value);
    if (this.#values.size > MOST_REMEMBERED) this.#values.delete(this.#values.values().next().value!);
    return true;
  }
}

/** Events that carry the cursor from which the stream can be resumed. */
export class CursorSource implements EventSource {
  cursor: unknown;
  readonly #open: (params: object) => Promise<ConnectionReader>;
  readonly #params: object;
  readonly #rules: { field: string; parameter: string };
  readonly #seen = new RecentValues();

  constructor(wire: Wire, id: OperationId, request: WireRequest, options: TimedOptions) {
    this.#rules = operations[id].stream!.cursor!;
    this.#params = request.params ?? {};
    this.cursor = (this.#params as Record<string, unknown>)[this.#rules.parameter];
    this.#open = (params) => wire.open(id, { ...request, params }, options);
  }

  open(): Promise<ConnectionReader> {
    return this.#open({ ...this.#params, [this.#rules.parameter]: this.cursor });
  }

  record(event: unknown): Novelty {
    const id = (event as Record<string, unknown>)[this.#rules.field];
    if (typeof id !== 'string' || !id) return 'new';
    if (!this.#seen.add(id)) return 'repeated';
    this.cursor = id;
    return 'progress';
  }

  isOver(): Promise<boolean> {
    return Promise.resolve(true);
  }
}

/** Reads one connection after the other. It gives up after the stall timeout without progress. */
export class ResumedReader implements EventReader {
  response: ResponseInfo;
  readonly #wire: Wire;
  readonly #id: OperationId;
  readonly #source: EventSource;
  readonly #options: TimedOptions;
  #current: ConnectionReader;
  #opened: number;
  #attempt = 0;
  #giveUpAt: number | null = null;
  #closed = false;

  private constructor(
    wire: Wire,
    id: OperationId,
    source: EventSource,
    options: TimedOptions,
    first: ConnectionReader,
  ) {
    this.response = first.response;
    this.#wire = wire;
    this.#id = id;
    this.#source = source;
    this.#options = options;
    this.#current = first;
    this.#opened = wire.settings.clock.monotonic();
  }

  static async open(wire: Wire, id: OperationId, source: EventSource, options: TimedOptions): Promise<ResumedReader> {
    return new ResumedReader(wire, id, source, options, await source.open());
  }

  close(): void {
    this.#closed = true;
    this.#current.close();
  }

  async next(): Promise<IteratorResult<unknown, undefined>> {
    while (!this.#closed) {
      try {
        const next = await this.#current.next();
        if (next.done) {
          if (this.#closed || (await this.#source.isOver())) break;
          this.#tolerateClose();
        } else {
          const novelty = this.#source.record(next.value);
          if (novelty === 'repeated') continue;
          if (novelty === 'progress' || this.#hasLasted()) {
            this.#attempt = 0;
            this.#giveUpAt = null;
          }
          return next;
        }
      } catch (error) {
        this.#tolerate(error);
      }
      await this.#reopen();
    }
    this.close();
    return { done: true, value: undefined };
  }

  async #reopen(): Promise<void> {
    const { clock } = this.#wire.settings;
    for (;;) {
      await clock.pause(backoff(this.#attempt, clock.random()), this.#options.signal);
      if (this.#closed) return;
      this.#attempt++;
      try {
        this.#current = await this.#source.open();
      } catch (error) {
        this.#tolerate(error);
        continue;
      }
      this.response = this.#current.response;
      this.#opened = clock.monotonic();
      return;
    }
  }

  #tolerateClose(): void {
    if (this.#hasLasted()) this.#giveUpAt = null;
    else this.#tolerate(this.#current.prematureEnd());
  }

  #hasLasted(): boolean {
    return this.#wire.settings.clock.monotonic() - this.#opened > SERVER_LIMIT;
  }

  /** Ignore transient errors until the stall timeout has passed; throw any other error. */
  #tolerate(error: unknown): void {
    const now = this.#wire.settings.clock.monotonic();
    this.#giveUpAt ??= now + (this.#options.stallTimeout ?? this.#wire.settings.stallTimeout);
    const rule = retryClasses[operations[this.#id].retry]!;
    const transient = error instanceof StreamEndedError || isTransient(rule, error);
    if (this.#closed || !transient || now >= this.#giveUpAt || now >= (this.#options.deadline ?? Infinity)) {
      this.close();
      throw error;
    }
  }
}
