// Decodes the bytes of a stream of server-sent events (HTML standard, 9.2.6).

export interface ServerSentEvent {
  event: string;
  data: string;
  id: string;
}

/** An event is longer than the limit. */
export class EventTooLongError extends Error {}

const CR = 13;
const LF = 10;
const COLON = 58;
const SPACE = 32;
const BOM = [0xef, 0xbb, 0xbf];
const NAMES = new Set(['data', 'event', 'id']);
const LONGEST_NAME = 6;

export class SseDecoder {
  readonly #limit: number;
  readonly #onComment: (text: string) => void;
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  // Lines are split in the bytes: a chunk may end within a character, or between CR and LF.
  #line: Uint8Array[] = [];
  #lineSize = 0;
  #size = 0;
  #afterCr = false;
  #begun = false;
  #event = '';
  #data: string[] = [];
  #id = '';

  constructor(limit = Infinity, onComment: (text: string) => void = () => undefined) {
    this.#limit = limit;
    this.#onComment = onComment;
  }

  /** Whether an event has begun that no blank line has ended. */
  get pending(): boolean {
    return this.#lineSize > 0 || this.#data.length > 0 || this.#event !== '';
  }

  /** Yield the events that a chunk completes. Throw for a line that is not UTF-8 and for an event that is too long. */
  *feed(chunk: Uint8Array): Generator<ServerSentEvent> {
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      if (chunk[at] !== CR && chunk[at] !== LF) continue;
      this.#add(chunk.subarray(start, at));
      start = at + 1;
      const isSecondHalf = this.#afterCr && chunk[at] === LF && this.#lineSize === 0;
      this.#afterCr = chunk[at] === CR;
      const event = isSecondHalf ? null : this.#readLine();
      if (event) yield event;
    }
    this.#add(chunk.subarray(start));
  }

  #add(bytes: Uint8Array): void {
    this.#line.push(bytes);
    this.#lineSize += bytes.length;
    if (this.#size + this.#lineSize > this.#limit) throw new EventTooLongError();
  }

  /** Return the data of an event that no blank line has ended. */
  unfinishedData(): string {
    const line = new TextDecoder('utf-8', { ignoreBOM: this.#begun }).decode(this.#joined());
    const rest = line.startsWith('data:') ? [line.slice(5).replace(/^ /, '')] : [];
    return [...this.#data, ...rest].join('\n');
  }

  #joined(): Uint8Array {
    const line = new Uint8Array(this.#lineSize);
    let at = 0;
    for (const bytes of this.#line) {
      line.set(bytes, at);
      at += bytes.length;
    }
    return line;
  }

  /** Read a line, and return the event that it ends. */
  #readLine(): ServerSentEvent | null {
    const line = this.#joined();
    const bytes = !this.#begun && BOM.every((byte, at) => line[at] === byte) ? line.subarray(BOM.length) : line;
    this.#line = [];
    this.#lineSize = 0;
    this.#begun = true;
    if (bytes[0] === COLON) this.#onComment(new TextDecoder().decode(bytes.subarray(1)).replace(/^ /, ''));
    else if (bytes.length) this.#readField(bytes);
    else return this.#dispatch();
    return null;
  }

  #readField(bytes: Uint8Array): void {
    this.#size += bytes.length;
    const colon = bytes.includes(COLON) ? bytes.indexOf(COLON) : bytes.length;
    const name = String.fromCharCode(...bytes.subarray(0, Math.min(colon, LONGEST_NAME)));
    if (!NAMES.has(name)) return;
    const value = this.#utf8.decode(bytes.subarray(colon + (bytes[colon + 1] === SPACE ? 2 : 1)));
    if (name === 'data') this.#data.push(value);
    else if (name === 'event') this.#event = value;
    else if (!value.includes('\0')) this.#id = value;
  }

  #dispatch(): ServerSentEvent | null {
    const event = { event: this.#event, data: this.#data.join('\n'), id: this.#id };
    const hasData = this.#data.length > 0;
    this.#event = '';
    this.#data = [];
    this.#size = 0;
    return hasData ? event : null;
  }
}
