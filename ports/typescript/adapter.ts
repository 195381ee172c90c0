// The adapter of this port for the conformance cases: JSON lines in, JSON lines out. `node build/adapter.js wire|facade`

import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Clock } from './src/core/settings.ts';
import {
  OutcomeUnknownError,
  Parallel,
  Pareta,
  responseOf,
  SDKError,
  StatusError,
  StreamError,
  webhooks,
} from './src/index.ts';
import type { EventStream, ResponseInfo } from './src/index.ts';
import { operations, type OperationId, type OperationFacts } from './src/spec.ts';
import { SseDecoder } from './src/core/sse.ts';

type Json = Record<string, unknown>;

interface Line {
  id: number;
  api: 'parallel' | 'pareta';
  base: string;
  key: string;
  client: Json;
  call: Json & { params?: Json; body?: unknown; args?: Json };
  clock: { now: number; random: number; file: string } | null;
  decode?: { streams: string[][] };
  verify?: {
    secret: string | string[];
    headers: Record<string, string>;
    body: string;
    now: number;
    tolerance?: number;
  };
}

const CAPABILITIES = 'clock cancel sse webhooks waits resume multipart upload gzip limits receipts reuse'.split(' ');
// The options of a call, by the names that the cases give them. All other arguments are those of the method.
const OPTIONS: Record<string, string> = {
  idempotency_key: 'idempotencyKey',
  timeout: 'timeout',
  api_timeout: 'timeout',
  stall_timeout: 'stallTimeout',
  poll_interval: 'pollInterval',
};

class VirtualClock implements Clock {
  readonly pauses: number[] = [];
  readonly #given: NonNullable<Line['clock']>;

  constructor(given: NonNullable<Line['clock']>) {
    this.#given = given;
  }
  monotonic(): number {
    const passed = this.pauses.reduce((sum, one) => sum + one, 0);
    return passed + Number(readFileSync(this.#given.file, 'utf8') || '0');
  }
  now(): number {
    return this.#given.now + this.monotonic();
  }
  random(): number {
    return this.#given.random;
  }
  pause(seconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.pauses.push(seconds);
    return new Promise((resolve) => setImmediate(resolve));
  }
}

const level = process.argv[2] ?? 'wire';
const camel = (name: string): string => name.replace(/[_-](\w)/g, (_, letter: string) => letter.toUpperCase());

function play(line: Line): Promise<Json> {
  if (line.decode) return Promise.resolve({ streams: line.decode.streams.map(decoded) });
  return line.verify ? verified(line.verify) : called(line);
}

function decoded(chunks: string[]): Json {
  const decoder = new SseDecoder();
  const events: Json[] = [];
  try {
    for (const chunk of chunks) for (const event of decoder.feed(Buffer.from(chunk, 'hex'))) events.push({ ...event });
  } catch (error) {
    return { events, error: { kind: 'stream', message: String(error) } };
  }
  return { events };
}

async function verified({ body, headers, ...options }: NonNullable<Line['verify']>): Promise<Json> {
  try {
    const { id, type, timestamp, data } = await webhooks.parse(Buffer.from(body), headers, options);
    return { value: { id, type, timestamp, data } };
  } catch (error) {
    return { error: described(error, false) };
  }
}

async function called(line: Line): Promise<Json> {
  const { call } = line;
  const clock = line.clock ? new VirtualClock(line.clock) : undefined;
  const cancel = new AbortController();
  const out: Json = {};
  try {
    const { default_headers: headers, ...rest } = line.client;
    const settings = Object.fromEntries(Object.entries(rest).map(([name, value]) => [camel(name), value]));
    const options = { ...settings, headers: headers as never, apiKey: line.key, baseUrl: line.base, clock };
    const client = line.api === 'pareta' ? new Pareta(options) : new Parallel(options);
    const result = await (level === 'wire' ? wireCall(client, call, cancel) : facadeCall(client, call, cancel));
    if (call.stream) await consume(result as EventStream<unknown>, call, cancel, out);
    else {
      out.value = result ?? null;
      note(responseOf(Object(result) as object), out);
    }
  } catch (error) {
    out.error = described(error, cancel.signal.aborted);
  }
  if (clock) out.pauses = clock.pauses;
  return out;
}

function wireCall(client: Pareta | Parallel, call: Line['call'], cancel: AbortController): Promise<unknown> {
  const id = call.op as OperationId;
  const options = { ...optionsOf(call), signal: cancel.signal };
  const body = operations[id].body ? files((call.body ?? {}) as Json) : call.body;
  const request = { params: call.params ?? {}, body } as never;
  return call.stream ? client.wire.stream(id, request, options) : client.wire.send(id, request, options);
}

function facadeCall(client: Pareta | Parallel, call: Line['call'], cancel: AbortController): Promise<unknown> {
  const name = call.method as string;
  const steps = name.split('.').map(camel);
  const method = steps.pop()!;
  const owner = steps.reduce<Json>((each, step) => each[step] as Json, client as unknown as Json);
  const { facts, isWait } = operationOf(name);
  const places = { ...facts?.parameters, betas: 'header' } as Record<string, string>;
  const options: Json = { signal: cancel.signal, ...optionsOf(call) };
  const params: Json = {};
  const ids: unknown[] = [];
  for (const [key, value] of Object.entries(files(call.args ?? {}))) {
    if (places[key] === 'path') ids.push(value);
    else if (key in OPTIONS && (isWait || !(key in places))) options[OPTIONS[key]!] = value;
    else if (key === 'betas') params['parallel-beta'] = value;
    else params[key] = value;
  }
  const run = owner[method] as (...all: unknown[]) => Promise<unknown>;
  if (isWait) return run.call(owner, ...ids, { ...options, params, output: params.output });
  const takesParams = facts?.body !== null || Object.values(facts.parameters).some((place) => place !== 'path');
  return run.call(owner, ...ids, ...(takesParams ? [params] : []), options);
}

/** Return the operation behind a method, and whether the method waits for an operation of the same record. */
function operationOf(name: string): { facts: OperationFacts | null; isWait: boolean } {
  const all = Object.values(operations);
  const waited = all.find(({ sdk, wait, id }) => {
    return wait?.operation === id && sdk?.replace(/[^.]*$/, wait.method) === name;
  });
  return { facts: waited ?? all.find(({ sdk }) => sdk === name) ?? null, isWait: waited !== undefined };
}

function optionsOf(values: Json): Json {
  const entries = Object.entries(OPTIONS).filter(([name]) => name in values);
  return Object.fromEntries(entries.map(([name, option]) => [option, values[name]]));
}

/** Return arguments with the files and the schemas that a case states in place of `{$file: …}` and `{$type: …}`. */
function files(values: Json): Json {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const { $file: file, $type: type } = Object(value) as { $file?: Json; $type?: Record<string, string> };
      return [name, file ? fileOf(file) : type ? schemaOf(type) : value];
    }),
  );
}

/** Return a Standard Schema of an object with the members that a case names. */
function schemaOf(members: Record<string, string>): object {
  const properties = Object.fromEntries(Object.entries(members).map(([name, type]) => [name, { type }]));
  const fits = (value: unknown): boolean =>
    Object.entries(members).every(([name, type]) => {
      const member = (Object(value) as Json)[name];
      return type === 'integer' ? Number.isInteger(member) : typeof member === type;
    });
  const validate = (value: unknown): object =>
    fits(value) ? { value } : { issues: [{ message: `must have ${Object.keys(members).join(', ')}` }] };
  const jsonSchema = { input: () => ({ type: 'object', properties, required: Object.keys(members) }) };
  return { '~standard': { version: 1, vendor: 'adapter', validate, jsonSchema } };
}

function fileOf({ hex, size, text, filename, type }: Json): Blob {
  const content =
    hex !== undefined
      ? Buffer.from(hex as string, 'hex')
      : Buffer.from(text === undefined ? 'a'.repeat(size as number) : (text as string));
  const options = type === undefined ? {} : { type: type as string };
  return filename === undefined ? new Blob([content], options) : new File([content], filename as string, options);
}

async function consume(stream: EventStream<unknown>, call: Json, cancel: AbortController, out: Json): Promise<void> {
  const events: unknown[] = [];
  out.events = events;
  const limit = (call.take ?? call.cancel_after ?? Infinity) as number;
  try {
    while (events.length < limit) {
      const next = await stream.next();
      if (next.done) break;
      events.push(next.value);
    }
    if ('cancel_after' in call) {
      setTimeout(() => {
        cancel.abort();
      }, 20);
      await stream.next();
    }
  } finally {
    await stream.close();
  }
  note(stream.response, out);
}

function note(info: ResponseInfo | undefined, out: Json): void {
  out.receipt = info?.receipt ?? {};
}

function described(error: unknown, cancelled: boolean): Json {
  if (!(error instanceof SDKError)) {
    const kind = cancelled ? 'cancelled' : 'broken';
    return { kind, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  const cause = error instanceof OutcomeUnknownError ? error.cause : error;
  const response = (cause as { response?: { status: number } } | undefined)?.response;
  const facts = {
    kind: error.kind,
    status: cause instanceof StatusError ? cause.status : response?.status,
    request_id: error.requestId,
    reference: error.reference,
    detail: error instanceof StatusError || error instanceof StreamError ? error.detail : undefined,
    id: error.id,
    idempotency_key: error.idempotencyKey,
    // The message names the options as this port does; the cases name them as the spec does.
    message: Object.entries(OPTIONS).reduce((text, [name, option]) => text.replaceAll(option, name), error.message),
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

const print = (line: Json): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};
print({ adapter: 'typescript', protocol: 1, level, capabilities: CAPABILITIES });
for await (const text of createInterface({ input: process.stdin })) {
  const line = JSON.parse(text) as Line;
  const result = await play(line).catch((error: unknown) => ({
    broken: error instanceof Error ? error.stack : String(error),
  }));
  print({ id: line.id, ...result });
}
