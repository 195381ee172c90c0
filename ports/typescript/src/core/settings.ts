// What every call of a client reads, and checks of what may be set for one call. Durations are in seconds.

import { ArgumentError } from './errors.ts';
import type { Redactor } from './redact.ts';
import type { Api, ApiName } from '../spec.ts';

/** What a client reads of time. Tests pass another one. Seconds, but for `setTimer`. */
export interface Clock {
  now(): number;
  monotonic(): number;
  random(): number;
  pause(seconds: number, signal?: AbortSignal): Promise<void>;
}

export interface Settings {
  api: Api;
  apiName: ApiName;
  /** A function, so that no log of a client shows the key. */
  apiKey: () => string;
  baseUrl: string;
  timeout: number;
  stallTimeout: number;
  maxRetries: number;
  headers: Headers;
  fetch: typeof globalThis.fetch;
  maxEventBytes: number;
  maxBodyBytes: number;
  clock: Clock;
  redact: Redactor;
}

const FRAMING = /^(connection|content-length|expect|host|keep-alive|te|trailer|transfer-encoding|upgrade)$/i;

/** Headers as an object, as `Headers`, or as pairs. */
export type GivenHeaders = Record<string, string> | Iterable<readonly [name: string, value: string]>;

/** Return the names and the values of headers. */
export function headerPairs(headers: GivenHeaders): (readonly [name: string, value: string])[] {
  if (Object(headers) !== headers) throw new ArgumentError('headers must be an object');
  return Symbol.iterator in headers ? [...headers] : Object.entries(headers);
}

/** Throw for what cannot be options. */
export function checkIsOptions(options: object): void {
  if (Object(options) !== options) throw new ArgumentError('options must be an object');
  if ('aborted' in options) throw new ArgumentError('pass the signal as an option: { signal }');
}

/** Throw for options of other names than these, and for values that cannot be what their name says. */
export function checkOptions(options: object, known: readonly string[]): void {
  checkIsOptions(options);
  for (const [name, value] of Object.entries(options) as [string, unknown][]) {
    if (value === undefined || name === 'deadline') continue; // the deadline of a wait
    if (!known.includes(name)) throw new ArgumentError(`there is no option ${name}, only ${known.join(', ')}`);
    const isFunction = name === 'fetch' || /^on[A-Z]/.test(name);
    if (isFunction && typeof value !== 'function') throw new ArgumentError(`${name} must be a function`);
    if (name === 'signal' && !('aborted' in Object(value))) throw new ArgumentError('signal must be an AbortSignal');
  }
}

/** Return headers that can be sent, or throw an error that names the argument and the header. */
export function checkHeaders(name: string, headers: GivenHeaders): Headers {
  const checked = new Headers();
  for (const [header, value] of headerPairs(headers)) {
    if (!/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(header)) {
      throw new ArgumentError(`${name}: ${JSON.stringify(header)} is not a valid header name`);
    }
    if (FRAMING.test(header)) throw new ArgumentError(`${name}: ${header} is set by fetch and must not be passed`);
    checked.set(header, headerValue(`${name}.${header}`, value));
  }
  return checked;
}

export function headerValue(name: string, value: unknown): string {
  if (typeof value !== 'string') throw new ArgumentError(`${name} must be a string, not ${typeof value}`);
  if (!value.trim()) throw new ArgumentError(`${name} must not be empty`);
  if (!/^[!-~]([ -~]*[!-~])?$/.test(value)) {
    throw new ArgumentError(`${name} has a character or surrounding whitespace that is not valid in a header`);
  }
  return value;
}

export function seconds(name: string, value: unknown, least: 'positive' | 'zero' = 'positive'): number {
  if (typeof value !== 'number' || !(value >= 0) || value === Infinity || (value === 0 && least === 'positive')) {
    throw new ArgumentError(`${name} must be a ${least === 'zero' ? 'non-negative' : 'positive'} number of seconds`);
  }
  return value;
}
