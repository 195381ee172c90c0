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
  // Lines are split in the bytes: a chunk may end within a character, or between CR and LF.
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
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
    let start = this.#afterCr && chunk[0] === LF ? 1 : 0;
    if (chunk.length) this.#afterCr = false;
    while (start < chunk.length) {
      let end = start;
      while (end < chunk.length && chunk[end] !== CR && chunk[end] !== LF) end++;
      if (end > start) this.#line.push(chunk.subarray(start, end));
      this.#lineSize += end - start;
      if (this.#size + this.#lineSize > this.#limit) throw new EventTooLongError();
      if (end === chunk.length) return;
      this.#afterCr = chunk[end] === CR && end + 1 === chunk.length;
      start = end + (chunk[end] === CR && chunk[end + 1] === LF ? 2 : 1);
      const event = this.#readLine();
      if (event) yield event;
    }
  }

  /** Return the data of an event that no blank line has ended. */
  unfinishedData(): string {
    const line = new TextDecoder('utf-8', { ignoreBOM: this.#begun }).decode(join(this.#line));
    const rest = line.startsWith('data:') ? [line.slice(5).replace(/^ /, '')] : [];
    return [...this.#data, ...rest].join('\n');
  }

  #readLine(): ServerSentEvent | null {
    let bytes = join(this.#line);
    this.#line = [];
    this.#lineSize = 0;
    if (!this.#begun && BOM.every((byte, at) => bytes[at] === byte)) bytes = bytes.subarray(BOM.length);
    this.#begun = true;
    if (bytes[0] === COLON) {
      this.#onComment(new TextDecoder().decode(bytes.subarray(1)).replace(/^ /, ''));
      return null;
    }
    if (!bytes.length) return this.#dispatch();
    this.#size += bytes.length;
    const colon = bytes.includes(COLON) ? bytes.indexOf(COLON) : bytes.length;
    const name = String.fromCharCode(...bytes.subarray(0, Math.min(colon, LONGEST_NAME)));
    if (!NAMES.has(name)) return null;
    const value = this.#utf8.decode(bytes.subarray(colon + (bytes[colon + 1] === SPACE ? 2 : 1)));
    if (name === 'data') this.#data.push(value);
    else if (name === 'event') this.#event = value;
    else if (!value.includes('\0')) this.#id = value;
    return null;
  }

  #dispatch(): ServerSentEvent | null {
    const event = this.#data.length ? { event: this.#event, data: this.#data.join('\n'), id: this.#id } : null;
    this.#event = '';
    this.#data = [];
    this.#size = 0;
    return event;
  }
}

function join(chunks: Uint8Array[]): Uint8Array {
  if (chunks.length === 1) return chunks[0]!;
  const whole = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
