// The time of one attempt: it is aborted when its limit has passed, or when the caller cancels.

// A longer timer would fire at once.
const LONGEST_TIMER = 2_147_483_647;

export class Attempt {
  /** Whether the limit has passed. */
  timedOut = false;
  /** The caller's own signal. */
  readonly caller: AbortSignal | undefined;
  readonly #controller = new AbortController();
  readonly #cancel = (): void => this.#controller.abort(this.caller?.reason);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Begin. `seconds` limits the attempt. */
  constructor(caller: AbortSignal | undefined, seconds: number) {
    this.caller = caller;
    caller?.addEventListener('abort', this.#cancel, { once: true });
    this.limit(seconds);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Limit what follows to so many seconds from now; without a number there is no limit. */
  limit(seconds?: number): void {
    clearTimeout(this.#timer);
    if (seconds === undefined) return;
    const expire = (): void => {
      this.timedOut = true;
      this.#controller.abort(new Error('the time limit passed'));
    };
    this.#timer = setTimeout(expire, Math.min(LONGEST_TIMER, Math.max(0, seconds * 1000)));
  }

  /** The whole response has arrived. */
  end(): void {
    this.limit();
    this.caller?.removeEventListener('abort', this.#cancel);
  }

  /** End, and close the connection if the response has not arrived. */
  abort(): void {
    this.end();
    this.#controller.abort(new Error('closed'));
  }
}
