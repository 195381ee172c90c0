// Builds the request of an operation from the facts of the spec.

import { ArgumentError } from './errors.ts';
import { headerSecrets, type Redactor } from './redact.ts';
import { checkHeaders, checkOptions, headerPairs, headerValue, seconds } from './settings.ts';
import type { GivenHeaders, Settings } from './settings.ts';
import { limits, operations, retryClasses, type OperationId, type OperationFacts, type RetryClass } from '../spec.ts';

/** The parameters and the body of a request, as the spec names them. */
export interface WireRequest {
  params?: object | undefined;
  body?: unknown;
}

/** Options of a call. Durations are in seconds. */
export interface CallOptions {
  /** Cancels the call: it rejects with the reason of the signal. */
  signal?: AbortSignal | undefined;
  /** A key under which the service performs a repeated call only once. By default each call gets a new one. */
  idempotencyKey?: string | undefined;
  /** Seconds for one attempt. The client's if not given. */
  timeout?: number | undefined;
  /** Seconds without an event after which a stream counts as lost. The client's if not given. */
  stallTimeout?: number | undefined;
  /** Headers to add. */
  headers?: GivenHeaders | undefined;
  /** Query parameters to add. */
  query?: Record<string, unknown> | undefined;
}

type Values = Record<string, unknown>;

/** One logical call. Every attempt sends the same bytes and the same idempotency key. */
export interface Call {
  facts: OperationFacts | null;
  name: string;
  method: string;
  url: string;
  headers: Headers;
  body: Exclude<RequestInit['body'], undefined>;
  rule: RetryClass;
  key: string | undefined;
  redact: Redactor;
  timeout: number;
  stallTimeout: number;
  /** Whether events are asked for. */
  stream: boolean;
  isSuccess: (status: number) => boolean;
}

export const UPLOAD_BYTES_PER_SECOND = 50_000;
const LONGEST_KEY = limits['Idempotency-Key'].maxLength;
export const EVENT_STREAM = 'text/event-stream';
export const VERSION = '0.1.0';

const OPTIONS = ['signal', 'idempotencyKey', 'timeout', 'stallTimeout', 'headers', 'query'];

const isKeyHeader = (name: string): boolean => name.toLowerCase() === 'idempotency-key';

/** Return the idempotency key that the caller has given, as an option or as a header. */
export function keyOf(options: CallOptions): string | undefined {
  const header = headerPairs(options.headers ?? {}).find(([name]) => isKeyHeader(name));
  return options.idempotencyKey ?? header?.[1];
}

/** Return options with an idempotency key: the caller's, checked, or a new one. */
export function withKey<O extends CallOptions>(options: O): O & { idempotencyKey: string } {
  const others = headerPairs(options.headers ?? {}).filter(([name]) => !isKeyHeader(name));
  const key = headerValue('idempotencyKey', keyOf(options) ?? crypto.randomUUID());
  if (key.length > LONGEST_KEY)
    throw new ArgumentError(`idempotencyKey is longer than ${String(LONGEST_KEY)} characters`);
  return { ...options, headers: others, idempotencyKey: key };
}

/** Return the call for a request, or throw `ArgumentError` naming what is invalid. */
export function prepare(
  settings: Settings,
  id: OperationId,
  request: WireRequest,
  options: CallOptions,
  stream: boolean,
): Call {
  const facts = (operations as Record<string, OperationFacts | undefined>)[id];
  if (!facts) throw new ArgumentError(`the spec has no operation ${id}`);
  checkOptions(options, OPTIONS);
  if (facts.api !== settings.apiName) throw new ArgumentError(`${id} belongs to the ${facts.api} API`);
  const { path, query, headers } = parameters(facts, request.params ?? {});
  const { headers: given = {}, idempotencyKey: key } = withKey(options);
  const added = checkHeaders('headers', given);
  const body = encodeBody(facts, request.body, stream);
  const all = new Headers({ accept: stream ? EVENT_STREAM : 'application/json', ...userAgent() });
  if (typeof body === 'string') all.set('content-type', 'application/json');
  all.set(settings.api.keyHeader, asBytes(settings.api.keyPrefix + settings.apiKey()));
  for (const [name, value] of [...settings.headers, ...headers, ...added]) all.set(name, value);
  if (facts.idempotencyHeader) all.set(facts.idempotencyHeader, key);
  query.push(...pairs('query', options.query ?? {}));
  const size = body instanceof FormData ? formSize(body) : 0;
  return {
    facts,
    name: `${facts.method} ${path} (${id})`,
    method: facts.method,
    url: `${settings.baseUrl}${path}${query.length ? `?${query.join('&')}` : ''}`,
    headers: all,
    body,
    rule: retryClasses[facts.retry]!,
    key: facts.idempotencyHeader ? key : undefined,
    redact: settings.redact.plus(headerSecrets(new Headers([...headers, ...added]))),
    timeout: seconds('timeout', options.timeout ?? settings.timeout) + size / UPLOAD_BYTES_PER_SECOND,
    stallTimeout: seconds('stallTimeout', options.stallTimeout ?? settings.stallTimeout),
    stream,
    isSuccess: (status) => status >= 200 && status < 300,
  };
}

/** Return the header that names this package. A browser sets its own. */
export function userAgent(): Record<string, string> {
  return 'process' in globalThis ? { 'user-agent': `pareta-sdk/${VERSION} typescript` } : {};
}

/** Return a header as its bytes: a placeholder such as `sk_live_…` must reach the server, which rejects it. */
function asBytes(value: string): string {
  return String.fromCharCode(...new TextEncoder().encode(value));
}

/** Write each parameter to its place. */
function parameters(facts: OperationFacts, given: object): { path: string; query: string[]; headers: Headers } {
  const values = Object.fromEntries(Object.entries(given).filter(([, value]) => (value ?? null) !== null)) as Values;
  requireAll(facts.id, facts.required, values);
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(facts.parameters, name));
  if (unknown) throw new ArgumentError(`${facts.id} has no parameter ${unknown}`);
  let path = facts.path;
  const query: string[] = [];
  const headers = new Headers();
  for (const [name, place] of Object.entries(facts.parameters)) {
    const value = values[name];
    if (value === undefined) continue;
    if (place === 'path') path = path.replace(`{${name}}`, () => segment(name, value));
    else if (place === 'header') headers.set(name, headerValue(name, texts(name, value).join(',')));
    else query.push(...(place === 'spread' ? pairs(name, value) : pairs('', { [name]: value })));
  }
  return { path, query, headers };
}

/** Return a path segment. Throw if the value is no id, or would lead to another path. */
export function segment(name: string, value: unknown): string {
  if (typeof value !== 'string') throw new ArgumentError(`${name} must be a string, not ${typeof value}`);
  if (!value.trim()) throw new ArgumentError(`${name} must not be empty or blank`);
  if (value === '.' || value === '..') {
    throw new ArgumentError(`${name} must not be ${JSON.stringify(value)}: it would name another path`);
  }
  if (/\p{Cc}/u.test(value)) throw new ArgumentError(`${name} must not contain a control character`);
  return percent(name, value);
}

function percent(name: string, text: string): string {
  try {
    return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
  } catch {
    throw new ArgumentError(`${name} cannot be written as UTF-8`);
  }
}

function pairs(place: string, values: unknown): string[] {
  if (!isObject(values)) throw new ArgumentError(`${place} must be an object`);
  return headerPairs(values as Record<string, string>).flatMap(([name, value]) => {
    const shown = place ? `${place}.${name}` : name;
    return texts(shown, value).map((text) => `${percent(shown, name)}=${percent(shown, text)}`);
  });
}

/** Return a value, or each of a list, as text; none for a missing one. */
function texts(name: string, value: unknown): string[] {
  const given = [value].flat().filter((one) => one !== undefined && one !== null);
  return given.map((one) => scalar(name, one));
}

function scalar(name: string, value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new ArgumentError(`${name} must be a finite number`);
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new ArgumentError(`${name} must be a string, a number or a boolean`);
}

function encodeBody(facts: OperationFacts, body: unknown, stream: boolean): string | FormData | null {
  if (!facts.body) {
    if (body !== undefined) throw new ArgumentError(`${facts.id} sends no body`);
    return null;
  }
  if (!isObject(body)) throw new ArgumentError(`${facts.id}: body must be an object`);
  const flag = facts.stream?.when;
  const whole = flag && stream ? { ...body, [flag.body]: flag.equals } : body;
  if (flag && !stream && body[flag.body] === flag.equals) {
    throw new ArgumentError(`${flag.body}: ${String(flag.equals)} asks for a stream`);
  }
  requireAll(facts.id, facts.body.required, whole);
  return facts.body.kind === 'form' ? encodeForm(facts.body.files ?? {}, whole) : encodeJson(whole);
}

function requireAll(id: string, names: readonly string[], values: Values): void {
  const missing = names.find((name) => values[name] === undefined);
  if (missing) throw new ArgumentError(`${id} needs ${missing}`);
}

/** Return a value as JSON. Throw, naming the place, for what JSON cannot express. */
export function encodeJson(value: unknown, name = 'body'): string {
  const check = (given: unknown, place: string, above: unknown[]): void => {
    if (given instanceof Date && Number.isNaN(given.getTime())) throw new ArgumentError(`${place} is an invalid date`);
    const { toJSON } = Object(given) as { toJSON?: unknown };
    // A Buffer would be an object with the list of its bytes.
    const each = typeof toJSON === 'function' && !ArrayBuffer.isView(given) ? (toJSON.call(given) as unknown) : given;
    if (typeof each === 'bigint' || typeof each === 'function' || typeof each === 'symbol') {
      throw new ArgumentError(`${place} must be a JSON value, not a ${typeof each}`);
    }
    if (typeof each === 'number' && !Number.isFinite(each)) throw new ArgumentError(`${place} must be a finite number`);
    if (each === null || typeof each !== 'object') return;
    // Such as a promise, a map or a signal: JSON would have `{}` for it.
    const tag = Object.prototype.toString.call(each).slice('[object '.length, -1);
    if (tag !== 'Object' && tag !== 'Array') throw new ArgumentError(`${place} must be a JSON value, not a ${tag}`);
    if (above.includes(each)) throw new ArgumentError(`${place} refers to itself`);
    for (const [name, member] of Object.entries(each)) {
      check(member, Array.isArray(each) ? `${place}[${name}]` : `${place}.${name}`, [...above, each]);
    }
  };
  check(value, name, []);
  return JSON.stringify(value);
}

/** Return a form: files under their names and types, and other members as texts. */
function encodeForm(files: Record<string, string | null>, values: Values): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === null) continue;
    if (!(name in files)) form.append(name, scalar(name, value));
    else if (value instanceof Blob) {
      const type = files[name] ?? value.type;
      form.append(name, new File([value], value instanceof File ? value.name : name, { type }));
    } else throw new ArgumentError(`${name} must be a Blob or a File`);
  }
  return form;
}

function formSize(form: FormData): number {
  return [...form.values()].reduce((size, value) => size + (typeof value === 'string' ? 0 : value.size), 0);
}

export function isObject(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
