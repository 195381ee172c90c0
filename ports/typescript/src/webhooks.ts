// Verifies webhooks (Standard Webhooks) with WebCrypto.

import { seconds } from './core/settings.ts';
import { mismatch } from './core/decode.ts';
import { ArgumentError, WebhookVerificationError } from './core/errors.ts';
import { isObject } from './core/request.ts';
import { webhookSignature, type TaskRun, type WebhookEventType } from './spec.ts';

/** A verified webhook. */
export interface WebhookEvent {
  /** Stays the same when the service delivers again: remember it, and do the work once. */
  id: string;
  type: WebhookEventType;
  timestamp: string | null;
  /** The run at the time of the event; null for other types of event. */
  run: TaskRun | null;
  /** The subject of the event as the service sent it. */
  data: unknown;
}

export interface WebhookOptions {
  /** The secret, or several during a rotation: as the dashboard shows it (`whsec_…`), or the key itself as bytes. */
  secret: string | Uint8Array | readonly (string | Uint8Array)[];
  /** Longest distance of the timestamp from now, in seconds. `webhookSignature.tolerance` by default. */
  tolerance?: number | undefined;
  /** The Unix time to compare with, in seconds. */
  now?: number | undefined;
}

/** The headers of a request. */
export type WebhookHeaders = Headers | Record<string, string | string[] | undefined> | Iterable<[string, string]>;

const RUN_STATUS: WebhookEventType = 'task_run.status';
const { headers: NAMES, version: VERSION, secretPrefix: SECRET_PREFIX } = webhookSignature;
const ENTRY = `(?:${VERSION},[A-Za-z0-9+/]{43}=|(?!${VERSION},)[a-z0-9]+,[!-~]+)`;
const HEADERS: readonly [name: string, pattern: RegExp, description: string][] = [
  [NAMES.id, /^[!-\-/-~]{1,255}$/, '1 to 255 visible ASCII characters without a dot'],
  [NAMES.timestamp, /^[1-9]\d{0,11}$/, 'a whole number of seconds since 1970'],
  [
    NAMES.signature,
    new RegExp(`^${ENTRY}(?: ${ENTRY})*$`),
    `signatures, ${VERSION},<base64>, separated by single spaces`,
  ],
];
const utf8 = new TextEncoder();

/** Return the event of a request that the service signed recently. Throw `WebhookVerificationError` otherwise. */
export async function parse(
  body: Uint8Array | ArrayBuffer | string,
  headers: WebhookHeaders,
  options: WebhookOptions,
): Promise<WebhookEvent> {
  const id = await verify(body, headers, options);
  const invalid = (problem: string): WebhookVerificationError =>
    new WebhookVerificationError(`the signature is valid, but the body is not an event: ${problem}`);
  let event: unknown;
  try {
    event = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytesOf(body)));
  } catch {
    throw invalid('it is not valid JSON');
  }
  const type = isObject(event) ? event.type : undefined;
  if (!isObject(event) || typeof type !== 'string' || !type) throw invalid('it must be a JSON object with a type');
  const { timestamp, data } = event;
  if (type === RUN_STATUS) {
    const problem = mismatch(data, { ref: 'TaskRun' }, 'data');
    if (problem) throw invalid(problem);
    if (!isId((data as TaskRun).run_id)) throw invalid('its run has no valid run_id');
  }
  const run = type === RUN_STATUS ? (data as TaskRun) : null;
  return { id, type, timestamp: typeof timestamp === 'string' ? timestamp : null, run, data };
}

function isId(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '' && !/^\.\.?$|\p{Cc}/u.test(value);
}

/** Check the signature and the time of a request, and return its id. Throw `WebhookVerificationError` otherwise. */
export async function verify(
  body: Uint8Array | ArrayBuffer | string,
  headers: WebhookHeaders,
  options: WebhookOptions,
): Promise<string> {
  const content = bytesOf(body);
  if (!isObject(options)) throw new ArgumentError('pass the secret as an option: { secret }');
  const keys = keysOf(options.secret);
  const tolerance = seconds('tolerance', options.tolerance ?? webhookSignature.tolerance, 'zero');
  const [id, timestamp, signatures] = headerValues(headers);
  const age = (options.now ?? Date.now() / 1000) - Number(timestamp);
  if (!(Math.abs(age) <= tolerance)) {
    throw new WebhookVerificationError(
      `${NAMES.timestamp} is ${Math.abs(age).toFixed(0)} s in the ${age > 0 ? 'past' : 'future'}, more than the tolerance ` +
        `of ${String(tolerance)} s: the request was delayed or replayed, or the clock of this machine is wrong`,
    );
  }
  const candidates = signatures.split(' ').filter((entry) => entry.startsWith(`${VERSION},`));
  if (!candidates.length)
    throw new WebhookVerificationError(`${NAMES.signature} has no signature of version ${VERSION}`);
  const signed = concat(utf8.encode(`${id}.${timestamp}.`), content);
  let valid = false;
  for (const key of keys) {
    const algorithm = { name: 'HMAC', hash: 'SHA-256' };
    const imported = await crypto.subtle.importKey('raw', key as BufferSource, algorithm, false, ['sign']);
    const mac = new Uint8Array(await crypto.subtle.sign('HMAC', imported, signed as BufferSource));
    const expected = `${VERSION},${btoa(String.fromCharCode(...mac))}`;
    for (const candidate of candidates) valid = equal(expected, candidate) || valid;
  }
  if (!valid) {
    throw new WebhookVerificationError(
      'no signature is valid: the secret is another one, or the body differs from the bytes that were received',
    );
  }
  return id;
}

/** Compare in a time that does not tell where two texts differ. */
function equal(expected: string, candidate: string): boolean {
  let differs = expected.length ^ candidate.length;
  for (let at = 0; at < expected.length; at++) differs |= expected.charCodeAt(at) ^ (candidate.charCodeAt(at) || 0);
  return differs === 0;
}

function bytesOf(body: unknown): Uint8Array {
  if (typeof body === 'string') return utf8.encode(body);
  if (body instanceof Uint8Array) return body;
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  throw new ArgumentError('body must be the raw bytes or text of the request, as they were received');
}

function keysOf(secret: unknown): Uint8Array[] {
  const secrets: unknown[] = Array.isArray(secret) ? secret : [secret];
  const keys = secrets.map((each) => {
    if (each instanceof Uint8Array) return each;
    if (typeof each !== 'string') throw new ArgumentError('secret must be a string, bytes, or a list of them');
    return decodeSecret(each.startsWith(SECRET_PREFIX) ? each.slice(SECRET_PREFIX.length) : each);
  });
  if (!keys.length) throw new WebhookVerificationError('the list of secrets is empty');
  if (keys.some((key) => !key.length)) throw new WebhookVerificationError('a secret is empty');
  return keys;
}

function decodeSecret(encoded: string): Uint8Array {
  try {
    const text = atob(encoded);
    if (btoa(text) === encoded) return Uint8Array.from(text, (each) => each.charCodeAt(0));
  } catch {
    // Said below.
  }
  throw new WebhookVerificationError('a secret is not valid base64. If it is the key itself, pass it as bytes.');
}

function headerValues(headers: WebhookHeaders): [string, string, string] {
  if (Object(headers) !== headers) throw new ArgumentError('headers must be the headers of the request');
  const pairs =
    Symbol.iterator in headers
      ? [...headers]
      : Object.entries(headers).flatMap(([name, value]) =>
          [value ?? []].flat().map((one): [string, string] => [name, one]),
        );
  const values = HEADERS.map(([name, pattern, description]) => {
    const found = pairs.filter(([header]) => header.toLowerCase() === name).map(([, value]) => value);
    if (found.length !== 1) {
      throw new WebhookVerificationError(`${name} must occur once, and occurs ${String(found.length)} times`);
    }
    if (!pattern.test(found[0]!)) throw new WebhookVerificationError(`${name} must be ${description}`);
    return found[0]!;
  });
  return values as [string, string, string];
}

function concat(one: Uint8Array, other: Uint8Array): Uint8Array {
  const whole = new Uint8Array(one.length + other.length);
  whole.set(one);
  whole.set(other, one.length);
  return whole;
}
